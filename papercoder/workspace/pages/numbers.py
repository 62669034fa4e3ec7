"""RESULTS.md and the first part of the README: the paper's numbers and ours, table by table, in Markdown."""

from collections.abc import Sequence

from papercoder.results.claims import Claim
from papercoder.results.compare import Comparison
from papercoder.workspace.pages.markdown import bullets, code, escaped, table
from papercoder.workspace.pages.shown import ShownCell, ShownTable, counts, notes, shown_tables

__all__ = ["BEGIN", "END", "claims_table", "numbers_block", "numbers_page", "with_numbers"]

BEGIN, END = "<!-- numbers: written by papercoder reproduce -->", "<!-- end of numbers -->"
"""Marks around what a full run writes anew in the README; whoever removes them keeps their own words there."""

_IN_README = 60
"""Rows of tables in a README: three screens; all of them are in RESULTS.md."""

_UNPLACED = 200
"""Numbers outside of tables on the page; metrics.json holds all."""


def numbers_page(comparison: Comparison, claims: Sequence[Claim], how: str, sizes: Sequence[str] = ()) -> str:
    """Return RESULTS.md.

    Args:
        comparison: The paper's tables with our numbers.
        claims: What follows from them.
        how: How ours came about: when, where, how long, or that they did not.
        sizes: Of the smoke test, in Markdown, where ours come from it.
    """
    parts = [
        f"# Results\n\n{escaped(how)}\n\n**{escaped(counts(comparison, tuple(claims)))}**\n",
        bullets(escaped(note) for note in notes(comparison)),
    ]
    if comparison.kind == "smoke" and sizes:
        parts.append(f"Sizes of the smoke test:\n\n{bullets(sizes)}")
    parts += [
        *(_table(shown) for shown in shown_tables(comparison)),
        f"## What follows from the numbers\n\n{claims_table(claims)}",
    ]
    if comparison.unplaced and comparison.kind == "full":
        parts.append(f"## Measured here, in no table of the paper\n\n{_unplaced(comparison)}")
    return "\n".join(parts)


def numbers_block(comparison: Comparison, claims: Sequence[Claim], how: str, said: Sequence[str]) -> str:
    """Return what the README says first: the paper's tables with our numbers, or why there are none; then its claims.

    Args:
        comparison: The paper's tables with our numbers.
        claims: What follows from them.
        how: How ours came about.
        said: What the paper claims in words.
    """
    page = "[RESULTS.md](RESULTS.md)"
    is_run = comparison.kind == "full"
    state = "see the numbers; no program judges words" if is_run else "not tested yet"
    words = table(("", "What the paper claims", "In this repository"), _stated(said, state))
    if not is_run:
        told = f"{escaped(how)} {page} has the paper's tables, which the full run fills.\n"
        return "\n".join([BEGIN, words, told + END]) + "\n"
    told = f"{escaped(how)}\n\n**{escaped(counts(comparison, tuple(claims)))}** Each statement is in {page}.\n"
    return "\n".join([BEGIN, told, *_first_tables(comparison, page), words + END]) + "\n"


def _stated(said: Sequence[str], state: str) -> list[tuple[str, str, str]]:
    return [(str(at), escaped(text), state) for at, text in enumerate(said, 1)]


def _first_tables(comparison: Comparison, page: str) -> list[str]:
    """Return the tables that a README has room for, and where the others are."""
    shown, left = [], _IN_README
    for one in shown_tables(comparison):
        if len(one.rows) <= left:
            shown.append(_table(one, level=3))
            left -= len(one.rows)
    more = len(comparison.tables) - len(shown)
    return [*shown, f"{more} more {'tables are' if more > 1 else 'table is'} in {page}.\n"] if more else shown


def with_numbers(readme: str, block: str) -> str | None:
    """Return the README with this block between its marks; None where somebody has removed them."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        return None
    return before + block.rstrip("\n") + after


def claims_table(claims: Sequence[Claim]) -> str:
    """Return the statements, those that do not hold first."""
    order = ("does not hold", "not run", "holds")
    ranked = sorted(claims, key=lambda claim: order.index(claim.result))
    rows = [(escaped(c.table), escaped(c.text), _result(c)) for c in ranked]
    return table(("Table", "The paper's numbers say", "Here"), rows)


def _result(claim: Claim) -> str:
    mark = f"**{claim.result}**" if claim.result == "does not hold" else claim.result
    return f"{mark}: {escaped(claim.ours)}" if claim.ours else mark


def _table(shown: ShownTable, level: int = 2) -> str:
    rows = [[_cell(cell) for cell in row] for row in shown.rows]
    more = f"\n{shown.left_out} more rows are left out.\n" if shown.left_out else ""
    title = f"{'#' * level} {escaped(shown.label)}\n\n{escaped(shown.caption)}\n\n"
    key = "Each cell: the paper's number, ours, the difference.\n\n" if level == 2 else ""
    return f"{title}{key}{table([escaped(head) for head in shown.heads], rows)}{more}"


def _cell(cell: ShownCell) -> str:
    if not cell.outcome:
        return escaped(cell.paper)
    lines = [escaped(cell.paper)]
    if cell.ours:
        lines.append(f"**{escaped(cell.ours)}**")
    said = f"{cell.difference} {cell.outcome}" if cell.difference else cell.outcome
    lines.append(f"**{escaped(said)}**" if cell.state == "bad" else escaped(said))
    return "<br>".join(lines)


def _unplaced(comparison: Comparison) -> str:
    rows = [
        (code(key), f"{value.value:.6g}" + (f" ± {value.deviation:.3g}" if value.deviation is not None else ""))
        for key, value in comparison.unplaced[:_UNPLACED]
    ]
    more = len(comparison.unplaced) - len(rows)
    return table(("Metric", "Measured"), rows) + (f"\n{more} more are in metrics.json.\n" if more > 0 else "")
