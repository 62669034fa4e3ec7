"""The documents made for the benchmark say the same in every form they have."""

from pathlib import Path

import pytest

from benchmarks.harness.results import read
from benchmarks.papers.agreement import share
from benchmarks.papers.build import DOCUMENTS, FOLDER
from benchmarks.papers.forms import form_values
from benchmarks.papers.page import page
from benchmarks.papers.pages import PAGES
from benchmarks.papers.truth import latex_paper
from papercoder.papers.parse import parse_bytes

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", PAGES)
def test_html_of_latexml_agrees_with_its_latex(name: str) -> None:
    latex, html = latex_paper(FOLDER / f"{name}.tex"), parse_bytes((FOLDER / f"{name}.html").read_bytes(), "p.html")
    assert share(latex, html) == 1.0
    assert [s.id for s in html.sections] == [s.id for s in latex.sections]
    captions, others = ([b.caption for s in p.sections for b in s.blocks if b.caption] for p in (html, latex))
    assert sorted(captions) == sorted(others)
    assert "Table 1" in {b.label for s in html.sections for b in s.blocks}


@pytest.mark.parametrize("form", ["latex", "markdown", "s2orc"])
def test_equations_are_kept_verbatim(form: str) -> None:
    values = [found["equations kept verbatim"] for found in form_values(form)]
    assert values == [1.0] * (len(DOCUMENTS) if form == "latex" else 6)


def test_the_page_belongs_to_the_results() -> None:
    papers, fuzz = read("papers"), read("fuzz_papers")
    assert papers is not None
    assert fuzz is not None
    assert (ROOT / "docs/papers.md").read_text(encoding="utf-8") == page(papers, fuzz)
    assert all(case["good"] for case in papers["bad_input"])
    assert not any(reader["failed"] for reader in fuzz["readers"].values())
