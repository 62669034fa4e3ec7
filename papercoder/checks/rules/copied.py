"""Rule `copied-number`: numbers that a file copies from the paper, compared with the paper's tables."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from papercoder.checks.code.parsed import ParsedRepository
from state.findings import Finding

__all__ = ["check_copied"]

_NUMBER = re.compile(r"(?<![\w.])[-\u2212]?\d+(?:,\d{3})+(?:\.\d+)?|(?<![\w.])[-\u2212]?\d*\.?\d+")
# Shorter numbers (0.5, 0.1, 1e-5, 2.4) stand in some table of most papers by chance: they are no evidence of a copy.
_DIGITS = 3
# Below this many numbers with decimals a constant is as likely a setting as a row of results.
_FEWEST = 6
# A collection of which less stands in the tables is not copied from them; of a copied one nearly all does.
_COPIED = 0.6
# Two numbers may be put together from two places on purpose; three that the paper has nowhere together are a slip.
_ROW = 3
_NAMED = 5
"""Numbers listed in one message: more would hide the file's other findings."""


def check_copied(repository: ParsedRepository) -> Iterator[Finding]:
    """Compare every literal with many decimals that mostly stand in the paper's tables with these, row by row."""
    tables = _read(tuple(repository.subject.tables))
    if not tables.numbers:
        return
    for module in repository.sorted_modules():
        for node in module.tree.body:
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            if isinstance(value, ast.Dict | ast.List | ast.Tuple):
                for said in _faults([group for group in _groups(value) if group], tables):
                    yield Finding(
                        path=module.path, line=node.lineno, rule="copied-number", severity="warning", message=said
                    )


@dataclass(frozen=True)
class _Tables:
    """All numbers of the tables, and those of each row and of each column."""

    numbers: frozenset[float]
    lines: tuple[frozenset[float], ...]


@lru_cache(maxsize=16)
def _read(tables: tuple[str, ...]) -> _Tables:
    """Read tables in Markdown."""
    lines: list[frozenset[float]] = []
    for table in tables:
        rows = [[c.strip() for c in line.strip().strip("|").split("|")] for line in table.splitlines() if "|" in line]
        cells = [[_numbers(cell) for cell in row] for row in rows]
        columns = [[row[at] for row in cells if at < len(row)] for at in range(max(map(len, cells), default=0))]
        lines += [frozenset(n for cell in line for n in cell) for line in (*cells, *columns)]
    return _Tables(frozenset().union(*lines), tuple(line for line in lines if line))


def _numbers(cell: str) -> list[float]:
    return [float(text.replace(",", "").replace("\u2212", "-")) for text in _NUMBER.findall(cell)]


def _groups(node: ast.expr) -> Iterator[list[float]]:
    """Yield the decimal numbers that stand side by side in one list, row of arguments or dictionary."""
    parts: list[ast.expr] = []
    if isinstance(node, ast.Dict):
        parts = node.values
    elif isinstance(node, ast.List | ast.Tuple):
        parts = node.elts
    elif isinstance(node, ast.Call):
        parts = [*node.args, *(k.value for k in node.keywords)]
    yield [n for part in parts if (n := _decimal(part)) is not None]
    for part in parts:
        yield from _groups(part)


def _decimal(node: ast.expr) -> float | None:
    sign = -1 if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) else 1
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return sign * inner.value if isinstance(inner, ast.Constant) and isinstance(inner.value, float) else None


def _faults(groups: list[list[float]], tables: _Tables) -> Iterator[str]:
    everything = [n for group in groups for n in group]
    absent = [n for n in everything if not _stands(n, tables.numbers)]
    long = [n for n in everything if _digits(n) >= _DIGITS]
    if len(long) < _FEWEST or sum(n in absent for n in long) > (1 - _COPIED) * len(long):
        return
    if absent:
        more = f" and {len(absent) - _NAMED} more" if len(absent) > _NAMED else ""
        listed = ", ".join(f"{n:g}" for n in absent[:_NAMED])
        yield f"{listed}{more}: in no table of the paper, from which the numbers beside are copied"
    for group in groups:
        together = any(all(_stands(n, line) for n in group) for line in tables.lines)
        if len(group) >= _ROW and not together and not set(group) & set(absent):
            listed = ", ".join(f"{n:g}" for n in group[:_NAMED])
            yield f"{listed}: side by side here, and in no one row or column of the paper's tables"


def _digits(value: float) -> int:
    """Return how many significant digits a number has; zeros at its end count for nothing."""
    return len(f"{value:e}".partition("e")[0].replace(".", "").replace("-", "").rstrip("0"))


def _stands(value: float, numbers: frozenset[float]) -> bool:
    """Return whether the number is there as it is, or as percent of what the code holds as a share."""
    return any(round(form, 9) in numbers for form in (value, value * 100, value / 100))
