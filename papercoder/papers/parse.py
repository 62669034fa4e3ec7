"""Bytes to a Paper: the kind is decided by the bytes, then the reader of that kind does the work; synchronous."""

import hashlib
from collections.abc import Mapping

from papercoder.errors import PaperError
from papercoder.papers.decode import decode_text
from papercoder.papers.images.graphics import GRAPHICS, graphics_beside
from papercoder.papers.isolated import read_text_isolated
from papercoder.papers.kinds import kind_by_name, kind_of, kind_of_text
from papercoder.papers.latex.isolated import read_latex_isolated
from papercoder.papers.sources.archive import gunzip, unpack
from papercoder.papers.texts import read_text
from state.paper import Paper, Source

__all__ = ["parse_bytes", "parse_files"]

MAX_NESTING = 3
"""arXiv's gzip of a tar is two; more is a bomb or a mistake."""
MAX_TEXT = 30_000_000
"""Ten books; decoding and splitting more would not end within the time a run waits."""
MAX_HERE = 250_000
"""Larger texts are read in a child with limits; smaller ones are spared the seconds its imports take."""

_LATEX_FILES = (".tex", ".ltx", ".latex", ".bbl", ".bib", ".tikz", ".txt", ".pgf", ".sty", ".cls")

_OFFICE_FILES = (".docx", ".odt", ".epub", ".pptx", ".rtf", ".rst", ".org", ".eml", ".msg", ".xlsx")


def parse_bytes(data: bytes, name: str, *, depth: int = 0) -> Paper:
    """Read a paper from the bytes of one file.

    Args:
        data: The file.
        name: What to call it in messages and in `Source.name`.
        depth: How many archives this file was unpacked from.

    Raises:
        PaperError: the bytes hold no paper that can be read.
    """
    kind = kind_of(data, name)
    if kind == "pdf":
        from papercoder.papers.pdf.read import read_pdf

        return read_pdf(data, name, sha256=_sha256(data))
    if kind in {"gzip", "tar", "zip"}:
        return _archive(data, kind, name, depth)
    if kind in {"docx", "odt", "epub", "pptx", "rtf"}:
        from papercoder.papers.office.read import read_office

        return read_office(data, kind, name, sha256=_sha256(data))
    if kind in {"xlsx", "msg"}:
        from papercoder.papers.loaders.read import read_loaded

        return read_loaded(data, kind, name, sha256=_sha256(data))
    return _text(data, name)


def parse_files(files: Mapping[str, bytes], name: str, *, sha256: str = "", main: str = "") -> Paper:
    """Read a paper from the files of a folder or archive: its LaTeX, else the one other document in it.

    Raises:
        PaperError: there is no LaTeX among them and not exactly one other document.
    """
    # A file name on a disk need not be text; what is written down of it must be.
    files = {path.encode("utf-8", "backslashreplace").decode(): data for path, data in files.items()}
    digest = sha256 or _sha256(b"".join(path.encode() + b"\0" + files[path] for path in sorted(files)))
    latex = {path: data for path, data in files.items() if _maybe_latex(path, data)}
    if any(b"\\begin" in data or b"\\section" in data or b"\\document" in data for data in latex.values()):
        return read_latex_isolated(latex, Source(kind="latex", name=name, sha256=digest), main=main)
    others = [
        path
        for path in files
        if path.lower().endswith((".pdf", ".html", ".htm", ".md", ".json", ".xml", *_OFFICE_FILES))
    ]
    if len(others) == 1:
        return _only_document(files[others[0]], others[0], name)
    found = ", ".join(sorted(files)[:6]) or "nothing"
    raise PaperError(
        f"{name}: expected LaTeX files or one document, found {found}.",
        "Give the .tex file, the PDF or the Markdown file by its own path.",
    )


def _only_document(data: bytes, path: str, name: str) -> Paper:
    """Read the one document of a folder or archive without LaTeX.

    Raises:
        PaperError: it is a picture, or otherwise no paper.
    """
    try:
        return parse_bytes(data, f"{name}/{path}")
    except PaperError as error:
        raise PaperError(
            f"{name}: expected LaTeX files or a document, found one document, {path}, that is no paper: "
            f"{error.message.partition(': ')[2]}",
            "It may be a picture of the paper. Give the whole source with its .tex files, or the paper's PDF.",
        ) from error


def _maybe_latex(path: str, data: bytes) -> bool:
    lower = path.lower()
    if lower.endswith(_LATEX_FILES):
        return True
    return ("." not in lower.rsplit("/", 1)[-1] and b"\\begin" in data[:100_000]) or lower.rsplit("/", 1)[
        -1
    ].startswith("00readme")


def _archive(data: bytes, kind: str, name: str, depth: int) -> Paper:
    if depth >= MAX_NESTING:
        raise PaperError(
            f"{name}: expected a paper, found archives inside archives.", "Unpack it and give the paper's file."
        )
    if kind == "gzip":
        return parse_bytes(gunzip(data, name), name, depth=depth + 1)
    with graphics_beside(lambda: unpack(data, kind, name, suffixes=GRAPHICS)):
        return parse_files(unpack(data, kind, name), name, sha256=_sha256(data))


def _text(data: bytes, name: str) -> Paper:
    if len(data) > MAX_TEXT:
        raise PaperError(
            f"{name}: expected a paper, found {len(data) // 1_000_000} MB of text.",
            f"The limit is {MAX_TEXT // 1_000_000} MB.",
        )
    text, _ = decode_text(data)
    if not text.strip():
        raise PaperError(
            f"{name}: expected a paper, found no text in the file.", "Give a file that holds the paper's text."
        )
    kind = kind_of_text(text)
    if name.lower().endswith(".pdf") and kind != "latex":
        from papercoder.papers.pdf.refuse import refuse_other_files

        refuse_other_files(data, name)
    if (special := kind_by_name(text, kind, name)) in {"eml", "rst", "org", "csv", "tsv"}:
        from papercoder.papers.loaders.texts import read_special

        return read_special(data, special, name, sha256=_sha256(data))
    return read_text_isolated(data, name) if len(data) > MAX_HERE and kind != "latex" else read_text(data, name)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
