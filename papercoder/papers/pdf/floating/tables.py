"""Tables: which lines belong to a caption, and their cells as a Markdown table, row by row."""

import re
from itertools import pairwise

from papercoder.papers.pdf.floating.captions import Caption
from papercoder.papers.pdf.layer.lines import split_cells
from papercoder.papers.pdf.layer.shapes import Box, Line, Page, overlap
from papercoder.papers.pdf.numbering import read_numbers

__all__ = ["table_lines", "table_text"]

_Cell = tuple[str, float, float]
_Row = tuple[float, list[_Cell], float]
"""Baseline, cells, and size of the type."""
_TIGHT = 1.25
"""Lines of running text stand 1.2 times their size apart; rows of a table are further apart, or as far."""


def table_lines(page: Page, caption: Caption, free: list[Line], body: float, others: list[Line]) -> list[Line]:
    """Return the lines of the table under or over a caption, top first.

    The rules around it show its extent; without rules, the unbroken rows of cells next to the caption. It ends before
    the lines of another caption (`others`).
    """
    free = [line for line in free if id(line) not in {id(each) for each in caption.lines}]
    sides = [_side(page, caption, _before(caption, free, others, below=below), body, below=below) for below in _SIDES]
    best = min((side for side in sides if side[1]), key=lambda side: side[0], default=(0.0, []))
    return sorted(best[1], key=lambda line: -line.base)


_SIDES = (True, False)


def _before(caption: Caption, free: list[Line], others: list[Line], *, below: bool) -> list[Line]:
    """Return the lines that stand nearer to a caption than the next caption on that side."""
    left, bottom, right, top = caption.box
    there = [line.base for line in others if overlap(line.x0, line.x1, left, right) > 0.5]
    if below:
        end = max((base for base in there if base < bottom), default=-1e9)
        return [line for line in free if line.base > end]
    end = min((base for base in there if base > top), default=1e9)
    return [line for line in free if line.base < end]


def _side(page: Page, caption: Caption, free: list[Line], body: float, *, below: bool) -> tuple[float, list[Line]]:
    """Return the gap to the caption and the lines on one side of it."""
    left, bottom, right, top = caption.box
    sign = -1 if below else 1
    start = bottom if below else top
    span = (min(left, caption.lines[0].left), max(right, caption.lines[0].right))
    near = sorted(
        (line for line in free if sign * (line.base - start) > -2 and overlap(line.x0, line.x1, *span) > 0.5),
        key=lambda line: sign * line.base,
    )
    rules = [rule for rule in page.rules if sign * (rule[1] - start) > -1 and overlap(rule[0], rule[2], *span) > 0.5]
    rules.sort(key=lambda rule: sign * rule[1])
    taken, edge = _walk(near, rules, start, sign, body)
    first = min(
        [sign * (line.base - start) for line in taken] + [sign * (rule[1] - start) for rule in rules[:1] if taken],
        default=0,
    )
    return (first if edge is not None else 9e9, taken)


def _walk(near: list[Line], rules: list[Box], start: float, sign: int, body: float) -> tuple[list[Line], float | None]:
    """Go away from the caption as long as lines are rows of cells or stand before another rule."""
    taken: list[Line] = []
    last = start
    for line in near:
        gap = sign * (line.base - last)
        # A rule under the letters' feet still counts as ahead: descenders reach 0.3 em down.
        ahead = [rule for rule in rules if sign * (rule[1] - line.base) >= -0.3 * line.size]
        enclosed = (
            bool(ahead)
            and bool([r for r in rules if sign * (r[1] - line.base) < 0.8 * line.size])
            and not _prose(line, body)
        )
        # Cells of tight tables are hardly 0.6 em apart, words half of that; running text has one piece.
        rows = len(split_cells(line, 0.6)) > 1 and not _prose(line, body)
        # White between caption and table is up to three lines, within a table (group heads) up to two; beyond it
        # another float begins.
        limit = 3.2 if not taken else 2.4
        if len(rules) > 2 and not ahead and line.base * sign > sign * rules[-1][1] and taken:
            break
        # A numbered line in larger type is the next section's heading.
        if line.size > 1.06 * body and read_numbers(line.text):
            break
        passed = [rule for rule in rules if sign * (rule[1] - last) > -1 and sign * (line.base - rule[1]) > 0]
        if passed:
            gap = min(gap, abs(line.base - passed[-1][1]))
        # A table is set in one size; one stretch of larger type next to it is a heading or text.
        if taken and len(line.cells) == 1 and line.size > 1.15 * taken[-1].size:
            break
        if gap > limit * max(line.size, 0.8 * body) or not (enclosed or rows):
            break
        taken.append(line)
        last = line.base
    return taken, (last if taken else None)


def _prose(line: Line, body: float) -> bool:
    """Tell whether a line reads like running text: one stretch nearly as wide as its column."""
    # A cell that spans the table is hardly ever as wide as the column and in the size of the text at once.
    wide = line.x1 - line.x0 > 0.8 * (line.right - line.left)
    return wide and len(line.cells) == 1 and abs(line.size - body) < 0.06 * body


def table_text(lines: list[Line]) -> str:
    """Return a Markdown table where columns can be seen, else the lines as they are."""
    rows = _rows(lines)
    columns = _columns(rows)
    if len(columns) < 2 or len(rows) < 2:
        return "\n".join(" ".join(cell[0] for cell in row) for row in rows)
    table = [_place(row, columns) for row in rows]
    shown = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in table]
    return "\n".join([shown[0], "|" + " --- |" * len(columns), *shown[1:]])


def _rows(lines: list[Line]) -> list[list[_Cell]]:
    rows: list[_Row] = []
    # Words first, at 0.2 em: which gaps part columns is decided over all rows together.
    pieces = {id(line): split_cells(line, 0.2) for line in lines}
    strips = _strips(list(pieces.values()), lines[0].size if lines else 0.0)
    for line in sorted(lines, key=lambda each: -each.base):
        cells = _cells(pieces[id(line)], line.size, strips)
        # Raised entries are half a letter off their row; lines of a cell in two lines are a whole one.
        if rows and abs(rows[-1][0] - line.base) < 0.45 * line.size and _disjoint(rows[-1][1], cells):
            rows[-1][1].extend(cells)
        else:
            rows.append((line.base, cells, line.size))
    _attach_labels(rows)
    rows = _with_joined_cells([row for row in rows if row[1]])
    return [sorted(cells, key=lambda cell: cell[1]) for _, cells, _ in rows if cells]


def _cells(pieces: list[_Cell], size: float, strips: list[float]) -> list[_Cell]:
    """Join pieces over narrow gaps, but neither two numbers nor over a strip that parts columns."""
    cells: list[_Cell] = []
    for text, x0, x1 in pieces:
        # A little above the widest space between words (0.5 em) of a justified cell, for tight columns are hardly
        # further apart.
        apart = not cells or x0 - cells[-1][2] > 0.55 * size
        if (
            apart
            or (_NUMBER.search(text) and _NUMBER.search(cells[-1][0]))
            or any(cells[-1][2] <= strip + 0.1 and x0 >= strip - 0.1 for strip in strips)
        ):
            cells.append((text, x0, x1))
        else:
            cells[-1] = (f"{cells[-1][0]} {text}", cells[-1][1], x1)
    return cells


def _strips(rows: list[list[_Cell]], size: float) -> list[float]:
    """Return left edges of columns of numbers that hardly any row writes across, however narrow the gap before them."""
    firsts = [[piece for before, piece in pairwise([_NOTHING, *row]) if _begins_number(before, piece)] for row in rows]
    found: list[float] = []
    for x in sorted({piece[1] for row in firsts for piece in row}):
        clear = sum(all(not (x0 < x - 0.1 and x1 > x - 0.1 * size) for _, x0, x1 in row) for row in rows)
        numbers = sum(any(-0.1 < x0 - x < 1.5 * size for _, x0, _ in row) for row in firsts)
        # Heads and group labels may cross a column's edge, and not every cell holds a number; fewer rows align by
        # chance.
        if len(rows) > 3 and clear >= 0.75 * len(rows) and numbers >= 0.6 * len(rows):
            found.append(x)
    return found


def _begins_number(before: _Cell, piece: _Cell) -> bool:
    """Tell whether a piece is a number of its own, not the second half of '24.8 / 25.6' or '3 \u00b1 0.1'."""
    return bool(_NUMBER.search(piece[0])) and before[0][-1:] not in {"/", "\u00b1", "\u00d7", "(", "-", "~", "="}


_NOTHING: _Cell = ("", 0.0, 0.0)
_NUMBER = re.compile(r"^[^\w\s]?\d[\d.,]*%?$")


def _with_joined_cells(rows: list[_Row]) -> list[_Row]:
    """Join the lines of a cell that has several, where they stand closer to each other than rows do."""
    if len(rows) < 2:
        return rows
    gaps = [(over[0] - under[0]) / max(over[2], under[2]) for over, under in pairwise(rows)]
    found: list[_Row] = []
    group: list[_Row] = []
    for row, gap in zip(rows, [9.0, *gaps], strict=True):
        # Lines of one cell keep the distance of running text; rows of a table that has such cells keep a third more.
        if group and (gap > _TIGHT or gap > max(gaps) / 1.3):
            found += _joined_cells(group)
            group = []
        group.append(row)
    return [*found, *_joined_cells(group)]


def _joined_cells(group: list[_Row]) -> list[_Row]:
    """Return lines that stand close as one row, if but one of them has a label and the others go on with its cell."""
    full = [row for row in group if len(row[1]) > 1]
    single = [row[1][0] for row in group if len(row[1]) == 1]
    # A number on each line is a column of numbers whose label spans its rows.
    if len(full) != 1 or not single or any(_NUMBER.search(text) for text, _, _ in single):
        return group
    base, cells, size = full[0]
    label, *rest = sorted(cells, key=lambda cell: cell[1])
    wide = min(x0 for _, x0, _ in single), max(x1 for _, _, x1 in single)
    goes_on = [cell for cell in rest if cell[1] < wide[1] and cell[2] > wide[0]]
    if (
        len(goes_on) != 1
        or label[2] > wide[0]
        or any(x1 <= goes_on[0][1] or x0 >= goes_on[0][2] for _, x0, x1 in single)
    ):
        return group
    pieces = [row[1][0] if len(row[1]) == 1 else goes_on[0] for row in group]
    made = " ".join(text for text, _, _ in pieces), min(wide[0], goes_on[0][1]), max(wide[1], goes_on[0][2])
    return [(base, [label, *(cell for cell in rest if cell is not goes_on[0]), made], size)]


def _attach_labels(rows: list[_Row]) -> None:
    """Put a label that stands between two rows (it spans several) into the nearer one that leaves room for it."""
    for index, (base, cells, size) in enumerate(rows):
        if len(cells) != 1:
            continue
        for other in (index - 1, index + 1):
            if (
                0 <= other < len(rows)
                and len(rows[other][1]) > 1
                # A label centred between two rows is half a line off each.
                and abs(rows[other][0] - base) < 0.8 * size
                and _disjoint(rows[other][1], cells)
            ):
                rows[other][1].extend(cells)
                cells.clear()
                break


def _disjoint(row: list[_Cell], cells: list[_Cell]) -> bool:
    return all(a[2] <= b[1] or b[2] <= a[1] for a in row for b in cells)


def _columns(rows: list[list[_Cell]]) -> list[tuple[float, float]]:
    """Return the intervals that the cells of the fuller rows share."""
    if not rows:
        return []
    most = max(len(row) for row in rows)
    # Rows with empty cells say nothing about where columns end; group heads would join them.
    fuller = [row for row in rows if len(row) >= max(2, 0.7 * most)]
    columns: list[tuple[float, float]] = []
    for _, x0, x1 in sorted((cell for row in fuller for cell in row), key=lambda cell: cell[1]):
        if columns and x0 < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    # Where cells of different rows overlap so much that columns merge, the fullest row alone is the better grid.
    if len(columns) >= 0.7 * most:
        return columns
    return [(x0, x1) for _, x0, x1 in max(rows, key=len)]


def _spread(cell: _Cell, columns: list[tuple[float, float]]) -> list[_Cell]:
    """Give a cell's words a column each where it lies over exactly as many columns as it has words."""
    text, x0, x1 = cell
    under = [column for column in columns if min(x1, column[1]) - max(x0, column[0]) > 0]
    words = text.split()
    if len(under) < 2 or len(words) != len(under):
        return [cell]
    return [(word, *column) for word, column in zip(words, under, strict=True)]


def _place(row: list[_Cell], columns: list[tuple[float, float]]) -> list[str]:
    placed = [""] * len(columns)
    for text, x0, x1 in (piece for cell in row for piece in _spread(cell, columns)):
        shares = [min(x1, column[1]) - max(x0, column[0]) for column in columns]
        index = next((i for i, share in enumerate(shares) if share > 0), shares.index(max(shares)))
        if placed[index] and index + 1 < len(columns) and shares[index + 1] > 0 and not placed[index + 1]:
            index += 1
        placed[index] = f"{placed[index]} {text}".strip()
    return placed
