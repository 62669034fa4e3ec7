"""Each bad file gives one clear error that names it, says what was found and what to do."""

import time
from pathlib import Path

import pytest

from papercoder.errors import PaperError
from papercoder.papers.child import ChildLimits, run_in_child
from papercoder.papers.pdf.read import read_pdf
from tests.papers.pdf.written import packed, pdf, simple, stream, text_page

_PAGE = text_page([(72, 700, 16, True, "A Title of a Paper"), (72, 650, 10, False, "Some text that is long enough.")])
_KEY = b"/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <%b> /U <%b> >> /ID [<00> <00>]" % (
    b"41" * 32,
    b"42" * 32,
)
_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_DOCUMENTS = Path(__file__).parents[3] / "benchmarks/papers/documents"

_BAD = {
    "empty": (b"", "empty"),
    "garbage": (bytes(range(256)) * 20, "do not begin like one"),
    "header": (b"%PDF-1.5\n", "only its header"),
    "truncated": ((_DOCUMENTS / "english-one.pdf").read_bytes()[:30000], "cut off"),
    "pointer": (b"version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 3\n", "Git LFS pointer"),
    "page": (b"\n<!DOCTYPE html><html><body>Not found</body></html>", "HTML page"),
    "encrypted": (simple([_PAGE], trailer=_KEY), "password"),
    "none": (pdf([_CATALOG, b"<< /Type /Pages /Kids [] /Count 0 >>"]), "has none"),
    "blank": (simple([b""]), "not one character"),
    "loop": (pdf([_CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"]), "not one character"),
    "thousands": (
        pdf(
            [
                _CATALOG,
                b"<< /Type /Pages /Kids [%b] /Count 3000 >>" % (b"3 0 R " * 3000),
                b"<< /Type /Page /Parent 2 0 R >>",
            ]
        ),
        "3000 pages",
    ),
}


@pytest.mark.parametrize("name", sorted(_BAD))
def test_says_what_is_wrong(name: str) -> None:
    data, said = _BAD[name]
    with pytest.raises(PaperError) as caught:
        read_pdf(data, f"{name}.pdf", sha256="")
    assert caught.value.message.startswith(f"{name}.pdf: ")
    assert said in caught.value.message
    assert caught.value.hint
    assert caught.value.exit_code == 2


def test_a_scan_without_recognition_names_the_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PaperError, match="scan") as caught:
        read_pdf(simple([b"0.5 g 50 50 400 600 re f"]), "scan.pdf", sha256="")
    assert "ocr extra" in caught.value.hint


def test_a_stream_bomb_ends_at_the_limit_of_memory() -> None:
    bomb = simple([packed(200 << 20)], entries=b"/Filter [/FlateDecode /FlateDecode]")
    assert len(bomb) < 5000
    with pytest.raises(PaperError, match=r"bomb\.pdf: .* 0\.1 GB of memory"):
        run_in_child(
            "papercoder.papers.pdf.parse:parse",
            bomb,
            {"name": "bomb.pdf"},
            name="bomb.pdf",
            limits=ChildLimits(150 << 20, 30),
        )


def test_a_drawing_that_contains_itself_ends_at_the_limit_of_time() -> None:
    own = b"/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /X 5 0 R >> >>"
    page = b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    data = pdf([_CATALOG, pages, page, stream(b"/X Do"), stream(b"/X Do /X Do", own)])
    start = time.monotonic()
    with pytest.raises(PaperError, match=r"own\.pdf"):
        run_in_child(
            "papercoder.papers.pdf.parse:parse",
            data,
            {"name": "own.pdf"},
            name="own.pdf",
            limits=ChildLimits(2 << 30, 2),
        )
    assert time.monotonic() - start < 20
