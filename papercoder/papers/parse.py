"""Bytes to a Paper: the kind is decided by the bytes, then the reader of that kind does the work; synchronous."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from papercoder.errors import PaperError
from papercoder.papers.archive import gunzip, unpack
from papercoder.papers.decode import decode_text
from papercoder.papers.isolated import read_latex_isolated
from papercoder.papers.kinds import kind_of, kind_of_text
from state.paper import Paper, Source, SourceKind

__all__ = ["parse_bytes", "parse_files"]

MAX_NESTING = 3
MAX_TEXT = 30_000_000

_LATEX_FILES = (".tex", ".ltx", ".latex", ".bbl", ".bib", ".tikz", ".txt", ".pgf", ".sty", ".cls")


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
    return _text(data, name)


def parse_files(files: Mapping[str, bytes], name: str, *, sha256: str = "", main: str = "") -> Paper:
    """Read a paper from the files of a folder or archive: its LaTeX, else the one other document in it.

    Raises:
        PaperError: there is no LaTeX among them and not exactly one other document.
    """
    digest = sha256 or _sha256(b"".join(path.encode() + b"\0" + files[path] for path in sorted(files)))
    latex = {path: data for path, data in files.items() if _maybe_latex(path, data)}
    if any(b"\\begin" in data or b"\\section" in data or b"\\document" in data for data in latex.values()):
        return read_latex_isolated(latex, Source(kind="latex", name=name, sha256=digest), main=main)
    others = [path for path in files if path.lower().endswith((".pdf", ".html", ".htm", ".md", ".json", ".xml"))]
    if len(others) == 1:
        return parse_bytes(files[others[0]], f"{name}/{others[0]}")
    found = ", ".join(sorted(files)[:6]) or "nothing"
    raise PaperError(
        f"{name}: expected LaTeX files or one document, found {found}.",
        "Give the .tex file, the PDF or the Markdown file by its own path.",
    )


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
    return parse_files(unpack(data, kind, name), name, sha256=_sha256(data))


def _text(data: bytes, name: str) -> Paper:
    if len(data) > MAX_TEXT:
        raise PaperError(
            f"{name}: expected a paper, found {len(data) // 1_000_000} MB of text.",
            f"The limit is {MAX_TEXT // 1_000_000} MB.",
        )
    text, encoding = decode_text(data)
    if not text.strip():
        raise PaperError(
            f"{name}: expected a paper, found no text in the file.", "Give a file that holds the paper's text."
        )
    kind = kind_of_text(text)
    if name.lower().endswith(".pdf") and kind != "latex":
        from papercoder.papers.pdf.refuse import refuse_other_files

        refuse_other_files(data, name)
    paper = _READERS[kind](text, data, name)
    if encoding not in {"utf-8", "utf-8-sig"} and kind != "latex":
        paper = paper.model_copy(update={"warnings": (*paper.warnings, f"The text is {encoding}, not UTF-8.")})
    return paper


def _source(kind: SourceKind, data: bytes, name: str) -> Source:
    return Source(kind=kind, name=name, sha256=_sha256(data))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read_latex(_: str, data: bytes, name: str) -> Paper:
    file = name.rsplit("/", 1)[-1] or "paper.tex"
    return read_latex_isolated({file: data}, _source("latex", data, name), main=file)


def _read_html(text: str, data: bytes, name: str) -> Paper:
    from papercoder.papers.markup.html import read_html

    return read_html(text, _source("html", data, name))


def _read_markdown(text: str, data: bytes, name: str) -> Paper:
    from papercoder.papers.markup.markdown import read_markdown

    return read_markdown(text, _source("markdown", data, name))


def _read_plain(text: str, data: bytes, name: str) -> Paper:
    from papercoder.papers.plaintext import read_text

    return read_text(text, _source("text", data, name))


def _read_xml(_: str, data: bytes, name: str) -> Paper:
    from papercoder.papers.tei import read_tei

    return read_tei(data, _source("tei", data, name))


def _read_json(text: str, data: bytes, name: str) -> Paper:
    from papercoder.papers.s2orc import is_s2orc, read_s2orc

    value = _json(text, name)
    if is_s2orc(value):
        return read_s2orc(value, _source("s2orc", data, name))
    if isinstance(value, dict) and isinstance(value.get("sections"), list) and "title" in value:
        return _own(value, name)
    found = (
        f"an object with {', '.join(list(value)[:6]) or 'no keys'}"
        if isinstance(value, dict)
        else f"a {type(value).__name__}"
    )
    raise PaperError(
        f"{name}: expected S2ORC JSON (with pdf_parse or body_text), found {found}.",
        "Convert the PDF with doc2json, or give the PDF.",
    )


def _json(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise PaperError(
            f"{name}: expected JSON, found a file that is not valid JSON ({error}).",
            "It may be cut short; get it again.",
        ) from error
    except RecursionError as error:
        raise PaperError(
            f"{name}: expected JSON, found one nested too deeply.", "Give S2ORC JSON, or the PDF."
        ) from error


def _own(value: dict[str, Any], name: str) -> Paper:
    """Read back what `papercoder parse --json` wrote."""
    from pydantic import ValidationError

    try:
        return Paper.from_json(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PaperError(
            f"{name}: expected a paper as `papercoder parse --json` writes it, found {where}: {first['msg']}."
        ) from error


_READERS: dict[str, Callable[[str, bytes, str], Paper]] = {
    "latex": _read_latex,
    "html": _read_html,
    "markdown": _read_markdown,
    "text": _read_plain,
    "xml": _read_xml,
    "json": _read_json,
}
