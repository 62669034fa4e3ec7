"""What the pages are sorted into: running lines, and blocks that stand beside them. A block knows its lines."""

from dataclasses import dataclass, field
from typing import Any

from papercoder.papers.pdf.account import LineAccount
from papercoder.papers.pdf.layer.shapes import Box, Line
from papercoder.papers.pdf.layer.turned import turned_back

__all__ = ["Flow", "Style", "make_block", "union"]


@dataclass(slots=True)
class Flow:
    """Running lines of the document, what stands beside them with the number of lines before it, and the account."""

    account: LineAccount
    lines: list[Line] = field(default_factory=list)
    aside: list[tuple[int, dict[str, Any]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Style:
    """How a document is set: size of its running text, its words, and the sizes of its captions by kind of float."""

    body: float
    words: set[str]
    captions: dict[str, float]


def union(lines: list[Line]) -> Box:
    """Return the box around lines."""
    boxes = [line.box for line in lines]
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def make_block(kind: str, text: str, lines: list[Line], caption: str = "", label: str = "") -> dict[str, Any]:
    """Return a block as plain JSON, but for its `lines`; its place is the box of its lines on their first page."""
    page, turned = lines[0].page, lines[0].turned
    box = turned_back(union([line for line in lines if line.page == page and line.turned == turned]), *turned)
    place = {"page": page, "box": [round(edge, 1) for edge in box]}
    return {"kind": kind, "text": text, "caption": caption, "label": label, "place": place, "lines": lines}
