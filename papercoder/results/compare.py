"""Our numbers beside the paper's, cell by cell, and whether each is within tolerance."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from papercoder.results.grids import Grid
from papercoder.results.matching import Pair
from papercoder.results.measured import Measured, measured_of
from papercoder.results.places import PlacedTable, placed_tables
from papercoder.results.printed import Printed
from papercoder.results.wanted import wanted_of
from state.metrics import Axis, Metric
from state.paper import Paper

__all__ = ["RULE", "Compared", "ComparedTable", "Comparison", "Kind", "Outcome", "compare"]

Kind = Literal["full", "smoke", "none"]
Outcome = Literal["within", "outside", "not run", "not comparable", "not judged"]

_SHARE = 0.01
"""Tolerance where the paper gives no deviation: one part in a hundred is what other seeds and library versions often
move an accuracy by; a wider one lets wrong methods pass, a narrower one calls most honest runs wrong."""

RULE = (
    "A number is within tolerance where it differs from the paper's by at most the deviation that the paper prints; "
    "where it prints none, by at most 1 % of the value or half a unit of its last digit, whichever is more."
)

_OF_A_MACHINE = re.compile(
    r"\b(?:seconds?|minutes?|hours?|days?|ms|milliseconds?|wall.?(?:clock|time)|runtime|running time|latency|"
    r"throughput|(?:mi|gi|k|m|g)b|(?:mega|giga|kilo)bytes?|memory|watts?|joules?|energy)\b",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"\bfraction\b|\b0(?:\.0)? (?:to|and) 1\b|\[0, ?1\]", re.IGNORECASE)
_PERCENT = re.compile(r"per ?cent|%|percentage", re.IGNORECASE)
_UNITS = re.compile(f"{_FRACTION.pattern}|{_PERCENT.pattern}", re.IGNORECASE)
_COPIED = 5
"""Numbers that must equal the paper's digit for digit before it is said; a few round ones do so by chance."""


@dataclass(frozen=True)
class Compared:
    """A cell of the paper with our number.

    Args:
        pair: The cell and which number of the plan it prints.
        ours: In the unit of the table; None where there is none.
        deviation: Ours over seeds.
        outcome: How they compare.
    """

    pair: Pair
    ours: float | None
    deviation: float | None
    outcome: Outcome

    @property
    def paper(self) -> Printed:
        """The paper's number."""
        return self.pair.cell.printed

    @property
    def difference(self) -> float | None:
        """Ours less the paper's."""
        return None if self.ours is None else self.ours - self.paper.value


@dataclass(frozen=True)
class ComparedTable:
    """A table of the paper with our numbers, in the order of its cells."""

    grid: Grid
    cells: tuple[Compared, ...]

    def at(self, row: int, column: int) -> Compared | None:
        """Return what is compared in a cell; None where the plan asks for no such number."""
        return next((c for c in self.cells if (c.pair.cell.row, c.pair.cell.column) == (row, column)), None)


@dataclass(frozen=True)
class Comparison:
    """All tables that print what the plan asks for, with our numbers.

    Args:
        kind: Where ours come from: the full run, the smoke test, or nowhere.
        tables: In the order of the paper.
        unplaced: Our numbers that no table of the paper prints, by key.
        asked: How many values the plan asks for.
    """

    kind: Kind
    tables: tuple[ComparedTable, ...]
    unplaced: tuple[tuple[str, Measured], ...] = ()
    asked: int = 0

    @property
    def cells(self) -> tuple[Compared, ...]:
        """Every compared cell."""
        return tuple(cell for table in self.tables for cell in table.cells)

    def count(self, outcome: Outcome) -> int:
        """Return how many cells compare so."""
        return sum(cell.outcome == outcome for cell in self.cells)

    @property
    def copied(self) -> int:
        """How many of our numbers are the paper's to the last printed digit and no further; 0 where that is chance.

        What is computed has more digits than what is printed, so such numbers may be constants of the program.
        """
        given = [cell for cell in self.cells if cell.ours is not None and cell.paper.step < 1]
        same = sum(cell.ours == cell.paper.value for cell in given)
        return same if self.kind == "full" and same >= _COPIED and 2 * same > len(given) else 0


def compare(
    paper: Paper, metrics: Sequence[Metric], axes: Sequence[Axis], numbers: Mapping[str, float], kind: Kind
) -> Comparison:
    """Return the paper's tables with our numbers.

    Args:
        paper: With its tables.
        metrics: Of the plan.
        axes: Of the plan.
        numbers: Ours by dotted name, from `measured.numbers_in`.
        kind: Where they come from; those of a smoke test are never compared.
    """
    wanted = wanted_of(metrics, axes)
    ours = measured_of(numbers, wanted) if kind != "none" else {}
    tables = tuple(_table(table, ours, kind) for table in placed_tables(paper, metrics, axes))
    placed = {cell.pair.wanted.key for table in tables for cell in table.cells}
    unplaced = tuple((key, value) for key, value in ours.items() if key not in placed)
    return Comparison(kind, tables, unplaced, sum(each.statistic == "value" for each in wanted))


def _table(table: PlacedTable, ours: Mapping[str, Measured], kind: Kind) -> ComparedTable:
    cells = []
    for pair in table.pairs:
        found = ours.get(pair.wanted.key)
        factor = _factor(pair, table)
        value = found.value * factor if found else None
        spread = found.deviation * factor if found and found.deviation is not None else None
        cells.append(Compared(pair, value, spread, _outcome(pair, value, kind)))
    return ComparedTable(table.grid, tuple(cells))


def _outcome(pair: Pair, ours: float | None, kind: Kind) -> Outcome:
    if ours is None:
        return "not run"
    if kind == "smoke":
        return "not comparable"
    if _OF_A_MACHINE.search(f"{pair.wanted.metric.unit} {pair.wanted.metric.name.replace('_', ' ')}"):
        return "not judged"
    printed = pair.cell.printed
    allowed = max(_SHARE * abs(printed.value), printed.step / 2) if printed.deviation is None else printed.deviation
    # Half a unit of the last digit stands for rounding alone, so a hair above it is still the printed number.
    return "within" if abs(ours - printed.value) <= allowed * (1 + 1e-9) else "outside"


def _factor(pair: Pair, table: PlacedTable) -> float:
    """Return what ours is multiplied by to stand in the unit of the table: 100 for a fraction beside percent."""
    metric = pair.wanted.metric
    said = metric.unit if _UNITS.search(metric.unit) else metric.meaning
    column = [other.cell.printed for other in table.pairs if _alike(other, pair)]
    in_percent = any(printed.percent for printed in column) or bool(
        _PERCENT.search(" ".join((*pair.cell.row_heads, *pair.cell.column_heads)))
    )
    if _PERCENT.search(said):
        return 0.01 if not in_percent and not _PERCENT.search(table.grid.caption) and _largest(column) <= 1 else 1.0
    return 100.0 if _FRACTION.search(said) and (in_percent or _largest(column) > 1) else 1.0


def _alike(one: Pair, other: Pair) -> bool:
    same_metric = one.wanted.metric.name == other.wanted.metric.name
    return same_metric or one.cell.column == other.cell.column


def _largest(column: Iterable[Printed]) -> float:
    return max((abs(printed.value) for printed in column), default=0.0)
