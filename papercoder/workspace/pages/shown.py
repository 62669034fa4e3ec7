"""Our numbers and the paper's as words, the same for RESULTS.md, results.html, the README and the terminal."""

from collections.abc import Iterator
from dataclasses import dataclass

from papercoder.results.claims import Claim
from papercoder.results.compare import RULE, Compared, ComparedTable, Comparison, Outcome

__all__ = ["ROWS", "ShownCell", "ShownTable", "counts", "heading", "notes", "shown_tables"]

ROWS = 400
"""Rows of one table that a page shows: the longest tables of appendices have some hundred."""

_WIDEST = 200
"""Characters of one heading or cell: headings are words of a paper, which may be anything."""

_WORDS = {
    "within": "within",
    "outside": "OUTSIDE",
    "not run": "not run",
    "not comparable": "not comparable",
    "not judged": "depends on the machine",
}


@dataclass(frozen=True)
class ShownCell:
    """A cell: what the paper prints, and what stands below it where the plan asks for the number."""

    paper: str
    ours: str = ""
    difference: str = ""
    outcome: str = ""
    state: str = ""


@dataclass(frozen=True)
class ShownTable:
    """A table as the paper prints it."""

    label: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[ShownCell, ...], ...]
    stubs: int
    left_out: int


def shown_tables(comparison: Comparison, rows: int = ROWS) -> Iterator[ShownTable]:
    """Yield the tables as the paper prints them, each with our numbers in its cells."""
    for table in comparison.tables:
        grid = table.grid
        there = {(cell.pair.cell.row, cell.pair.cell.column): cell for cell in table.cells}
        width = max(map(len, (*grid.heads, *grid.body)), default=0)
        shown = tuple(
            tuple(
                _cell(there.get((at, column)), text, smoke=comparison.kind == "smoke")
                for column, text in enumerate(row)
            )
            for at, row in enumerate(grid.body[:rows])
        )
        heads = tuple(_short(grid.column_head(column)) for column in range(width))
        yield ShownTable(
            heading(table), _short(grid.caption, 2 * _WIDEST), heads, shown, grid.stubs, len(grid.body[rows:])
        )


def heading(table: ComparedTable) -> str:
    """Return what a table is called."""
    return _short(table.grid.label or "Table without a number")


def counts(comparison: Comparison, claims: tuple[Claim, ...]) -> str:
    """Return how many numbers and claims came out, in one sentence."""
    if comparison.kind != "full":
        return (
            f"{len(comparison.cells)} numbers of the paper's tables are what the plan asks for; none was run in full."
        )
    parts = [f"{comparison.count('within')} of {len(comparison.cells)} numbers of the paper's tables within tolerance"]
    others: tuple[Outcome, ...] = ("outside", "not run", "not judged")
    numbers = ((outcome, comparison.count(outcome)) for outcome in others)
    parts += [f"{number} {_WORDS[outcome].lower()}" for outcome, number in numbers if number]
    held = sum(claim.result == "holds" for claim in claims)
    tested = sum(claim.result != "not run" for claim in claims)
    untested = f", {len(claims) - tested} not run" if tested < len(claims) else ""
    said = f"; of {tested} statements that follow from them {held} hold{untested}" if claims else ""
    return ", ".join(parts) + said + "."


def notes(comparison: Comparison) -> tuple[str, ...]:
    """Return what a reader must know to take the numbers for what they are."""
    made = [RULE]
    if comparison.kind == "smoke":
        made.append("Numbers marked smoke come from the smoke test at its small sizes. They are no results.")
    if comparison.copied:
        made.append(
            f"{comparison.copied} of our numbers are the paper's to the last printed digit and no further. Numbers "
            "that are computed have more digits: look whether the program prints constants."
        )
    made.append(
        "Numbers were found in the tables by their headings alone, by a program; a cell for which that is not clear "
        "shows the paper's number only."
    )
    return tuple(made)


def _cell(found: Compared | None, text: str, *, smoke: bool) -> ShownCell:
    if found is None:
        return ShownCell(_short(text))
    if found.ours is None:
        return ShownCell(found.paper.text, outcome=_WORDS["not run"], state="open")
    places = _places(found.paper.step)
    ours = _number(found.ours, places)
    if found.deviation is not None:
        ours += f" ± {_number(found.deviation, places)}"
    if smoke:
        return ShownCell(found.paper.text, f"smoke: {ours}", "", _WORDS["not comparable"], "open")
    state = {"within": "good", "outside": "bad"}.get(found.outcome, "open")
    difference = _number(found.difference or 0.0, places, sign=True)
    return ShownCell(found.paper.text, ours, difference, _WORDS[found.outcome], state)


def _places(step: float) -> int:
    return max(0, len(f"{step:.12f}".rstrip("0").partition(".")[2]))


def _number(value: float, places: int, *, sign: bool = False) -> str:
    """Return the number with as many digits as the paper prints, and one more where it prints whole ones."""
    if abs(value) >= 1e7:
        return f"{value:{'+' if sign else ''}.3e}"
    if not places and value != int(value):
        places = 1
    # A difference that rounds to nothing has no sign.
    shown = round(value, places) or 0.0
    return f"{shown:{'+' if sign and shown else ''}.{places}f}"


def _short(text: str, most: int = _WIDEST) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"
