"""What the paper's numbers claim, and whether ours say the same: who comes first, in which order, with which sign."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from papercoder.results.compare import Compared, ComparedTable, Comparison

__all__ = ["Claim", "claims_of"]

_LOWER = re.compile(
    r"↓|lower is better|\b(?:error|loss|fid|perplexity|ppl|rmse|mse|mae|wer|cer|nll|time|memory|cost|latency|regret)\b",
    re.IGNORECASE,
)
_ABLATION = re.compile(r"\bablat|\bw/o\b|\bwithout\b|\bremov", re.IGNORECASE)
_CHANGED = re.compile(r"^\s*[-+\u2212\u2013]|^(?:no|w/o|without)\b", re.IGNORECASE)
_WHOLE = re.compile(r"\bfull\b|\bours\b|\bcomplete\b|\bdefault\b", re.IGNORECASE)
_OURS = re.compile(r"\bours\b|\bproposed\b", re.IGNORECASE)
_METHODS = re.compile(
    r"method|model|variant|approach|system|algorithm|baseline|ablation|retriever|optimi[sz]er|strategy"
)
_NAMED = 3
"""Swapped pairs that one claim names; the rest are counted."""


@dataclass(frozen=True)
class Claim:
    """A statement that follows from numbers of the paper.

    Args:
        table: Label of the table.
        kind: First of a line, order of a line, or what a change of the method does.
        text: The statement.
        result: Whether it follows from ours as well.
        ours: What ours say; empty where they say the same or were not run.
    """

    table: str
    kind: Literal["first", "order", "effect"]
    text: str
    result: Literal["holds", "does not hold", "not run"]
    ours: str = ""


@dataclass(frozen=True)
class _Line:
    """Cells that differ in the method alone, each with the method's name."""

    name: str
    cells: tuple[tuple[str, Compared], ...]


def claims_of(comparison: Comparison) -> tuple[Claim, ...]:
    """Return every claim; what was not run in full, or at smoke sizes only, is claimed and not tested."""
    found: list[Claim] = []
    for table in comparison.tables:
        label = table.grid.label or "A table"
        for line in _lines(table):
            whole = _whole(table, line)
            made = _effects(label, line, whole) if whole else _places(label, line)
            found += made
    return tuple(found)


def _lines(table: ComparedTable) -> Iterator[_Line]:
    """Yield the lines along which methods stand: columns, or rows where the methods are the columns' headings."""
    down = _methods_are_rows(table)
    lines: dict[int, list[list[Compared]]] = {}
    for cell in table.cells:
        groups = lines.setdefault(cell.pair.cell.column if down else cell.pair.cell.row, [])
        group = next((one for one in groups if _same_measure(one[0], cell)), None)
        if group is None:
            groups.append([cell])
        else:
            group.append(cell)
    for cells in (group for groups in lines.values() for group in groups):
        if len(cells) > 1:
            named = [(_name(cell, rows=down), cell) for cell in cells]
            if len({name for name, _ in named}) == len(named):
                yield _Line(_name(cells[0], rows=not down), tuple(named))


def _same_measure(one: Compared, other: Compared) -> bool:
    """Tell whether two numbers may be set against each other: `accuracy` and `ablation_accuracy`, not `f1` and `loss`.

    Without axes a metric's name says everything at once; then the line they stand in must do.
    """
    metrics = one.pair.wanted.metric, other.pair.wanted.metric
    if not (metrics[0].axes and metrics[1].axes):
        return True
    names = [set(metric.name.split("_")) for metric in metrics]
    return names[0] <= names[1] or names[1] <= names[0]


def _methods_are_rows(table: ComparedTable) -> bool:
    heads = [" ".join(cell.pair.cell.row_heads) for cell in table.cells]
    above = [" ".join(cell.pair.cell.column_heads) for cell in table.cells]
    if any(map(_OURS.search, heads)) or any(map(_OURS.search, above)):
        return any(map(_OURS.search, heads))
    for cell in table.cells:
        for axis in cell.pair.wanted.metric.axes:
            if _METHODS.search(axis.axis):
                return _varies_down(table, [a.axis for a in cell.pair.wanted.metric.axes].index(axis.axis))
    return True


def _varies_down(table: ComparedTable, part: int) -> bool:
    """Tell whether the value of an axis changes from row to row rather than from column to column."""
    rows: dict[int, set[str]] = {}
    columns: dict[int, set[str]] = {}
    for cell in table.cells:
        parts = cell.pair.wanted.key.split(".")[1:]
        if part < len(parts):
            rows.setdefault(cell.pair.cell.row, set()).add(parts[part])
            columns.setdefault(cell.pair.cell.column, set()).add(parts[part])
    return max(map(len, columns.values()), default=0) >= max(map(len, rows.values()), default=0)


def _name(cell: Compared, *, rows: bool) -> str:
    place = cell.pair.cell
    return " ".join(place.row_heads if rows else place.column_heads)


def _whole(table: ComparedTable, line: _Line) -> tuple[str, Compared] | None:
    """Return the unchanged method of a table of ablations; None where the table compares methods."""
    if not _ABLATION.search(f"{table.grid.caption} {' '.join(name for name, _ in line.cells)}"):
        return None
    first = None if _CHANGED.search(line.cells[0][0]) else line.cells[0]
    return next((cell for cell in line.cells if _WHOLE.search(cell[0])), first)


def _effects(label: str, line: _Line, whole: tuple[str, Compared]) -> list[Claim]:
    made = []
    for name, cell in line.cells:
        change = cell.paper.value - whole[1].paper.value
        if cell is whole[1] or not change:
            continue
        verb = "raises" if change > 0 else "lowers"
        text = f"{name} {verb} {line.name} by {_number(abs(change), cell)} against {whole[0]}"
        ours = None if not _run(cell, whole[1]) else (cell.ours or 0.0) - (whole[1].ours or 0.0)
        if ours is None:
            made.append(Claim(label, "effect", text, "not run"))
        else:
            said = "" if _sign(ours) == _sign(change) else f"{_number(ours, cell, sign=True)} here"
            made.append(Claim(label, "effect", text, "does not hold" if said else "holds", said))
    return made


def _places(label: str, line: _Line) -> list[Claim]:
    values = [cell.paper.value for _, cell in line.cells]
    lowest = bool(_LOWER.search(f"{line.name} {line.cells[0][1].pair.wanted.metric.name.replace('_', ' ')}"))
    best = min(values) if lowest else max(values)
    was_run = _run(*(cell for _, cell in line.cells))
    made = []
    if values.count(best) == 1:
        first, cell = line.cells[values.index(best)]
        text = f"{first} has the {'lowest' if lowest else 'highest'} {line.name} of {len(values)} ({cell.paper.text})"
        made.append(
            _first(label, text, line, lowest=lowest, first=first) if was_run else Claim(label, "first", text, "not run")
        )
    pairs = [(a, b) for a, b in combinations(line.cells, 2) if a[1].paper.value != b[1].paper.value]
    if len(line.cells) > 2 and pairs:
        made.append(_order(label, line, pairs, was_run=was_run))
    return made


def _first(label: str, text: str, line: _Line, *, lowest: bool, first: str) -> Claim:
    ours = [cell.ours or 0.0 for _, cell in line.cells]
    best = min(ours) if lowest else max(ours)
    winners = [name for name, cell in line.cells if (cell.ours or 0.0) == best]
    if winners == [first]:
        return Claim(label, "first", text, "holds")
    return Claim(label, "first", text, "does not hold", f"here it is {' and '.join(winners[:_NAMED])}")


def _order(label: str, line: _Line, pairs: Sequence[tuple[tuple[str, Compared], ...]], *, was_run: bool) -> Claim:
    text = f"order of {len(line.cells)} in {line.name}"
    if not was_run:
        return Claim(label, "order", text, "not run")
    swapped = [
        (a, b)
        for a, b in pairs
        if _sign((a[1].ours or 0.0) - (b[1].ours or 0.0)) != _sign(a[1].paper.value - b[1].paper.value)
    ]
    if not swapped:
        return Claim(label, "order", text, "holds")
    close = sum(abs(a[1].paper.value - b[1].paper.value) <= max(_spread(a[1]), _spread(b[1])) for a, b in swapped)
    named = "; ".join(f"{a[0]} and {b[0]}" for a, b in swapped[:_NAMED])
    more = f" and {len(swapped) - _NAMED} more" if len(swapped) > _NAMED else ""
    within = f"; {close} of these are no further apart in the paper than its deviation" if close else ""
    return Claim(
        label, "order", text, "does not hold", f"{len(swapped)} of {len(pairs)} pairs differ: {named}{more}{within}"
    )


def _spread(cell: Compared) -> float:
    return cell.paper.deviation or 0.0


def _run(*cells: Compared) -> bool:
    return all(cell.ours is not None and cell.outcome != "not comparable" for cell in cells)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _number(value: float, cell: Compared, *, sign: bool = False) -> str:
    places = max(0, len(f"{cell.paper.step:.10f}".rstrip("0").partition(".")[2]))
    return f"{value:{'+' if sign else ''}.{places}f}"
