"""All text of a document's parts, read once more by nothing but the names of its XML elements; nothing is converted."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from papercoder.errors import PaperError
from papercoder.papers.accounting.placing import Stretch
from papercoder.papers.office.parts import local, tree
from state.paper import Account

__all__ = ["AT_THE_END", "office_stretches", "with_known_reasons"]

AT_THE_END = 1 << 40
"""Order of all this text: what is put back follows the last block, for nobody has the lines of a document's parts."""
_PAGES = "head or foot of the page"
_COMMENT = "a comment that is no text of the document"
_CHART = "numbers and labels of a chart"
_PARTS: dict[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    "docx": (
        (re.compile(r"word/(?:document|footnotes|endnotes)\.xml"), ""),
        (re.compile(r"word/(?:header|footer)\d*\.xml"), _PAGES),
        (re.compile(r"word/comments\w*\.xml"), _COMMENT),
        (re.compile(r"word/charts/chart\d*\.xml"), _CHART),
        (re.compile(r"word/diagrams/data\d*\.xml"), ""),
    ),
    "odt": ((re.compile(r"content\.xml"), ""), (re.compile(r"styles\.xml"), _PAGES)),
    "pptx": (
        (re.compile(r"ppt/(?:slides/slide|diagrams/data)\d*\.xml"), ""),
        (re.compile(r"ppt/notesSlides/notesSlide\d*\.xml"), ""),
        (re.compile(r"ppt/comments/\w+\.xml"), _COMMENT),
        (re.compile(r"ppt/charts/chart\d*\.xml"), _CHART),
    ),
}
"""Parts that hold text, and why that of some is no text of the paper."""
_REASONS = {
    "del": "deleted under the tracking of changes", "moveFrom": "deleted under the tracking of changes",
    "tracked-changes": "deleted under the tracking of changes", "annotation": _COMMENT, "Fallback": "written twice",
    "instrText": "a command of a field", "fldData": "a command of a field",
}  # fmt: skip
_FORMULA = frozenset({"oMath", "oMathPara", "math"})
_TEXT = frozenset({"t", "delText", "text", "span", "a", "h", "p", "s", "tab", "line-break", "br", "cr"})
_PARAGRAPH = frozenset({"p", "h"})


def office_stretches(parts: Mapping[str, bytes], kind: str, name: str) -> Iterator[Stretch]:
    """Yield the paragraphs of every part that holds text.

    Args:
        parts: The files of a .docx, .odt or .pptx.
        kind: Which of these it is; others yield nothing.
        name: What to call it.
    """
    for pattern, reason in _PARTS.get(kind, ()):
        for path in sorted(filter(pattern.fullmatch, parts)):
            try:
                root = tree(dict(parts), path, name)
            except PaperError:
                continue
            for element in root.iter():
                if local(element) in _PARAGRAPH:
                    yield from _paragraph(element, reason, path)


def _paragraph(element: Any, reason: str, path: str) -> Iterator[Stretch]:
    """Yield the text of one paragraph, parted at its formulas and at the paragraphs inside it."""
    above = {local(each) for each in element.iterancestors()}
    if above & _FORMULA:
        return
    reason = reason or next((why for name, why in _REASONS.items() if name in above), "")
    for text, why in _texts(element):
        if text.strip():
            yield Stretch(text, AT_THE_END, None, path, reason or why)


def _texts(element: Any) -> list[tuple[str, str]]:
    """Return stretches of text that belong to a paragraph itself, each with the reason why it is none of the paper."""
    found: list[tuple[str, str]] = [("", "")]

    def add(text: str, why: str) -> None:
        last, before = found[-1]
        if before == why:
            found[-1] = (last + text, why)
        else:
            found.append((text, why))

    def walk(each: Any, why: str) -> None:
        kind = local(each)
        why = why or _REASONS.get(kind, "")
        if kind in _FORMULA or kind == "object":
            found.append(("", why))
            return
        add(" " if kind in {"tab", "br", "cr", "s", "line-break"} else (each.text or ""), why)
        for child in each:
            if local(child) in _PARAGRAPH:
                found.append(("", why))
            else:
                walk(child, why)
            add(child.tail or "", why)

    walk(element, "")
    return found


def with_known_reasons(stretches: Iterable[Stretch], account: Account | None) -> Iterator[Stretch]:
    """Yield stretches with the reason for which the reader of the HTML in between has left them out, if it has."""
    left = [(_letters(each.text), each.reason) for each in (account.left_out if account else ())]
    for stretch in stretches:
        letters = _letters(stretch.text)
        reason = stretch.reason or next((why for text, why in left if letters and letters in text), "")
        yield Stretch(stretch.text, stretch.order, stretch.place, stretch.inside, reason, stretch.sought)


def _letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalpha())
