"""Objections: taken from behind the file of an answer, and ranked, the weightiest first."""

import re
from collections.abc import Mapping
from typing import Any

from state.objection import Objection
from state.plan import Plan

__all__ = ["WithObjections", "ranked_objections", "without_objections"]

WithObjections = tuple[str, tuple[Objection, ...]]
"""A text, and what its author objects behind it."""

_WEIGHTS = {"core": 0, "important": 1, "minor": 2}
_KINDS = ("contradiction", "doubt", "remark")
_NO_REQUIREMENT = 3
"""After those that name a requirement: what it would change cannot be told from the ledger."""
_LINE = re.compile(r"[\s*`>-]*+Objection:[\s*`]*+(?P<what>[^|\n]+)\|(?P<why>[^|\n]+)\|(?P<instead>[^\n]+)")
_ID = re.compile(r"\bR\d+\b")


def ranked_objections(plan: Plan, state: Mapping[str, Any]) -> tuple[Objection, ...]:
    """Return what agents objected to: contradictions of the paper first, then by weight and number of who said so."""
    said = [o for found in (state.get("objections") or {}).values() for o in found]
    said += [o for file in state.get("files", {}).values() for o in file.get("objections", [])]
    raised = [Objection.from_json(o) for o in said]
    weights = {r.id: _WEIGHTS[r.weight] for r in plan.requirements}
    named = [frozenset(_ID.findall(o.what)) & set(weights) for o in raised]
    order = sorted(
        range(len(raised)),
        key=lambda n: (
            _KINDS.index(raised[n].kind),
            min((weights[i] for i in named[n]), default=_NO_REQUIREMENT),
            -sum(bool(named[n] & other) for other in named),
        ),
    )
    return tuple(raised[n] for n in order)


def without_objections(answer: str) -> WithObjections:
    """Return the answer without the lines at its end that object, and what they say.

    A line inside the file's fence stays where it is: only what follows the last other line is read.
    """
    lines = answer.rstrip().split("\n")
    found: list[Objection] = []
    while lines and (not lines[-1].strip() or (match := _LINE.fullmatch(lines[-1]))):
        if lines[-1].strip() and match:
            said = {name: text.strip().strip("*` ") for name, text in match.groupdict().items()}
            if not all(said.values()):
                break
            found.append(Objection.from_json(said))
        lines.pop()
    return ("\n".join(lines), tuple(reversed(found))) if found else (answer, ())
