"""Pages without a text layer are read by tesseract where it is installed."""

import shutil
import zlib
from pathlib import Path

import pytest

from papercoder.papers.pdf.layer.ocr import render_page
from papercoder.papers.pdf.read import read_pdf
from tests.papers.pdf.written import pdf, stream

_SOURCE = Path(__file__).parents[3] / "benchmarks/papers/documents/english-one.pdf"


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="the tesseract command is not installed")
def test_a_scanned_page_is_recognised_with_its_structure() -> None:
    image, _ = render_page(_SOURCE.read_bytes(), "x.pdf", 1)
    head, _, pixels = image.partition(b"255\n")
    width, height = (int(word) for word in head.split()[1:3])
    entries = (
        b"/Type /XObject /Subtype /Image /Width %d /Height %d"
        b" /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode"
    )
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792]"
        b" /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
    )
    data = pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page,
            stream(b"q 612 0 0 792 0 0 cm /X Do Q"),
            stream(zlib.compress(pixels), entries % (width, height)),
        ]
    )
    paper = read_pdf(data, "scan.pdf", sha256="")
    assert paper.title.startswith("Tidal Pooling: Forgetting Schedules")
    assert [section.title for section in paper.sections if section.number] == ["Introduction", "Method"]
    assert "must decide what to forget" in paper.abstract
    assert paper.warnings[0].startswith("Read by character recognition")
