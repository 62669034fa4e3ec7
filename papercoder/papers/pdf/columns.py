"""Columns and reading order of a page.

The order in which a typesetter drew the text is right for nearly all papers, so it is kept unless it jumps about; only
then are lines sorted by place.
"""

from collections import Counter
from itertools import pairwise

from papercoder.papers.pdf.layer.lines import finish_line
from papercoder.papers.pdf.layer.shapes import Line, Page

__all__ = ["arrange"]


def arrange(page: Page) -> None:
    """Find a gutter, split lines that cross it, give each line its column's edges, and set the reading order."""
    page.lines = [line for line in page.lines if line.text]
    gutter = _gutter(page)
    if gutter is not None:
        page.lines = [part for line in page.lines for part in _split(line, gutter)]
        for line in page.lines:
            line.column = 1 if line.x1 <= gutter + 2 else 2 if line.x0 >= gutter - 2 else 0
    if _disordered(page.lines):
        page.lines = _by_place(page.lines)
    _edges(page.lines)


def _pieces(page: Page) -> list[tuple[float, float]]:
    return [(cell[1], cell[2]) for line in page.lines for cell in line.cells]


def _gutter(page: Page) -> float | None:
    """Return the middle of the white strip between two columns of text, None for a page of one column."""
    pieces = _pieces(page)
    # A page with fewer pieces of text is a title or figure page; a gutter would be found by chance.
    if len(pieces) < 12:
        return None
    left, right = min(p[0] for p in pieces), max(p[1] for p in pieces)
    width = right - left
    best: tuple[int, float] | None = None
    # The gutter of two columns lies in the middle; further out it is the edge of a table or a margin note.
    for step in range(30, 71):
        x = left + width * step / 100
        crossing = sum(1 for x0, x1 in pieces if x0 < x - 1 and x1 > x + 1)
        if best is None or (crossing, abs(step - 50)) < best:
            best = (crossing, abs(step - 50))
            middle = x
    halves = [
        # A column of text is nearly half the width; shorter pieces are cells and labels, which would find gutters in
        # tables.
        [p for p in pieces if p[1] <= middle + 2 and p[1] - p[0] > 0.3 * width * 0.8],
        [p for p in pieces if p[0] >= middle - 2 and p[1] - p[0] > 0.3 * width * 0.8],
    ]
    # Five lines on each side and few that cross: fewer lines would make columns of a table, more crossing ones are
    # titles.
    if best is None or min(len(half) for half in halves) < 5 or best[0] > 1.5 * min(len(half) for half in halves):
        return None
    # Columns have a common left edge; centred lines on both sides of a gap have none.
    if any(_aligned([p[0] for p in half]) < 4 for half in halves):
        return None
    return (max(p[1] for p in halves[0]) + min(p[0] for p in halves[1])) / 2


def _aligned(edges: list[float]) -> int:
    """Return how many edges share the commonest place (within two points)."""
    count = Counter(round(edge / 2) for edge in edges)
    return max(count[key] + count[key + 1] for key in count)


def _split(line: Line, gutter: float) -> list[Line]:
    """Part a line at the gutter where each side reads like a line of text."""
    left = [run for run in line.runs if run.x1 <= gutter + 2]
    right = [run for run in line.runs if run.x0 >= gutter - 2]
    if not left or not right or len(left) + len(right) < len(line.runs):
        return [line]
    gap = min(run.x0 for run in right) - max(run.x1 for run in left)
    widths = [max(run.x1 for run in side) - min(run.x0 for run in side) for side in (left, right)]
    # A gap below a wide space is a stretched line, more than three cells a table row, a short side a label: none is two
    # lines.
    if gap < 0.8 * line.size or len(line.cells) > 3 or min(widths) < 0.25 * max(widths):
        return [line]
    return [finish_line(Line(left, line.page)), finish_line(Line(right, line.page))]


def _disordered(lines: list[Line]) -> bool:
    """Tell whether the drawing order goes back up the same column more often than floats explain."""
    jumps = 0
    for before, line in pairwise(lines):
        # More than a line's height upwards; less is a raised formula or an accent.
        upwards = line.base - before.base > 1.5 * max(line.size, before.size)
        across = min(line.x1, before.x1) - max(line.x0, before.x0) > 0
        if (upwards and (across or line.x1 <= before.x0)) or (
            before.column == 2 and line.column == 1 and abs(line.base - before.base) < 3 * line.size
        ):
            jumps += 1
    # Floats and footnotes explain a handful of jumps; one line in eight is a writer that draws in another order.
    return jumps > max(4, 0.12 * len(lines))


def _by_place(lines: list[Line]) -> list[Line]:
    """Sort top down, column after column between lines that span the page."""
    ordered: list[Line] = []
    band: list[Line] = []
    for line in [*sorted(lines, key=lambda each: (-round(each.base), each.x0)), None]:
        if line is not None and line.column:
            band.append(line)
            continue
        ordered += [each for each in band if each.column == 1] + [each for each in band if each.column == 2]
        band = []
        if line is not None:
            ordered.append(line)
    return ordered


def _edges(lines: list[Line]) -> None:
    """Give each line the left and right edge that the wide lines of its column share."""
    for column in {line.column for line in lines}:
        members = [line for line in lines if line.column == column]
        widest = max(line.x1 - line.x0 for line in members)
        # Short lines (formulas, last lines) would move the column's edges inwards, and every full line would look
        # indented.
        wide = [line for line in members if line.x1 - line.x0 > 0.7 * widest]
        left = _commonest([line.x0 for line in wide], low=True)
        right = _commonest([line.x1 for line in wide], low=False)
        for line in members:
            line.left, line.right = left, right


def _commonest(edges: list[float], *, low: bool) -> float:
    count = Counter(round(edge) for edge in edges)
    top = max(count.values())
    # List items share an edge further in; half as many lines as the commonest edge still are the column's.
    best = [edge for edge in count if count[edge] >= 0.5 * top]
    return float(min(best) if low else max(best))
