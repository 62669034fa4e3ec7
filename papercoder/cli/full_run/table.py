"""The paper's numbers and ours on the terminal."""

from collections.abc import Sequence

from papercoder.cli.terminal.output import say
from papercoder.results.claims import Claim
from papercoder.results.compare import Comparison
from papercoder.workspace.pages.shown import counts, notes, shown_tables

__all__ = ["print_comparison"]

_LINES = 80
"""Numbers that are printed: two screens; all are in RESULTS.md."""

_FAILED = 12
"""Statements that do not hold and are printed."""


def print_comparison(comparison: Comparison, claims: Sequence[Claim]) -> None:
    """Print every number beside the paper's, what does not hold, and the counts."""
    left = _LINES
    for shown in shown_tables(comparison):
        lines = []
        for row in shown.rows:
            beside = " ".join(dict.fromkeys(cell.paper for cell in row[: shown.stubs] if cell.paper))
            for head, cell in zip(shown.heads, row, strict=False):
                if cell.outcome:
                    lines.append((beside, head, cell.paper, cell.ours or "-", cell.difference, cell.outcome))
        say()
        say(f"{shown.label}: paper, here, difference")
        widths = [min(34, max(len(line[at]) for line in lines)) for at in range(6)] if lines else []
        for line in lines[: max(0, left)]:
            cells = (text[:width].ljust(width) for text, width in zip(line, widths, strict=True))
            say(f"  {'  '.join(cells).rstrip()}")
        left -= len(lines)
    if left < 0:
        say(f"  ... {-left} more in RESULTS.md")
    say()
    for claim in [claim for claim in claims if claim.result == "does not hold"][:_FAILED]:
        say(f"does not hold: {claim.table}: {claim.text} ({claim.ours})", colour="yellow")
    if comparison.copied:
        say(notes(comparison)[1], colour="yellow")
    say(counts(comparison, tuple(claims)))
