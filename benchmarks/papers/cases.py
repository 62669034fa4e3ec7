"""The bad inputs of the table, each made anew."""

# ruff: noqa: RUF001 - full-width digits are what is tried

import gzip
import io
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.papers.build import FOLDER
from tests.papers.pdf.written import packed, pdf, simple, stream, text_page
from tests.papers.samples import TEX, tar, tar_link, targz, zipped
from tests.papers.server import Page

__all__ = ["Case", "all_cases"]

_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_TEXT = text_page([(72, 700, 16, True, "A Title of a Paper"), (72, 650, 10, False, "Some text that is long enough.")])
_KEY = b"/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <%b> /U <%b> >> /ID [<00> <00>]" % (
    b"41" * 32,
    b"42" * 32,
)
_LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n"
_HTML = b"<!DOCTYPE html><html><body><p>Please log in</p></body></html>"
_DOCUMENT = rb"\documentclass{article}\title{T}\begin{document}\section{A}%s\end{document}"


@dataclass(frozen=True)
class Case:
    """One input.

    Args:
        what: In words.
        argument: What the command is given.
        says: What its error, or its warning, must hold.
        code: The exit code that is right.
        stdin: A file to stand on standard input.
        environment: Variables to set.
        find: Picks the line to show; the first if None.
    """

    what: str
    argument: str
    says: str
    code: int = 2
    stdin: Path | None = None
    environment: dict[str, str] = field(default_factory=dict)
    find: Callable[[list[str]], str] | None = None


def all_cases(folder: Path, base: str, pages: dict[str, Page]) -> list[Case]:
    """Write the files into a folder, put the pages on the server, and return the cases in the table's order."""
    return [*_files(folder), *_pdfs(folder), *_latex(folder), *_archives(folder), *_large(folder), *_urls(base, pages)]


def _written(folder: Path, name: str, data: bytes) -> str:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return name


def _files(folder: Path) -> list[Case]:
    (folder / "empty-folder").mkdir()
    (folder / "pictures").mkdir()
    _written(folder, "pictures/a.png", b"\x89PNG")
    garbage = bytes(range(256)) * 40
    return [
        Case("a name that is nothing", "nowhere.pdf", "nothing of that name"),
        Case("an empty file", _written(folder, "empty.pdf", b""), "empty"),
        Case("an empty standard input", "-", "empty", stdin=folder / _written(folder, "nothing", b"")),
        Case("garbage", _written(folder, "garbage.pdf", garbage), "found 10240 bytes"),
        Case("a Git LFS pointer named .pdf", _written(folder, "pointer.pdf", _LFS), "Git LFS"),
        Case("HTML named .pdf", _written(folder, "page.pdf", _HTML), "HTML"),
        Case("a picture", _written(folder, "picture.pdf", b"\x89PNG\r\n\x1a\n" + bytes(90)), "PNG"),
        Case("JSON that is no paper", _written(folder, "other.json", b'{"a": 1}'), "an object with a"),
        Case("JSON cut short", _written(folder, "cut.json", b'{"pdf_parse": {"body_text": ['), "not valid JSON"),
        Case("XML that is no paper", _written(folder, "other.xml", b"<?xml version='1.0'?><a/>"), "root is <a>"),
        Case("an empty folder", "empty-folder", "found none"),
        Case("a folder without TeX", "pictures", "found none"),
    ]


def _pdfs(folder: Path) -> list[Case]:
    whole = (FOLDER / "english-one.pdf").read_bytes()
    scan = {"PATH": str(folder)}
    pages = b"<< /Type /Pages /Kids [%b] /Count %d >>"
    own = b"/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /X 5 0 R >> >>"
    page = b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
    drawing = [_CATALOG, pages % (b"3 0 R", 1), page, stream(b"/X Do"), stream(b"/X Do /X Do", own)]
    bomb = simple([packed(1500 << 20)], entries=b"/Filter [/FlateDecode /FlateDecode]")
    return [
        Case("a PDF cut short", _written(folder, "cut.pdf", whole[:30000]), "cut off"),
        Case("an encrypted PDF", _written(folder, "locked.pdf", simple([_TEXT], trailer=_KEY)), "password"),
        Case(
            "a scan, without tesseract",
            _written(folder, "scan.pdf", simple([b"0.5 g 50 50 400 600 re f"])),
            "a scan",
            environment=scan,
        ),
        Case("a PDF without pages", _written(folder, "none.pdf", pdf([_CATALOG, pages % (b"", 0)])), "has none"),
        Case("a loop of pages", _written(folder, "loop.pdf", pdf([_CATALOG, pages % (b"2 0 R 2 0 R", 2)])), "not one"),
        Case("a drawing that contains itself", _written(folder, "own.pdf", pdf(drawing)), "own.pdf"),
        Case(f"a stream bomb: {len(bomb)} bytes become 1.5 GB", _written(folder, "bomb.pdf", bomb), "memory"),
    ]


def _latex(folder: Path) -> list[Case]:
    def paper(name: str, body: bytes) -> str:
        return _written(folder, name, _DOCUMENT.replace(b"%s", body))

    for name in ("two/one.tex", "two/two.tex"):
        paper(name, b"text")
    latin = "Größe für alle".encode("latin-1")
    japanese = "学習率は０．００１、バッチサイズは６４とした。".encode("shift_jis")
    marked = b"\xef\xbb\xbf" + TEX.replace(b"\n", b"\r\n")
    return [
        Case("two main files", "two", "one.tex, two.tex"),
        Case(r"a circular \input", paper("circle/circle.tex", rb"\input{circle}"), "includes itself"),
        Case(r"a missing \input", paper("missing/missing.tex", rb"x\input{gone}"), "gone", 0, find=_warning),
        Case("undefined macros", paper("macros/macros.tex", rb"x\wonder{a} \puzzle"), r"\wonder", 0, find=_warning),
        Case("Latin-1", paper("latin/latin.tex", latin), "cp1252", 0, find=_warning),
        Case("Shift-JIS", paper("japanese/japanese.tex", japanese), "cp932", 0, find=_warning),
        Case("a byte-order mark and CRLF", _written(folder, "marked/marked.tex", marked), "A Small Paper", 0),
        Case("LaTeX without text", paper("blank/blank.tex", b""), "without text"),
    ]


def _warning(lines: list[str]) -> str:
    return next((line for line in lines if line.startswith("Warning:")), "")


def _archives(folder: Path) -> list[Case]:
    zeros = io.BytesIO()
    with tarfile.open(fileobj=zeros, mode="w:gz") as archive:
        info = tarfile.TarInfo("paper.tex")
        info.size = 400_000_000
        archive.addfile(info, _Zeros())
    return [
        Case("an archive with ..", _written(folder, "parent.tar", tar({"../evil.tex": TEX})), "leaves it"),
        Case("an archive with a link", _written(folder, "link.tar", tar_link("paper.tex", "/etc/passwd")), "link"),
        Case(
            "an archive whose only PDF is a picture",
            _written(folder, "picture.tar.gz", targz({"figure.pdf": simple([b"0 0 m 100 100 l S"])})),
            "figure.pdf, that is no paper",
        ),
        Case(
            "an archive that begins with a picture's PDF",
            _written(folder, "begins.tar.gz", targz({"figure.pdf": simple([b"0 0 m 100 100 l S"]), "p.tex": TEX})),
            "A Small Paper",
            0,
        ),
        Case("an archive cut short", _written(folder, "cut.tar.gz", targz({"p.tex": TEX * 50})[:-40]), "cut short"),
        Case(
            "a gzip bomb: 1.5 GB of zeros",
            _written(folder, "bomb.gz", gzip.compress(bytes(1_500_000_000), 1)),
            "more than",
        ),
        Case("a tar bomb: a file of 400 MB", _written(folder, "bomb.tar.gz", zeros.getvalue()), "more than"),
        Case("a zip bomb", _written(folder, "bomb.zip", zipped({"paper.tex": bytes(400_000_000)})), "more than"),
    ]


class _Zeros(io.RawIOBase):
    """As many zeros as are asked for."""

    def read(self, size: int = -1) -> bytes:
        return bytes(max(0, size))


def _large(folder: Path) -> list[Case]:
    paragraphs = b"<html><body><h2>1 A</h2>" + b"<p>A paragraph with \\(x\\).</p>" * 700_000
    return [
        Case("31 MB of text", _written(folder, "large.txt", b"word " * 6_200_000), "31 MB"),
        Case("20 MB of HTML, 700,000 paragraphs", _written(folder, "large.html", paragraphs), "more than 50 s"),
        Case("JSON nested 200,000 deep", _written(folder, "deep.json", b'{"pdf_parse":' + b"[" * 200_000), "JSON"),
    ]


def _urls(base: str, pages: dict[str, Page]) -> list[Case]:
    pages |= {
        "/paper.pdf": (200, {"Content-Type": "text/html"}, _HTML),
        "/metadata": (302, {"Location": "http://169.254.169.254/latest/meta-data"}, b""),
        "/loop": (302, {"Location": "/loop"}, b""),
    }
    return [
        Case("a URL that answers 404", f"{base}/nowhere", "404"),
        Case("a URL of HTML instead of a PDF", f"{base}/paper.pdf", "HTML"),
        Case("a URL that redirects to a private address", f"{base}/metadata", "private address"),
        Case("a URL that redirects to itself", f"{base}/loop", "redirects"),
        Case("an endless body", f"{base}/endless", "more than 100 MB"),
        Case("a slow drip", f"{base}/drip", "did not come"),
        Case("a host that is not there", "http://no-such-host.invalid/paper.pdf", "connection failed"),
    ]
