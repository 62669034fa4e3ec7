"""Answers of a planner whose ledger is written in parts: outline, one part for each group of sections, merge."""

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from tests.server.planning import plan
from tests.server.project import Project
from tests.server.request import Asked

__all__ = ["part_of", "share_of", "written_in_parts"]

_PART = re.compile(r"\A\s*# Task: planner\nPart: ([^\n]+)\n")
_HEADING = re.compile(r"^#{1,6} \[([A-Za-z][\w.]*)\][^\n]*$", re.MULTILINE)


def part_of(asked: Asked) -> str:
    """Return what of the plan is asked for: outline, ids of sections, or merge; nothing for the whole plan."""
    found = _PART.match(asked.task) if asked.agent == "planner" else None
    return found[1] if found else ""


def written_in_parts(project: Project, asked: Asked) -> dict[str, Any]:
    """Return that part; every requirement of the plan stands in exactly one section's."""
    draft = plan(project, asked)
    part, requirements = part_of(asked), draft.pop("requirements")
    if part == "outline":
        return draft
    if part == "merge":
        first = {"op": "replace", "at": ["requirements", "R1", "statement"], "value": requirements[0]["statement"]}
        return {"edits": [first]}
    middles = [(number + 0.5) / len(requirements) for number in range(len(requirements))]
    mine = [one for one, at in zip(requirements, middles, strict=True) if any(a <= at < b for a, b in _spans(asked))]
    return {"requirements": [{**one, "id": f"R{number}"} for number, one in enumerate(mine, 1)]}


def share_of(asked: Asked, sizes: Sequence[int]) -> int:
    """Return how much of the recorded parts falls to these sections, as they lie in the paper."""
    of_one = 1 / len(sizes)
    stretches = [(number * of_one, (number + 1) * of_one, size) for number, size in enumerate(sizes)]
    taken = sum(
        size * max(0.0, min(b, end) - max(a, start)) / of_one
        for a, b in _spans(asked)
        for start, end, size in stretches
    )
    return round(taken)


def _spans(asked: Asked) -> list[tuple[float, float]]:
    """Return where the sections that are asked for begin and end in the paper, as shares of its text."""
    found = list(_HEADING.finditer(asked.paper))
    ends = [match.start() for match in found[1:]] + [len(asked.paper)]
    # Of a section without words of its own nothing is asked.
    lengths = [len(asked.paper[match.end() : end].strip()) for match, end in zip(found, ends, strict=True)]
    reached = [0, *accumulate(lengths)]
    wanted = set(part_of(asked).split(", "))
    return [(reached[at] / reached[-1], reached[at + 1] / reached[-1]) for at, m in enumerate(found) if m[1] in wanted]
