"""Objections of agents as points of their own: what an agent could not settle is a decision like any doubt."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from papercoder.review.ranking.weights import CONTRADICTION, OBJECTION
from papercoder.review.scalars import safe_text
from state.objection import Objection

__all__ = ["OBJECTION_KINDS", "objection_points"]

OBJECTION_KINDS = {
    CONTRADICTION: "Contradictions that agents found in the paper",
    OBJECTION: "Objections of agents",
    "remark": "Remarks of agents",
}
"""Kinds of objections with their headings."""

# A requirement's id, or a key as config.yaml has it; a single word is too often just a word.
_NAMED = re.compile(r"\bR\d+\b|\b\w+(?:\.\w+)+\b")
# About three lines of a terminal, as for every other point.
_TEXT = 240


def objection_points(objections: Sequence[Objection], known: Collection[str]) -> list[dict[str, Any]]:
    """Return a point for each objection, in the order given.

    Args:
        objections: The weightiest first.
        known: Keys and requirement ids that may be named.
    """
    return [_point(objection, known) for objection in objections]


def _point(objection: Objection, known: Collection[str]) -> dict[str, Any]:
    about = dict.fromkeys(name for name in _NAMED.findall(objection.what) if name in known)
    instead = f" Instead: {objection.instead}" if objection.instead else ""
    by = f"{objection.by}: " if objection.by else ""
    return {
        "kind": {"doubt": OBJECTION, "contradiction": CONTRADICTION}.get(objection.kind, objection.kind),
        "key": "",
        "title": safe_text(objection.what, 80),
        "why": safe_text(f"{by}{objection.why}{instead}", _TEXT),
        "about": list(about),
    }
