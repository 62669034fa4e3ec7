"""Pages without a text layer are read by tesseract where it is installed."""

import shutil
from pathlib import Path

import pytest

from papercoder.papers.pdf.read import read_pdf
from tests.papers.pdf.written import scanned

_SOURCE = Path(__file__).parents[3] / "benchmarks/papers/documents/english-one.pdf"


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="the tesseract command is not installed")
def test_a_scanned_page_is_recognised_with_its_structure() -> None:
    data = scanned(_SOURCE.read_bytes())
    paper = read_pdf(data, "scan.pdf", sha256="")
    assert paper.title.startswith("Tidal Pooling: Forgetting Schedules")
    assert [section.title for section in paper.sections if section.number] == ["Introduction", "Method"]
    assert "must decide what to forget" in paper.abstract
    assert paper.warnings[0].startswith("Read by character recognition")
