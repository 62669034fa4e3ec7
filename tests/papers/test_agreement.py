import asyncio
from functools import cache

import pytest

from papercoder.papers.read import read_paper
from state.paper import Paper
from tests.papers.shared import PAPERS, needs_papers

pytestmark = needs_papers


@cache
def read(name: str) -> Paper:
    return asyncio.run(read_paper(str(PAPERS / name), allow_files=True))


def numbered(paper: Paper) -> list[tuple[str, str, str, int, str]]:
    return [(s.id, s.number, s.title, s.level, s.part) for s in paper.sections if s.number]


@pytest.mark.parametrize("name", ["paper.pdf", "s2orc.json", "s2orc_cleaned.json"])
def test_the_same_paper_has_the_same_tree(name: str) -> None:
    latex, other = read("transformer/paper.tex"), read(f"transformer/{name}")
    assert numbered(other) == numbered(latex)
    assert other.title == latex.title
    assert other.abstract[:100] == latex.abstract[:100]


@pytest.mark.parametrize(
    ("name", "equations", "tables", "figures"),
    [("transformer/paper.tex", 5, 4, 5), ("transformer/s2orc.json", 3, 4, 5)],
)
def test_counts(name: str, equations: int, tables: int, figures: int) -> None:
    kinds = [b.kind for s in read(name).sections for b in s.blocks]
    assert (kinds.count("equation"), kinds.count("table"), kinds.count("figure")) == (equations, tables, figures)


def test_the_other_paper_from_its_markdown() -> None:
    paper = read("self-consistency/paper.md")
    ids = [s.id for s in paper.sections]
    assert len(set(ids)) == len(ids)
    assert ids[:6] == ["s1", "s2", "s3", "s3.1", "s3.2", "s4"]
    assert {"sA", "sI.2.1", "sO.2"} <= set(ids)
    parts = {s.part for s in paper.sections if s.id in {"s8", "s12", "sK"}}
    assert parts == {"related", "acknowledgements", "appendix"}
    tables = [b for s in paper.sections for b in s.blocks if b.kind == "table"]
    assert "24.60 (-0.2)" in tables[0].text
    assert tables[0].caption.startswith("Table 1: Accuracy comparison")
