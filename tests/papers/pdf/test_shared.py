"""Two real papers, where they are present."""

from pathlib import Path

import pytest

from papercoder.papers.pdf.read import read_pdf
from state.paper import Paper

_SHARED = Path(__file__).parents[4] / "shared/papers"
pytestmark = pytest.mark.skipif(not _SHARED.is_dir(), reason="../shared/papers is absent")


def _read(name: str) -> Paper:
    return read_pdf((_SHARED / name / "paper.pdf").read_bytes(), f"{name}.pdf", sha256="")


def test_transformer() -> None:
    paper = _read("transformer")
    assert paper.title == "Attention Is All You Need"
    assert paper.abstract.startswith("The dominant sequence transduction models")
    assert paper.abstract.endswith("with large and limited training data.")
    numbers = [section.number for section in paper.sections if section.number]
    assert numbers == [
        "1",
        "2",
        "3",
        "3.1",
        "3.2",
        "3.2.1",
        "3.2.2",
        "3.2.3",
        "3.3",
        "3.4",
        "3.5",
        "4",
        "5",
        "5.1",
        "5.2",
        "5.3",
        "5.4",
        "6",
        "6.1",
        "6.2",
        "6.3",
        "7",
    ]
    assert len(paper.references) == 40
    tables = [block for section in paper.sections for block in section.blocks if block.kind == "table"]
    assert [table.label for table in tables] == ["Table 1", "Table 2", "Table 3", "Table 4"]
    assert "| Transformer (big) | 28.4 | 41.8 |" in tables[1].text
    rate = paper.section("s5.3")
    assert rate is not None
    assert any("10^{−9}" in block.text for block in rate.blocks)


def test_self_consistency() -> None:
    paper = _read("self-consistency")
    assert paper.title == "Semantic Self-Consistency: Enhancing Language Model Reasoning via Semantic Weighting"
    assert [section.title for section in paper.sections if section.part == "related"] == ["Related Work"]
    appendix = [
        section.number
        for section in paper.sections
        if section.part == "appendix" and section.level == 1 and section.number
    ]
    assert appendix == list("ABCDEFGHIJKLMNO")
    assert len(paper.references) == 35
