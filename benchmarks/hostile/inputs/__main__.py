"""Try every hostile input and print a table by family: python -m benchmarks.hostile.inputs [FAMILY...]."""

import sys
from collections.abc import Iterator, Sequence

from benchmarks.harness.results import keep, plain, read
from benchmarks.hostile.inputs.batches import tried_batches, tried_papers
from benchmarks.hostile.inputs.case import tried
from benchmarks.hostile.inputs.env_files import CASES as ENV_FILES
from benchmarks.hostile.inputs.patterns import found_patterns, slow_texts
from benchmarks.hostile.inputs.routes import Tried, tried_routes
from benchmarks.hostile.inputs.yaml_bombs import CASES as YAML_BOMBS

__all__ = ["main"]

_FELL_FIRST = {
    "YAML as read": 4,
    "YAML in a review": 11,
    "YAML in an answer": 6,
    "batches: odd papers": 5,
    "expressions": 48,
}
"""How many of each family fell when they were tried for the first time, before anything was mended."""
_FAMILIES = ("YAML", "settings", "expressions", "pages", "papers", "batches")


def main() -> int:
    """Return 1 where an input got through."""
    families = sys.argv[1:] or _FAMILIES
    found = []
    for one in _all(families):
        found.append(one)
        if one.fault:
            print(f"--- {one.family}: {one.name}\n    {one.fault}", flush=True)
    rows = _rows(found)
    print(plain(("family", "cases", "held", "fell first"), [list(row.values()) for row in rows]))
    held = sum(not one.fault for one in found)
    _keep(rows)
    return 0 if held == len(found) else 1


def _keep(rows: list[dict[str, object]]) -> None:
    """Write the figures of what was tried, beside those of families that were tried before."""
    kept = {row["family"]: row for row in (read("hostile_inputs") or {"rows": []})["rows"]}
    merged = list((kept | {row["family"]: row for row in rows}).values())
    cases, held = (sum(row[name] for row in merged) for name in ("cases", "held"))
    keep("hostile_inputs", {"cases": cases, "held": held, "rows": merged})


def _all(families: Sequence[str]) -> Iterator[Tried]:
    """Try everything of these families; what forks comes first, while this process has one thread."""
    for case in (*YAML_BOMBS, *ENV_FILES):
        if case.family.split()[0] in families:
            yield Tried(case.family, case.name, tried(case))
    if "expressions" in families:
        yield from _expressions()
    if "pages" in families:
        yield from tried_routes()
    if "papers" in families:
        yield from tried_papers()
    if "batches" in families:
        yield from tried_batches()


def _expressions() -> Iterator[Tried]:
    patterns, unread = found_patterns()
    for found in patterns:
        yield Tried("expressions", f"{found.place}: {found.pattern.pattern!r}"[:200], "\n    ".join(slow_texts(found)))
    for place in unread:
        yield Tried("expressions put together in a function", place, "")


def _rows(found: Sequence[Tried]) -> list[dict[str, object]]:
    rows = []
    for family in dict.fromkeys(one.family for one in found):
        own = [one for one in found if one.family == family]
        held = sum(not one.fault for one in own)
        rows.append({"family": family, "cases": len(own), "held": held, "fell_first": _FELL_FIRST.get(family, 0)})
    return rows


if __name__ == "__main__":
    sys.exit(main())
