"""Write docs/papers.md from the results: `python -m benchmarks.papers.page > docs/papers.md`."""

import sys
from pathlib import Path
from typing import Any

from benchmarks.harness.results import markdown, read
from benchmarks.papers.real import COLUMNS

__all__ = ["main", "page"]

_TEMPLATE = Path(__file__).with_suffix(".md")


def main() -> int:
    """Print the page; return 1 where nothing was measured yet."""
    papers, fuzz = read("papers"), read("fuzz_papers")
    if papers is None or fuzz is None:
        print("Run python -m benchmarks.papers and python -m benchmarks.fuzz_papers first.", file=sys.stderr)
        return 1
    sys.stdout.write(page(papers, fuzz))
    return 0


def page(papers: dict[str, Any], fuzz: dict[str, Any]) -> str:
    """Return the page that belongs to these results."""
    text = _TEMPLATE.read_text(encoding="utf-8")
    machine = papers["machine"]
    parts = {
        "machine": f"{machine['cores']} cores, {machine['memory_gib']} GiB, {machine['python']}",
        "date": papers["date"],
        "quality": "\n\n".join(f"**{table['title']}**\n\n{_table(table)}" for table in papers["tables"]),
        "bad": _bad(papers["bad_input"]),
        "real": _real(papers.get("real", [])),
        "minutes": f"{fuzz['minutes']:g}",
        "limit": str(fuzz["limit_seconds"]),
        "fuzz_date": fuzz["date"],
        "fuzz": _fuzz(fuzz["readers"]),
    }
    for name, part in parts.items():
        text = text.replace(f"{{{name}}}", part)
    return text


def _table(table: dict[str, Any]) -> str:
    if table["title"].startswith("Speed"):
        return markdown(("measure", "value", "goal", "met"), [_values(row, "name") for row in table["rows"]])
    head = ("measure", "documents", "value", "goal", "met")
    return markdown(head, [_values(row, "name", "documents") for row in table["rows"]])


def _values(row: dict[str, Any], *names: str) -> tuple[object, ...]:
    return *(row[name] for name in names), f"{row['value']:.3f}", f"{row['goal']:g}", row["met"]


def _real(papers: list[dict[str, Any]]) -> str:
    """Return the table of real papers, one by one; those set aside before are marked."""
    rows = [
        (f"{each['paper']}{' (set aside)' if each['held_out'] else ''}", *(each.get(name, "") for name in COLUMNS[1:]))
        for each in papers
    ]
    return markdown(COLUMNS, rows)


def _bad(cases: list[dict[str, Any]]) -> str:
    head = ("input", "exit", "s", "MB", "left", "what is said")
    return markdown(
        head,
        [(c["what"], c["code"], f"{c['seconds']:.1f}", c["megabytes"], c["left"], f"`{c['said']}`") for c in cases],
    )


def _fuzz(readers: dict[str, dict[str, Any]]) -> str:
    keys = ("read", "refused", "failed", "slowest_seconds")
    rows = [(name, *(tally[key] for key in keys)) for name, tally in readers.items()]
    return markdown(("reader", "read", "refused", "failed", "slowest input, s"), rows)


if __name__ == "__main__":
    sys.exit(main())
