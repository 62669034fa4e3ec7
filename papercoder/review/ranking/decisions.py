"""Doubts joined into decisions: what one look and one answer settle is one thing."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from papercoder.review.ranking.weights import Weighed

__all__ = ["Group", "join"]

# Doubts that one glance over a list settles; a contradiction or a missing quote is looked at by itself.
_ID = re.compile(r"\bR\d+\b")
_SOFT = frozenset({"assumed", "caveat", "name"})
# Two defaults below one baseline belong together; the top-level group `training` holds many unrelated things.
_FEWEST = {True: 2, False: 3}


@dataclass(frozen=True)
class Group:
    """Doubts that one decision settles.

    Args:
        subjects: Keys and requirement ids that they are about, each once, in the order of the paper.
        points: The doubts, as `papercoder.review.attention` returns them.
        shared: What the subjects share, such as the group `baselines.ls`; empty where there is only one subject.
    """

    subjects: tuple[str, ...]
    points: tuple[Mapping[str, Any], ...]
    shared: str = ""


def join(points: Sequence[Mapping[str, Any]], weighed: Mapping[str, Weighed]) -> list[Group]:
    """Join the doubts; every doubt is in exactly one group.

    Args:
        points: As `papercoder.review.attention.attention` returns them.
        weighed: Effect and doubt of each subject.
    """
    by_subject: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    alone = []
    for point in points:
        if point["key"]:
            by_subject[point["key"]].append(point)
        else:
            alone.append(Group(tuple(point.get("about", ())), (point,)))
    twins = {point["other"] for point in points if "other" in point}
    open_ones = {point["key"] for point in points if point["kind"] == "unresolved"}
    sets: dict[str, list[str]] = defaultdict(list)
    for subject, own in by_subject.items():
        asked = _assumed_for(own, open_ones)
        name = f"|{asked or subject}" if asked or subject in twins else _belongs_to(subject, own, weighed[subject])
        sets[name].append(subject)
    return [*alone, *(group for name, subjects in sets.items() for group in _groups(name, subjects, by_subject))]


def _assumed_for(points: Sequence[Mapping[str, Any]], open_ones: Collection[str]) -> str:
    """Return the unresolved requirement that an assumed value answers, as its reason says: 'not given (R32)'."""
    if not {point["kind"] for point in points} <= _SOFT:
        return ""
    named = (name for point in points for name in _ID.findall(point["why"]))
    return next((name for name in named if name in open_ones), "")


def _belongs_to(subject: str, points: Sequence[Mapping[str, Any]], weighed: Weighed) -> str:
    """Return a name that subjects of one decision share."""
    kinds = {point["kind"] for point in points}
    if kinds == {"fill-in"}:
        return "paths and credentials|0"
    if twin := next((point["other"] for point in points if "other" in point), ""):
        return f"|{twin}"
    if quote := next((point["quote"] for point in points if "quote" in point), ""):
        return f"|{quote}"
    if kinds <= _SOFT and "." in subject:
        return f"{subject.rpartition('.')[0]}|{weighed.effect}{weighed.doubt}"
    return f"|{subject}"


def _groups(
    name: str, subjects: Sequence[str], by_subject: Mapping[str, Sequence[Mapping[str, Any]]]
) -> Iterable[Group]:
    shared = name.partition("|")[0]
    if shared and len(subjects) < _FEWEST["." in shared or " " in shared]:
        return [Group((subject,), tuple(by_subject[subject])) for subject in subjects]
    subjects = sorted(subjects, key=lambda subject: f"|{subject}" != name)
    points = tuple(point for subject in subjects for point in by_subject[subject])
    return [Group(tuple(subjects), points, shared if len(subjects) > 1 else "")]
