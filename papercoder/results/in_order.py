"""Cells whose headings name no number of the plan, paired by their place among those that are named."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from papercoder.results.grids import Cell, Grid
from papercoder.results.matching import Pair
from papercoder.results.wanted import Wanted

__all__ = ["filled_in_order"]

_LEAST = 3
"""Named rows from which on their order says something: two stand in the plan's order by chance half of the time."""


def filled_in_order(grid: Grid, wanted: Sequence[Wanted], pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """Return the pairs with those that follow from the order: `Pooled metric only` between two named variants.

    A line of cells and the values of one axis must be equally many, more than half of them paired by words, all in the
    same order; what is left then has its places.
    """
    found = list(pairs)
    for family in _families(wanted):
        for line in _lines(grid):
            taken = {id(pair.cell): pair.wanted.key for pair in found}
            found += _rest(family, line, taken)
    return tuple(sorted(found, key=lambda pair: grid.cells.index(pair.cell)))


def _rest(family: Sequence[Wanted], line: Sequence[Cell], taken: dict[int, str]) -> list[Pair]:
    keys = [one.key for one in family]
    here = [taken.get(id(cell), "") for cell in line]
    named = [key for key in here if key]
    if len(family) != len(line) or len(named) < max(_LEAST, len(line) // 2 + 1) or len(named) == len(line):
        return []
    if any(key and key != keys[at] for at, key in enumerate(here)) or set(taken.values()) & set(keys) != set(named):
        return []
    return [Pair(one, cell) for one, cell, key in zip(family, line, here, strict=True) if not key]


def _families(wanted: Sequence[Wanted]) -> Iterator[list[Wanted]]:
    """Yield numbers that differ in one axis alone, in the order of its values."""
    grouped: dict[tuple[int, tuple[tuple[str, ...], ...]], list[Wanted]] = defaultdict(list)
    for one in wanted:
        if one.statistic == "value":
            for at in range(1, len(one.names)):
                grouped[at, (*one.names[:at], *one.names[at + 1 :])].append(one)
    yield from (family for family in grouped.values() if len(family) >= _LEAST)


def _lines(grid: Grid) -> Iterator[list[Cell]]:
    """Yield the cells of each column from above, then those of each row from the left."""
    columns: dict[int, list[Cell]] = defaultdict(list)
    rows: dict[int, list[Cell]] = defaultdict(list)
    for cell in grid.cells:
        columns[cell.column].append(cell)
        rows[cell.row].append(cell)
    yield from (*columns.values(), *rows.values())
