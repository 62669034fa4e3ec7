"""What an audit of one file is shown besides the file: parts of others' requirements, and the audit before it."""

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from agents.shared.brief import Brief
from state.files import FileState
from state.plan import Requirement
from state.value import Json

__all__ = ["difference", "part_key", "parts_for", "shares", "verdict_lines"]

_ID = re.compile(r"\bR\d+\b")


def shares(brief: Brief, path: str, source: str) -> tuple[Requirement, ...]:
    """Return the requirements of other files that the source names: coders write the id at the place that meets it."""
    named = set(_ID.findall(source))
    owned = set(brief.entry(path).requirements)
    return tuple(r for r in brief.plan.requirements if r.id in named - owned)


def parts_for(path: str, files: Mapping[str, FileState]) -> list[Json]:
    """Return what the audits of other files leave to this one, each part once."""
    return [
        {"requirement": verdict["requirement"], "owner": owner, "what": part["what"]}
        for owner, file in files.items()
        for verdict in file.get("verdicts", [])
        for part in verdict.get("elsewhere", [])
        if part["path"] == path and owner != path
    ]


def part_key(part: Mapping[str, Any]) -> str:
    """Return what tells one part from another: a later audit says the same in other words."""
    return f"{part['requirement']} of {part['owner']}"


def difference(before: str, now: str) -> str:
    """Return what changed, as a unified diff."""
    return "\n".join(difflib.unified_diff(before.splitlines(), now.splitlines(), "before", "now", lineterm="", n=2))


def verdict_lines(verdicts: Iterable[Mapping[str, Any]]) -> str:
    """Return verdicts as an auditor reads those of an earlier audit."""
    return "\n".join(
        f"- {v['requirement']}: {v['result']}. {v.get('reason', '')}"
        + (f" Change asked for: {v['change']}" if v.get("change") else "")
        for v in verdicts
    )
