"""The plain text of an HTML page or a Markdown file, stretch by stretch; nothing is converted."""

import re
from collections.abc import Iterator
from typing import Any

from papercoder.papers.accounting.placing import Stretch
from state.paper import Place

__all__ = ["html_stretches", "line_of", "markdown_stretches"]

_SPLIT = re.compile(
    r"<!--(?:(?!<!--)[\s\S])*?-->|</?[A-Za-z][^<>\n]*>|\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|^\[[^\]\n]+\]:[^\n]*"
    r"|&#?\w{1,10};|\\[A-Za-z]+|[*_`#>|\[\]()<>$\\!~{}^&=\n\u2022]",
    re.MULTILINE,
)
_CODE = re.compile(r"^(```|~~~)[^\n]*\n[\s\S]*?^\1", re.MULTILINE)
_TAGS = {
    "script": "a script", "style": "a style sheet", "nav": "navigation", "footer": "foot of the page",
    "aside": "beside the text", "noscript": "for pages without scripts", "template": "a template",
    "svg": "labels of a drawing", "button": "a control", "form": "a form", "iframe": "another page",
    "select": "a form", "dialog": "a dialog", "title": "title of the page", "math": "", "head": "head of the page",
}  # fmt: skip
_CLASSES = {
    "ltx_page_header": "head of the page", "ltx_page_footer": "foot of the page", "ltx_page_logo": "foot of the page",
    "ltx_authors": "authors and affiliations", "ltx_dates": "date", "ltx_TOC": "table of contents",
    "ltx_role_thanks": "authors and affiliations", "ltx_ERROR": "an error of the converter",
    "ltx_pagination": "page number", "package-alerts": "notice of the archive", "ltx_note_mark": "mark of a footnote",
    "ltx_keywords": "key words", "ltx_classification": "key words", "ltx_tag": "number or label",
    "katex-html": "a formula, drawn once more", "ltx_note_outer": "mark of a footnote", "ltx_title_abstract": "heading",
}  # fmt: skip
_FORMULA = frozenset({"math", "annotation", "annotation-xml"})


def line_of(place: Place) -> int:
    """Return where a place lies in a source that is ordered by its lines."""
    return place.line or 0


def markdown_stretches(text: str) -> Iterator[Stretch]:
    """Yield the text between the marks of Markdown, HTML tags and the addresses of links left out."""
    front = re.match(r"\A---\n[\s\S]{0,5000}?\n---\n", text)
    begin = front.end() if front else 0
    codes = [match.span() for match in _CODE.finditer(text)]
    line, position = 1 + text.count("\n", 0, begin), begin
    for match in [*_SPLIT.finditer(text, begin), None]:
        end = match.start() if match else len(text)
        piece = text[position:end]
        if piece.strip() and not any(start <= position < stop for start, stop in codes):
            yield Stretch(piece, line, Place(line=line))
        position = match.end() if match else end
        line += text.count("\n", end - len(piece), position)


def html_stretches(root: Any) -> Iterator[Stretch]:
    """Yield the text of a page, with the reason where it stands in what is no part of the paper."""
    around: list[tuple[Any, str]] = []
    for event, element in _walk(root):
        if not isinstance(element.tag, str):
            text = element.tail
        elif event == "start":
            around.append((element, _reason(element)))
            text = element.text
        else:
            around.pop()
            text = element.tail
        inside = [why for _, why in around if why]
        if text and text.strip() and not any(each.tag in _FORMULA for each, _ in around):
            line = (around[-1][0].sourceline if around else None) or 1
            yield Stretch(text, line, Place(line=line), _shown(around), inside[0] if inside else "")


def _walk(root: Any) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    return iter(etree.iterwalk(root, events=("start", "end", "comment", "pi")))


def _reason(element: Any) -> str:
    classes = (element.get("class") or "").split()
    return next((_CLASSES[name] for name in classes if name in _CLASSES), _TAGS.get(element.tag, ""))


def _shown(around: list[tuple[Any, str]]) -> str:
    return f"<{around[-1][0].tag}>" if around else ""
