"""The paper's value of each number that the plan asks for, with its place: table, row, column, and the cell's words."""

from collections.abc import Sequence
from dataclasses import dataclass

from papercoder.results.grids import Grid, grids_of
from papercoder.results.in_order import filled_in_order
from papercoder.results.matching import Pair, pairs_of
from papercoder.results.wanted import Wanted, wanted_of
from papercoder.results.words import is_same, words
from state.metrics import Axis, Metric
from state.paper import Paper

__all__ = ["PlacedTable", "placed_tables"]

_CLEARER = 0.1
"""How much more of a number's meaning one table must have than the next, where both print it with other values."""


@dataclass(frozen=True)
class PlacedTable:
    """A table of the paper and which of its cells print what the plan asks for.

    Args:
        grid: The table.
        pairs: Number and cell, in the order of the cells.
    """

    grid: Grid
    pairs: tuple[Pair, ...]


def placed_tables(paper: Paper, metrics: Sequence[Metric], axes: Sequence[Axis]) -> tuple[PlacedTable, ...]:
    """Return the tables that print at least one number of the plan, in the order of the paper.

    A number that two tables print with different values belongs to the one whose caption and headings say more of its
    meaning; where neither clearly does, to none.
    """
    wanted = wanted_of(metrics, axes)
    found = [(grid, pairs_of(grid, wanted)) for grid in grids_of(paper)]
    kept = _settled(found)
    named = {key for _, key in kept}
    tables = []
    for at, (grid, pairs) in enumerate(found):
        own = [pair for pair in pairs if (at, pair.wanted.key) in kept]
        more = filled_in_order(grid, wanted, own)
        # A number that words place in another table is not this one's by its order.
        tables.append(PlacedTable(grid, tuple(pair for pair in more if pair in own or pair.wanted.key not in named)))
    return tuple(table for table in tables if table.pairs)


def _settled(found: Sequence[tuple[Grid, tuple[Pair, ...]]]) -> set[tuple[int, str]]:
    """Return the pairs that stay, as the table's place and the key."""
    places: dict[str, list[tuple[int, Pair]]] = {}
    for at, (_, pairs) in enumerate(found):
        for pair in pairs:
            places.setdefault(pair.wanted.key, []).append((at, pair))
    kept: set[tuple[int, str]] = set()
    for key, there in places.items():
        if len({pair.cell.printed.value for _, pair in there}) == 1:
            kept.update((at, key) for at, _ in there)
            continue
        ranked = sorted(((_meant(found[at][0], pair), at) for at, pair in there), reverse=True)
        if ranked[0][0] >= ranked[1][0] + _CLEARER:
            kept.add((ranked[0][1], key))
    return kept


def _meant(grid: Grid, pair: Pair) -> float:
    """Return which share of a number's meaning stands in the table's caption and the cell's headings."""
    told = set(words(" ".join((grid.caption, *pair.cell.row_heads, *pair.cell.column_heads))))
    meaning = {word for said in _sayings(pair.wanted) for word in said}
    return sum(any(is_same(word, other) for other in told) for word in meaning) / len(meaning) if meaning else 0.0


def _sayings(wanted: Wanted) -> tuple[tuple[str, ...], ...]:
    return (*wanted.said, *wanted.names)
