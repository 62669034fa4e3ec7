"""How much a doubt matters: its effect on the results, by the ledger, and how doubtful it is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from papercoder.review.ranking.links import tables_of, used_by
from state.config import ConfigEntry
from state.plan import Requirement

__all__ = ["CONTRADICTION", "OBJECTION", "WEIGHT_WORDS", "Weighed", "weigh_entry", "weigh_open", "weigh_requirement"]

Points = Sequence[Mapping[str, Any]]

WEIGHT_WORDS = {9: "core", 3: "important", 1: "minor"}
"""An effect in the ledger's own words."""

OBJECTION, CONTRADICTION = "objection", "objection-contradiction"
"""Kinds of points that an agent raised because it could not settle them: a decision, or the paper against itself."""

# Threefold steps: an unresolved plot (1 x 4) must not stand above an assumed value of the training (3 x 2).
_EFFECTS = {"core": 9, "important": 3, "minor": 1}
# One is the smallest doubt, so that effect times doubt orders by effect where nothing is known to be wrong.
_DOUBTS = {
    "contradiction": 5,  # both readings are the paper's own words: nothing but a decision can settle it
    "warning": 3,  # the program itself found it
    CONTRADICTION: 4,  # the paper says two things, as an agent read it; one of them is wrong
    OBJECTION: 3,  # somebody who had to keep a decision believes that it is wrong
    "remark": 1,
    "quote-not-found": 4,  # a claim of evidence that is untrue; most such values were wrong
    "conflict": 4,  # the ledger says two things; one of them is wrong
    "unresolved": 4,  # nobody knows it yet, and the code will do something
    "fill-in": 3,  # the run fails without it
    "left-out": 3,  # openly decided, by a model
    "assumed": 2,  # plausible, with a reason
    "caveat": 2,  # part of what reads the value rests on an assumption, as its author says
    "name": 1,  # not looked up; see `_doubt_of` for names that the hub does not know
    "figure": 2,  # a model read it by eye, and no words of the paper confirm it
    "quote-approximate": 1,  # the words stand there but for a few letters
    "open-question": 1,
}
# What is about no single key may still change every number.
_GRAVE = frozenset({"warning", CONTRADICTION, OBJECTION})
# A default that the baseline's own code has is what the authors most likely ran.
_DEFAULT = re.compile(r"\b(?:defaults?|as in the (?:official|original)|official (?:code|repository))\b", re.IGNORECASE)
_UNKNOWN_NAME = re.compile(r"\bThe hub has no\b")
# Groups whose values change numbers where no requirement names the key: data, model and training of the main result.
_MAIN_GROUPS = frozenset(
    {"augmentation", "data", "dataset", "datasets", "decoding", "evaluation", "generation", "inference", "loss",
     "method", "model", "optim", "optimizer", "preprocessing", "sampling", "schedule", "train", "training"}
)  # fmt: skip
_HARMLESS_GROUPS = frozenset({"checkpointing", "hardware", "log", "logging", "output", "paths", "runs", "runtime"})
# Last words of keys that change speed or looks, not numbers.
_HARMLESS = re.compile(r"(?:^|_)(?:workers|verbose|every|interval|log|device|devices|dtype|cache|pin_memory|format)$")


@dataclass(frozen=True)
class Weighed:
    """How much something matters.

    Args:
        effect: 9 where a core requirement depends on it, 3 important, 1 minor.
        doubt: From 1, slight, to 4, a claim that is known to be wrong.
        used_by: Ids of the requirements that depend on it.
        tables: Tables of the paper that show what depends on it.
    """

    effect: int
    doubt: int
    used_by: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


def weigh_entry(entry: ConfigEntry, points: Points, requirements: Sequence[Requirement]) -> Weighed:
    """Weigh an entry: its effect is that of the weightiest requirement that uses it."""
    ids = used_by(entry, requirements)
    users = [r for r in requirements if r.id in ids]
    effect = max((_EFFECTS[r.weight] for r in users), default=_effect_of_group(entry.key))
    if any(point["kind"] == "contradiction" for point in points):
        effect = _EFFECTS["core"]  # which of two papers is reproduced
    elif any(point["kind"] == "fill-in" for point in points):
        effect = max(effect, _EFFECTS["important"])  # without it nothing runs at all
    elif _is_harmless(entry.key):
        effect = _EFFECTS["minor"]
    return Weighed(effect, _doubt(points), ids, tables_of(users))


def weigh_requirement(requirement: Requirement, points: Points) -> Weighed:
    """Weigh a requirement by its own weight in the ledger."""
    return Weighed(_EFFECTS[requirement.weight], _doubt(points), (requirement.id,), tables_of([requirement]))


def weigh_open(points: Points) -> Weighed:
    """Weigh what is about no key and no requirement."""
    return Weighed(_EFFECTS["important" if points[0]["kind"] in _GRAVE else "minor"], _doubt(points))


def _doubt(points: Points) -> int:
    return max(_doubt_of(point) for point in points)


def _doubt_of(point: Mapping[str, Any]) -> int:
    if point["kind"] == "assumed" and _DEFAULT.search(point["why"]):
        return 1
    if point["kind"] == "name" and _UNKNOWN_NAME.search(point["why"]):
        return 3
    return _DOUBTS[point["kind"]]


def _effect_of_group(key: str) -> int:
    first = key.split(".", 1)[0]
    return _EFFECTS["important" if first in _MAIN_GROUPS else "minor"]


def _is_harmless(key: str) -> bool:
    *groups, leaf = key.lower().split(".")
    return bool(set(groups) & _HARMLESS_GROUPS) or bool(_HARMLESS.search(leaf))
