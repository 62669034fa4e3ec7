"""The project's own documents: structure, languages, and what must not be in the text."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from papercoder.papers.pdf.read import read_pdf
from state.paper import Block, Paper

_FOLDER = Path(__file__).parents[3] / "benchmarks/papers/documents"
_ENGLISH = ["english-one", "english-two", "english-review", "english-ieee"]
_OTHERS = ["german-one", "french-two", "chinese-one", "japanese-two", "korean-one"]


@cache
def _paper(name: str) -> Paper:
    return read_pdf((_FOLDER / f"{name}.pdf").read_bytes(), f"{name}.pdf", sha256="ab")


def _truth(name: str) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads((_FOLDER / f"{name.split('-', maxsplit=1)[0]}.json").read_text(encoding="utf-8"))
    return truth


def _blocks(name: str, kind: str) -> list[Block]:
    return [block for section in _paper(name).sections for block in section.blocks if block.kind == kind]


@pytest.mark.parametrize("name", [*_ENGLISH, *_OTHERS])
def test_title_sections_and_references(name: str) -> None:
    paper, truth = _paper(name), _truth(name)
    assert paper.title.replace("’", "'") == truth["title"]
    numbered = [
        (section.number, section.title.replace("’", "'"), section.level) for section in paper.sections if section.number
    ]
    wanted = [(section["number"], section["title"], section["level"]) for section in truth["sections"]]
    assert numbered[: len(wanted)] == wanted
    assert len(paper.references) == len(truth["references"])
    assert paper.source.sha256 == "ab"
    fractions = [
        warning for warning in paper.warnings if "have fraction bars" in warning or "has a fraction bar" in warning
    ]
    assert paper.warnings[:-1] == tuple(fractions)  # the last one says what to give instead
    assert len(fractions) <= 1


@pytest.mark.parametrize("name", _OTHERS)
def test_other_languages_read_word_for_word(name: str) -> None:
    paper = _paper(name)
    assert paper.abstract.replace("’", "'").split() == _truth(name)["abstract"].split()
    texts = [block.text.replace("’", "'") for section in paper.sections for block in section.blocks]
    wanted = [
        block["text"]
        for section in _truth(name)["sections"]
        for block in section["blocks"]
        if block["kind"] == "paragraph"
    ]
    plain = [text for text in wanted if "$" not in text]
    assert plain
    assert [text for text in plain if text not in texts] == []


@pytest.mark.parametrize("name", [*_ENGLISH, *_OTHERS])
def test_table_rows_stay_together(name: str) -> None:
    there = {line for block in _blocks(name, "table") for line in block.text.splitlines()}
    tables = [block for section in _truth(name)["sections"] for block in section["blocks"] if block["kind"] == "table"]
    rows = ["| " + " | ".join(row) + " |" for table in tables for row in table["rows"]]
    assert [row for row in rows if row not in there] == []
    captions = " ".join(block.caption for block in _blocks(name, "table"))
    assert all(table["caption"] in captions for table in tables)


@pytest.mark.parametrize("name", ["english-one", "english-review"])
def test_running_heads_page_and_line_numbers_are_left_out(name: str) -> None:
    texts = [block.text for section in _paper(name).sections for block in section.blocks if block.kind == "paragraph"]
    head = {"english-one": "Tidal Pooling: Forgetting", "english-review": "Under review"}[name]
    assert not [text for text in texts if head in text or text.isdigit()]


def test_parts_and_ids() -> None:
    sections = {section.id: section.part for section in _paper("english-two").sections}
    assert sections["s2.2.1"] == "body"
    assert sections["s4"] == "related"
    assert sections["u1"] == "acknowledgements"
    assert sections["sA.1"] == "appendix"


def test_equations_algorithm_footnote_and_places() -> None:
    equations = _blocks("english-two", "equation")
    assert [block.label for block in equations] == ["1", "2", "3"]
    (algorithm,) = _blocks("english-two", "algorithm")
    assert algorithm.caption == "Algorithm 1 Update of the pool at one time step"
    assert "while the pool is larger than the capacity do" in algorithm.text
    (note,) = _blocks("english-two", "footnote")
    assert note.text.endswith("distribution of the labels given the inputs changes.")
    for block, page in [(equations[0], 1), (equations[2], 2), (algorithm, 1), (note, 1)]:
        assert block.place is not None
        assert block.place.page == page
        assert block.place.box is not None
        assert block.place.box[0] < block.place.box[2]


def test_powers_are_not_read_as_differences() -> None:
    texts = [block.text for block in _blocks("english-one", "paragraph")]
    assert any("10^{−4}" in text for text in texts)
