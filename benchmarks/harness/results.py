"""Tables on the terminal and in Markdown, and results on disk."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.harness.machine import machine

__all__ = ["RESULTS", "keep", "markdown", "plain", "read"]

RESULTS = Path(__file__).parents[1] / "results"


def keep(name: str, document: dict[str, Any]) -> None:
    """Write benchmarks/results/NAME.json with the day and the machine."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    whole = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine(), **document}
    (RESULTS / f"{name}.json").write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read(name: str) -> dict[str, Any] | None:
    """Return the results of that name, or None where nothing was measured yet."""
    path = RESULTS / f"{name}.json"
    if not path.exists():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def plain(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table for the terminal; numbers stand at the right."""
    cells = [[_text(cell) for cell in row] for row in rows]
    widths = [max([len(name), *(len(row[i]) for row in cells)]) for i, name in enumerate(head)]
    right = [all(_is_number(row[i]) for row in cells) for i in range(len(head))]
    lines = [[*head], *cells]
    return "\n".join(
        "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(line, widths, right, strict=True)).rstrip()
        for line in lines
    )


def markdown(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return the same table in Markdown."""
    cells = [[_text(cell).replace("|", "\\|") for cell in row] for row in rows]
    right = [all(_is_number(row[i]) for row in cells) for i in range(len(head))]
    rule = ["---:" if r else "---" for r in right]
    return "\n".join(f"| {' | '.join(line)} |" for line in [[*head], rule, *cells])


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int):
        return f"{cell:,}"
    if isinstance(cell, float):
        return f"{cell:.3g}" if abs(cell) < 10 else f"{cell:,.1f}"
    return "" if cell is None else str(cell)


def _is_number(text: str) -> bool:
    return not text or text.strip("%$+-").replace(",", "").replace(".", "", 1).isdigit()
