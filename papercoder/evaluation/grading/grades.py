"""The graded rubric: both scores, breakdowns per category and per kind, cost."""

import math
from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from papercoder.evaluation.grading.rubric import Graded, LeafGrade, RubricNode, aggregate
from state.status import Usage
from state.value import Value

__all__ = ["Grades", "LeafGroup", "graded_leaves", "grades_of"]


class LeafGroup(Value):
    """The leaves of one category or kind."""

    name: str
    leaves: int
    met: int
    not_graded: int = 0
    weight: float = Field(description="Share of the root's weight.")
    score: float | None = Field(description="Weighted mean of the graded leaves; None where none is graded.")
    strict_score: float = Field(description="The same with leaves that were not graded as 0.")


class Grades(Value):
    """What `papercoder grade` writes."""

    version: Literal[1] = 1
    repository: str
    paper: str
    rubric: str
    model: str
    code_only: bool
    score: float | None
    strict_score: float
    leaves: int
    not_graded: int
    categories: tuple[LeafGroup, ...]
    kinds: tuple[LeafGroup, ...]
    notes: tuple[str, ...] = ()
    usage: Usage
    tree: Graded


def grades_of(
    rubric: RubricNode, found: Mapping[str, LeafGrade], *, repository: str, paper: str, rubric_name: str, model: str,
    code_only: bool, usage: Usage,
) -> Grades:  # fmt: skip
    """Aggregate the grades of the leaves."""
    tree = aggregate(rubric, lambda leaf: found[leaf.id])
    ends = list(graded_leaves(tree))
    return Grades(
        repository=repository,
        paper=paper,
        rubric=rubric_name,
        model=model,
        code_only=code_only,
        score=tree.score,
        strict_score=tree.strict_score,
        leaves=len(ends),
        not_graded=sum(not leaf.valid_score for leaf, _ in ends),
        categories=_parts(ends, "task_category"),
        kinds=_parts(ends, "finegrained_task_category"),
        usage=usage,
        tree=tree,
    )


def graded_leaves(node: Graded, share: float = 1.0) -> Iterator[tuple[Graded, float]]:
    """Yield each leaf with its share of the root's weight."""
    if not node.sub_tasks:
        yield node, share
    total = math.fsum(child.weight for child in node.sub_tasks)
    for child in node.sub_tasks:
        yield from graded_leaves(child, share * child.weight / total if total else 0.0)


def _parts(ends: list[tuple[Graded, float]], field: str) -> tuple[LeafGroup, ...]:
    names = sorted({getattr(leaf, field) or "(none)" for leaf, _ in ends})
    return tuple(_part(name, [(g, w) for g, w in ends if (getattr(g, field) or "(none)") == name]) for name in names)


def _part(name: str, ends: list[tuple[Graded, float]]) -> LeafGroup:
    weight = math.fsum(w for _, w in ends)
    graded = [(g.score, w) for g, w in ends if g.score is not None]
    known = math.fsum(w for _, w in graded)
    earned = math.fsum(score * w for score, w in graded)
    return LeafGroup(
        name=name,
        leaves=len(ends),
        met=sum(score == 1 for score, _ in graded),
        not_graded=len(ends) - len(graded),
        weight=weight,
        score=earned / known if known else None,
        strict_score=earned / weight if weight else 0.0,
    )
