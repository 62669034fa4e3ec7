"""PDFs: real ones and written ones, damaged, through the reader in its child process with its limits."""

from pathlib import Path

from benchmarks.fuzz.reader import Reader
from papercoder.errors import PaperError
from tests.papers.pdf.written import pdf, simple, stream, text_page

__all__ = ["PDFS"]

_ROOT = Path(__file__).parents[2]
_REAL = tuple(
    (_ROOT / place).read_bytes()
    for place in (
        "examples/paper/paper.pdf",
        "benchmarks/papers/documents/english-ieee.pdf",
        "benchmarks/papers/documents/chinese-one.pdf",
    )
)
_LINES = [
    (72.0, 720.0, 18.0, True, "A Title of Some Words"),
    (72.0, 690.0, 12.0, True, "Abstract"),
    (72.0, 670.0, 10.0, False, "We train a model with a learning rate of 0.1 and report 93.4."),
    (72.0, 640.0, 12.0, True, "1 Introduction"),
    (72.0, 620.0, 10.0, False, "The first sentence of a paragraph that goes on and on."),
    (72.0, 600.0, 10.0, False, "Table 1: Scores. a 1.0 b 2.0"),
    (300.0, 620.0, 10.0, False, "A second column stands here."),
    (72.0, 100.0, 10.0, True, "References"),
    (72.0, 80.0, 8.0, False, "[1] A. Name. A book. 2020."),
]
_CONTENTS = (
    text_page(_LINES),
    text_page(_LINES[:5]) + b"\n0 0 1 rg 10 10 500 700 re f q 1 0 0 1 40 40 cm /F1 12 Tf Q",
    b"BT /F1 12 Tf 0 1 -1 0 300 300 Tm (Sideways) Tj ET BT /F2 0 Tf 1e9 -1e9 Td (far) Tj ET\n" + text_page(_LINES[2:4]),
)
_WHOLE = (
    simple([text_page(_LINES), text_page(_LINES)]),
    pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R /Lang (en) >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 792] /Rotate 90 >>",
            b"<< /Type /Page /Parent 2 0 R /Contents [4 0 R 4 0 R] /CropBox [0 0 300 792] /Annots [6 0 R] >>",
            stream(text_page(_LINES)),
            b"<< /Type /Outlines /First 7 0 R /Last 7 0 R /Count 1 >>",
            b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://x.example/code) >> >>",
            b"<< /Title (A) /Parent 5 0 R /Dest [3 0 R /Fit] /Next 7 0 R >>",
        ]
    ),
)


def _read(data: bytes) -> object:
    """Read, and let nothing pass that the child did not refuse itself."""
    from papercoder.papers.parse import parse_bytes

    try:
        return parse_bytes(data, "paper.pdf").to_json()
    except PaperError as error:
        if "ended unexpectedly" in error.message:
            raise RuntimeError(error.message) from error
        raise


def _as_it_is(data: bytes, _: Path) -> object:
    return _read(data if data.startswith(b"%PDF") else b"%PDF-1.5\n" + data)


def _written(data: bytes, _: Path) -> object:
    """Put the input on a page of a sound file; every fifth as the file's objects."""
    return _read(simple([data]) if len(data) % 5 else pdf([*data.split(b"\n\n"), stream(data)]))


PDFS = (
    Reader("papers", "PDFs, real ones damaged", _REAL, _as_it_is, (PaperError,), share=6),
    Reader("papers", "PDFs, written ones damaged", _WHOLE, _as_it_is, (PaperError,), share=4),
    Reader("papers", "PDFs, damaged pages in sound files", _CONTENTS, _written, (PaperError,), share=4),
)
