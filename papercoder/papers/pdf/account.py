"""Where each piece of a PDF's text layer went: into the paper, or out of it for a reason that is named.

A line may be parted on its way, so the account is kept by runs. What is in the paper is counted from the finished paper
and not while it is made: a block that is made and then dropped leaves its lines without a place, and they are put back.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from papercoder.papers.pdf.layer.lines import finish_line
from papercoder.papers.pdf.layer.shapes import Box, Line, Page, Run
from papercoder.papers.pdf.layer.turned import turned_back

__all__ = ["HIDDEN", "LEFT_OUT", "SIDEWAYS", "WRONG", "LineAccount", "Piece"]

LEFT_OUT = "left out"
SIDEWAYS = "sideways: labels of an axis or of a picture"
WRONG = "letters without meaning; the image of the page is read instead"
HIDDEN = "numbers of axes, or more words of a drawing than a prompt can use"


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of the text layer, or the part of one that went to one place.

    Args:
        page: Its page, from 1.
        box: Where it stands, in the coordinates of the page.
        text: What it says.
        place: 'title', 'abstract', 'heading', the kind of a block, 'references', or `LEFT_OUT`.
        reason: Why it was left out, or that it was put back; empty where a rule placed it.
    """

    page: int
    box: Box
    text: str
    place: str
    reason: str


class LineAccount:
    """Keeps where the runs of all lines went.

    Args:
        pages: The pages as they were first read, before anything is taken from them.
    """

    def __init__(self, pages: list[Page]) -> None:
        self._read = [
            (line.page, line.turned, list(line.runs))
            for page in pages
            for reading in (page, *page.turned)
            for line in reading.lines
        ]
        self._places: dict[int, tuple[str, str]] = {}

    def put(self, lines: Iterable[Line], place: str, reason: str = "") -> None:
        """Say where lines went; what has a place keeps it."""
        self.put_runs((run for line in lines for run in line.runs), place, reason)

    def put_runs(self, runs: Iterable[Run], place: str, reason: str = "") -> None:
        """Say where runs went."""
        for run in runs:
            self._places.setdefault(id(run), (place, reason))

    def has(self, line: Line) -> bool:
        """Tell whether every run of a line has a place."""
        return all(id(run) in self._places for run in line.runs)

    def unplaced(self) -> list[Line]:
        """Return what has no place yet, in the order in which it was read."""
        found = []
        for page, turned, runs in self._read:
            if rest := [run for run in runs if id(run) not in self._places]:
                found.append(finish_line(Line(rest, page, turned=turned)))
        return found

    def pieces(self) -> list[Piece]:
        """Return every line, parted where its parts went to different places."""
        found = []
        for page, turned, runs in self._read:
            for (place, reason), part in groupby(runs, key=lambda run: self._places.get(id(run), ("", ""))):
                line = finish_line(Line(list(part), page, turned=turned))
                found.append(Piece(page, turned_back(line.box, *turned), line.text, place, reason))
        return found

    @staticmethod
    def summary(pieces: list[Piece]) -> dict[str, Any]:
        """Return the account in the shape of `state.paper.LineAccount`."""
        left = [piece for piece in pieces if piece.place == LEFT_OUT]
        grouped = groupby(left, key=lambda piece: (piece.page, piece.reason))
        return {
            "unit": "line",
            "total": len(pieces),
            "placed": dict(Counter(piece.place for piece in pieces if piece.place != LEFT_OUT)),
            "restored": sum(piece.reason != "" for piece in pieces if piece.place != LEFT_OUT),
            "left_out": [
                {"page": page, "reason": reason, "lines": len(same), "text": " / ".join(piece.text for piece in same)}
                for (page, reason), group in grouped
                if (same := list(group))
            ],
        }
