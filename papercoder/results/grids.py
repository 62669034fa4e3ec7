"""A table of the paper as a grid: which cells hold numbers, and which headings stand beside and above each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from papercoder.results.printed import Printed, read_printed
from state.paper import Block, Paper

__all__ = ["Cell", "Grid", "grids_of", "read_grid"]

_MOST_CELLS = 20_000
"""Cells of one table that are looked at: the longest tables of appendices have some thousand."""

_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r":?-+:?")
_DEVIATIONS = re.compile(
    r"standard (?:deviation|error)|\bstd\b|\bs\.?d\.?\b|±|\\pm|in (?:brackets|parentheses)", re.IGNORECASE
)


@dataclass(frozen=True)
class Cell:
    """A number in a table.

    Args:
        row: Row of the table's body, from 0.
        column: Column of the table, from 0.
        printed: The number.
        row_heads: Headings to its left, and the group of rows that it belongs to.
        column_heads: Headings above it, the outermost first.
    """

    row: int
    column: int
    printed: Printed
    row_heads: tuple[str, ...]
    column_heads: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table.

    Args:
        label: As the paper calls it, `Table 3`.
        caption: Its caption.
        section: Id of the section it stands in.
        heads: Rows of headings, as wide as the table.
        body: The other rows.
        stubs: How many columns at the left are headings.
        cells: The numbers.
    """

    label: str
    caption: str
    section: str
    heads: tuple[tuple[str, ...], ...]
    body: tuple[tuple[str, ...], ...]
    stubs: int
    cells: tuple[Cell, ...]

    def column_head(self, column: int) -> str:
        """Return what stands above a column, in one line."""
        return " ".join(dict.fromkeys(part for part in _above(self.heads, self.stubs)[column] if part))


def grids_of(paper: Paper) -> tuple[Grid, ...]:
    """Return every table of the paper that holds numbers, in its order."""
    tables = ((block, s.id) for s in paper.sections for block in s.blocks if block.kind == "table")
    return tuple(grid for block, section in tables if (grid := read_grid(block, section)))


def read_grid(block: Block, section: str = "") -> Grid | None:
    """Return the table of a block as a grid; None where no cell of it holds a number."""
    rows = _rows(block.text)
    width = max((len(row) for row in rows), default=0)
    if width < 2 or width * len(rows) > _MOST_CELLS:
        return None
    rows = [row + [""] * (width - len(row)) for row in rows]
    has_deviations = bool(_DEVIATIONS.search(f"{block.caption} {' '.join(rows[0])}"))
    numbers = [[read_printed(text, has_deviations=has_deviations) for text in row] for row in rows]
    first = next((at for at in range(1, len(rows)) if any(numbers[at][1:])), len(rows))
    stubs = _stubs(rows[first:], numbers[first:], width)
    above = _above(rows[:first], stubs)
    cells = [
        Cell(at, column, found, _named(beside, rows[0]), tuple(part for part in above[column] if part))
        for at, (beside, line) in enumerate(zip(_beside(rows[first:], stubs), numbers[first:], strict=True))
        for column, found in enumerate(line)
        if found and column >= stubs
    ]
    heads, body = (tuple(tuple(row) for row in part) for part in (rows[:first], rows[first:]))
    return Grid(block.label, block.caption, section, heads, body, stubs, tuple(cells)) if cells else None


def _rows(text: str) -> list[list[str]]:
    """Return the cells of a Markdown table, its line of dashes aside."""
    lines = (line.strip() for line in text.splitlines())
    parted = [_BAR.split(line[1:].removesuffix("|")) for line in lines if line.startswith("|")]
    rows = [[part.replace("\\|", "|").strip() for part in parts] for parts in parted]
    has_rule = len(rows) > 1 and all(_RULE.fullmatch(part) for part in rows[1])
    return [*rows[:1], *rows[2:]] if has_rule else rows


def _stubs(body: Sequence[Sequence[str]], numbers: Sequence[Sequence[Printed | None]], width: int) -> int:
    """Return how many columns at the left hold headings: the first, and those after it that hold mostly words."""
    stubs = 1
    while stubs < width - 1:
        filled = [at for at, row in enumerate(body) if row[stubs]]
        if not filled or sum(numbers[at][stubs] is not None for at in filled) * 2 >= len(filled):
            break
        if not any(character.isalpha() for at in filled for character in body[at][stubs]):
            break
        stubs += 1
    return stubs


def _beside(body: Sequence[Sequence[str]], stubs: int) -> Iterator[tuple[str, ...]]:
    """Yield the headings to the left of each row; a heading that spans rows stands in the first of them only."""
    group, last = "", [""] * stubs
    for row in body:
        if row[0] and not any(row[1:]):
            group, last = row[0], [""] * stubs
            yield (row[0],)
            continue
        own = [text or (last[at] if not any(row[:at]) else "") for at, text in enumerate(row[:stubs])]
        last = own
        yield (*own, group) if group else tuple(own)


def _named(heads: tuple[str, ...], corner: Sequence[str]) -> tuple[str, ...]:
    """Return the headings of a row; one that is only a number goes with the name of its column."""
    own = [f"{corner[at]} {text}" if at < len(corner) and read_printed(text) else text for at, text in enumerate(heads)]
    return tuple(text for text in own if text)


def _above(heads: Sequence[Sequence[str]], stubs: int) -> list[tuple[str, ...]]:
    """Return the headings above each column, the outermost first; a heading that spans columns stands over each."""
    if not heads:
        return []
    groups = _groups(heads[-1], stubs)
    spread = [_spread(row, groups, stubs) for row in heads[:-1]]
    return list(zip(*spread, heads[-1], strict=True))


def _groups(row: Sequence[str], stubs: int) -> list[list[int]]:
    """Return the columns in groups: a new one begins where a heading comes again."""
    groups: list[list[int]] = []
    for column in range(stubs, len(row)):
        seen = {row[at] for at in groups[-1]} if groups else set()
        if not groups or row[column] in seen:
            groups.append([])
        groups[-1].append(column)
    return groups


def _spread(row: Sequence[str], groups: list[list[int]], stubs: int) -> list[str]:
    """Return the row with each spanning heading over all its columns.

    A reader of PDFs leaves such a heading over the middle of its columns and may part its words; where the headings
    below repeat, they tell how far it reaches.
    """
    out = list(row)
    if all(row[stubs:]):
        return out
    before = ""
    for group in groups if len(groups) > 1 else [[at] for at in range(stubs, len(row))]:
        own = " ".join(dict.fromkeys(row[at] for at in group if row[at]))
        before = own or before
        for at in group:
            out[at] = before
    return out
