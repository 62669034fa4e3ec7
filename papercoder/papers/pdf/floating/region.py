"""Where a figure lies when no drawing was found for its caption: the stretch over or under it without running text."""

import re
from collections.abc import Iterable, Iterator

from papercoder.papers.pdf.account import HIDDEN, LEFT_OUT, SIDEWAYS, Piece
from papercoder.papers.pdf.layer.shapes import Box, overlap

__all__ = ["free_regions", "holds_text"]

_LEAST = 36.0
"""Points, half an inch: less room holds no figure, only the space around a caption."""
_EDGE = 36.0
"""Points from the page's edge: what stands nearer is trimmed when the page is printed."""
_WORDS = 4
"""A line of so many words is text; labels of a drawing have fewer."""
_WIDE = 0.5
"""A line over half of the caption's column is text too, whatever it holds: a formula, or the rest of a paragraph."""
_SMALL = 0.8
"""Of the height of the caption's lines: what is smaller is a label, for text is at least as large as captions."""
_BESIDE = 0.2
"""Of the narrower one's width: what shares less with the caption's column stands beside it."""
_TEXT = frozenset({"heading", "table", "title"})


def free_regions(caption: Box, size: tuple[float, float], pieces: Iterable[Piece], captions: list[Box]) -> list[Box]:
    """Return the regions over and under a caption that hold no running text, the likelier first.

    Args:
        caption: The caption's box, as wide as its column.
        size: Width and height of the page.
        pieces: The text of the page with where it went.
        captions: The boxes of the page's other captions.
    """
    left, bottom, right, top = caption
    others = [*_obstacles(caption, pieces), *captions]
    others = [box for box in others if overlap(box[0], box[2], left, right) > _BESIDE]
    ceiling = min((box[1] for box in others if box[1] > top - 2), default=size[1] - _EDGE)
    floor = max((box[3] for box in others if box[3] < bottom + 2), default=_EDGE)
    over, under = (left, top, right, ceiling), (left, floor, right, bottom)
    return [box for box in (over, under) if box[3] - box[1] >= _LEAST]


def holds_text(drawing: Box, caption: Box, pieces: Iterable[Piece], captions: list[Box]) -> bool:
    """Tell whether a drawing's box holds running text or another caption, so that it cannot be the figure alone."""
    left, bottom, right, top = drawing
    found = [*_obstacles(caption, pieces), *captions]
    return any(overlap(x0, x1, left, right) > _BESIDE and bottom < (y0 + y1) / 2 < top for x0, y0, x1, y1 in found)


def _obstacles(caption: Box, pieces: Iterable[Piece]) -> Iterator[Box]:
    """Yield the boxes of running text in the caption's column, the caption's own lines left out."""
    left, bottom, right, top = caption
    own: list[Piece] = []
    others: list[Piece] = []
    for piece in pieces:
        x0, y0, x1, y1 = piece.box
        if overlap(x0, x1, left, right) > _BESIDE:
            (own if bottom - 1 < (y0 + y1) / 2 < top + 1 else others).append(piece)
    height = max((piece.box[3] - piece.box[1] for piece in own), default=0.0)
    for piece in others:
        x0, y0, x1, y1 = piece.box
        if _is_drawn(piece) or y1 - y0 < _SMALL * height:
            continue
        words = sum(word.isalpha() and len(word) > 1 for word in re.findall(r"\w+", piece.text))
        if words >= _WORDS or piece.place in _TEXT or (words and x1 - x0 > _WIDE * (right - left)):
            yield piece.box


def _is_drawn(piece: Piece) -> bool:
    """Tell the words of a drawing from running text, and from page numbers and running heads, which bound a figure."""
    return piece.place == "figure" or (piece.place == LEFT_OUT and piece.reason in {HIDDEN, SIDEWAYS})
