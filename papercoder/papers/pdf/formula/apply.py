"""Display formulas of a paper as LaTeX, where the places of their signs show more than the signs in a row."""

from typing import Any

from papercoder.papers.pdf.formula.build import build_formula
from papercoder.papers.pdf.formula.doubts import torn_row
from papercoder.papers.pdf.layer.shapes import Box, Line, Page, Run

__all__ = ["UNCERTAIN", "UNCERTAIN_ROW", "shape_formulas"]

UNCERTAIN = "(uncertain; its characters in a row: "
"""What stands before the plain characters of a formula whose signs did not all find their place."""
UNCERTAIN_ROW = "(uncertain; these are its characters in a row)"
"""What stands behind a formula that could not be laid out though the page shows that it should be, or that is torn."""
_MOST = 600
"""Runs of one formula: the longest of ten papers has 300; a hostile page must not be laid out for minutes."""


def shape_formulas(sections: list[dict[str, Any]], pages: list[Page]) -> None:
    """Write the display formulas of these sections, whose blocks still have their lines, as LaTeX in place."""
    strokes = {page.number: [*page.bars, *page.rules] for page in pages if not page.turn}
    for block in (block for section in sections for block in section["blocks"] if block["kind"] == "equation"):
        lines: list[Line] = block["lines"]
        runs = [run for line in lines for run in _without_number(line, block["label"])]
        formula, bars = None, list[Box]()
        if runs and len(runs) <= _MOST and not any(line.turned[0] for line in lines):
            bars = _bars(runs, strokes.get(lines[0].page, []))
            formula = build_formula(runs, bars)
        if formula is None or not formula.shaped:
            doubt = bool(bars) or torn_row(block["text"])
            block["text"] += f"\n{UNCERTAIN_ROW}" if doubt else ""
            continue
        plain = "" if formula.certain else f"\n{UNCERTAIN}{block['text']})"
        block["text"] = f"$$\n{formula.latex}\n$${plain}"


def _without_number(line: Line, label: str) -> list[Run]:
    """Return the runs of a line without the number of its equation at either end."""
    number, runs = f"({label})", list(line.runs)
    for count in (1, 2, 3) if label else ():
        if "".join(run.text for run in runs[-count:]) == number:
            return runs[:-count]
        if "".join(run.text for run in runs[:count]) == number:
            return runs[count:]
    return runs


def _bars(runs: list[Run], strokes: list[Box]) -> list[Box]:
    """Return the strokes among the runs of a formula that may be fraction bars or bars of roots."""
    left, right = min(run.x0 for run in runs), max(run.x1 for run in runs)
    top, bottom = max(run.base + run.size for run in runs), min(run.base - run.size for run in runs)
    # A point to each side: bars reach a little beyond what stands over and under them.
    return [b for b in strokes if left - 2 < b[0] and b[2] < right + 2 and bottom < b[1] < top]
