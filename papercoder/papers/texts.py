"""Bytes of a text to a Paper: each kind of text and the reader it has."""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from papercoder.errors import PaperError
from papercoder.papers.decode import decode_text
from papercoder.papers.kinds import kind_by_name, kind_of_text
from papercoder.papers.latex.isolated import read_latex_isolated
from state.paper import Paper, Source, SourceKind

__all__ = ["read_text"]


def read_text(data: bytes, name: str) -> Paper:
    """Read LaTeX, HTML, Markdown, JSON, XML or plain text.

    Raises:
        PaperError: it holds no paper.
    """
    text, encoding = decode_text(data)
    kind = kind_by_name(text, kind_of_text(text), name)
    paper = _READERS.get(kind, _read_plain)(text, data, name)
    if not any(map(str.isalnum, _words(paper))):
        raise PaperError(
            f"{name}: expected a paper, found no letter in its title, abstract and sections.",
            "Give a file that holds the paper's text.",
        )
    if encoding not in {"utf-8", "utf-8-sig"} and kind != "latex":
        paper = paper.model_copy(update={"warnings": (*paper.warnings, f"The text is {encoding}, not UTF-8.")})
    return paper


def _words(paper: Paper) -> Iterator[str]:
    """Yield every character of the paper's own text."""
    yield from (*paper.title, *paper.abstract)
    for section in paper.sections:
        yield from section.title
        for block in section.blocks:
            yield from (*block.text, *block.caption)


def _source(kind: SourceKind, data: bytes, name: str) -> Source:
    return Source(kind=kind, name=name, sha256=hashlib.sha256(data).hexdigest())


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
    from papercoder.papers.structured.tei import read_tei

    return read_tei(data, _source("tei", data, name))


def _read_json(text: str, data: bytes, name: str) -> Paper:
    from papercoder.papers.structured.s2orc import is_s2orc, read_s2orc

    value = _json(text, name)
    if is_s2orc(value):
        return read_s2orc(value, _source("s2orc", data, name))
    if isinstance(value, dict) and isinstance(value.get("sections"), list) and "title" in value:
        return _own(value, name)
    found = (
        f"an object with {', '.join(list(value)[:6]) or 'no keys'}"
        if isinstance(value, dict)
        else f"a {type(value).__name__}"
        if value is not None
        else "null"
    )
    raise PaperError(
        f"{name}: expected S2ORC JSON (with pdf_parse or body_text), found {found}.",
        "Convert the PDF with doc2json, or give the PDF.",
    )


def _json(text: str, name: str) -> Any:
    try:
        # JSON can escape half a character, which no file or database holds; it becomes a question mark.
        return json.loads(json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", "replace"))
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
