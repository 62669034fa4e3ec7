"""Lines read by character recognition, put into their pages like lines of the text layer."""

from typing import Any

from papercoder.papers.pdf.layer.lines import finish_line
from papercoder.papers.pdf.layer.shapes import Line, Page, Run

__all__ = ["insert_recognised"]


def insert_recognised(pages: list[Page], recognised: dict[str, list[list[Any]]]) -> None:
    """Give pages without a text layer their recognised lines.

    Args:
        pages: All pages of the document.
        recognised: Per page number (as text, for it came through JSON) lines of words `[text, x0, y0, x1, y1]`, points.
    """
    for page in pages:
        lines = recognised.get(str(page.number), [])
        if lines:
            page.graphics, page.sketches = [], []
            page.lines = [_line(words, page.number) for words in lines]
    _even_sizes([page for page in pages if str(page.number) in recognised])


def _line(words: list[list[Any]], number: int) -> Line:
    """Work the type size out from the height of the box: letters reach up, down, both or neither."""
    bottom, top = float(min(word[2] for word in words)), float(max(word[4] for word in words))
    text = "".join(str(word[0]) for word in words)
    # Shares of the em in Latin type: descenders 0.22, capitals and ascenders 0.68, small letters 0.46.
    down = 0.22 if any(char in _DOWN for char in text) else 0.0
    up = 0.68 if any(char not in _LOW for char in text) else 0.46
    size = (top - bottom) / (up + down)
    runs = [Run(str(word[0]), float(word[1]), float(word[3]), bottom + down * size, size, space=True) for word in words]
    return finish_line(Line(runs, number))


_DOWN = frozenset("gjpqyQ,;()[]{}|")
_LOW = frozenset("acegmnopqrsuvwxyz.,-")


def _even_sizes(pages: list[Page]) -> None:
    """Boxes are only about right: give sizes that lie close together the middle one of their group."""
    lines = sorted((line for page in pages for line in page.lines), key=lambda line: line.size)
    group: list[Line] = []
    for line in lines:
        # Recognised boxes are off by about a pixel in twenty; the sizes a document uses differ by more.
        if group and line.size > 1.06 * group[-1].size:
            _even(group)
            group = []
        group.append(line)
    _even(group)


def _even(group: list[Line]) -> None:
    for line in group:
        line.size = group[len(group) // 2].size
        for run in line.runs:
            run.size = line.size
