"""The rubric of PaperBench (arXiv 2504.01848): a tree of weighted requirements, pruned, graded and aggregated.

A leaf is graded 0 or 1; an inner node is the weighted mean of its children. A leaf without a valid grade has two
readings, and both are kept: left out of the mean (`score`), and counted as 0 (`strict_score`).
"""

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import ConfigDict, Field, ValidationError

from papercoder.errors import InputError
from papercoder.plain_files import open_plain
from state.value import Value

__all__ = ["CODE_DEVELOPMENT", "Graded", "LeafGrade", "RubricNode", "aggregate", "leaves", "prune", "read_rubric"]

CODE_DEVELOPMENT = "Code Development"
_DEEPEST = 60
"""Levels, many times those of a rubric that people wrote; without a bound a hostile one would overflow the stack."""


class RubricNode(Value):
    """One requirement; a leaf has no sub-tasks."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(min_length=1)
    requirements: str
    weight: float = Field(ge=0, allow_inf_nan=False)
    sub_tasks: tuple["RubricNode", ...] = ()
    task_category: str | None = None
    finegrained_task_category: str | None = None


class LeafGrade(Value):
    """The grade of one leaf."""

    score: float | None = Field(default=None, ge=0, le=1, description="None where the judge gave no valid answer.")
    explanation: str = ""
    files: tuple[str, ...] = Field(default=(), description="Files the grader was shown.")


class Graded(Value):
    """A node with its score."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    requirements: str
    weight: float
    score: float | None = Field(default=None, description="Leaves without a valid grade left out; None where all are.")
    strict_score: float = Field(default=0.0, description="Leaves without a valid grade counted as 0.")
    valid_score: bool = Field(default=True, description="Whether anything below it was graded.")
    explanation: str = ""
    files: tuple[str, ...] = ()
    task_category: str | None = None
    finegrained_task_category: str | None = None
    sub_tasks: tuple["Graded", ...] = ()


def read_rubric(path: str) -> RubricNode:
    """Read a rubric file.

    Raises:
        InputError: it cannot be read, is no rubric, or two nodes share an id.
    """
    try:
        with open_plain(path) as file:
            data = json.load(file)
        root = RubricNode.from_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise InputError(f"{path} is no rubric: {place}: {first['msg']}.", _EXPECTED) from error
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(
            f"{path} cannot be read as a rubric: {getattr(error, 'strerror', None) or error}.", _EXPECTED
        ) from error
    ids = [node.id for node, depth in _walk(root, 0)]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise InputError(f"{path} names the id {twice[0]} twice; grades are kept by id.", "Give each node its own id.")
    return root


def leaves(root: RubricNode) -> Iterator[tuple[RubricNode, tuple[RubricNode, ...]]]:
    """Yield each leaf with the nodes above it, outermost first."""
    yield from _leaves(root, ())


def prune(root: RubricNode, category: str = CODE_DEVELOPMENT) -> RubricNode | None:
    """Return the tree with only the leaves of a category, weights unchanged; None where none is left."""
    if not root.sub_tasks:
        return root if root.task_category == category else None
    kept = tuple(node for child in root.sub_tasks if (node := prune(child, category)) is not None)
    return root.model_copy(update={"sub_tasks": kept}) if kept else None


def aggregate(root: RubricNode, grade: Callable[[RubricNode], LeafGrade]) -> Graded:
    """Return the graded tree."""
    facts: dict[str, Any] = {
        name: getattr(root, name)
        for name in ("id", "requirements", "weight", "task_category", "finegrained_task_category")
    }
    if not root.sub_tasks:
        leaf = grade(root)
        scores = {"score": leaf.score, "strict_score": leaf.score or 0.0, "valid_score": leaf.score is not None}
        return Graded(**facts, **scores, explanation=leaf.explanation, files=leaf.files)
    children = tuple(aggregate(child, grade) for child in root.sub_tasks)
    valid = [(c.score, c.weight) for c in children if c.score is not None]
    return Graded(
        **facts,
        score=_weighted(valid) if valid else None,
        strict_score=_weighted([(c.strict_score, c.weight) for c in children]),
        valid_score=bool(valid),
        sub_tasks=children,
    )


def _weighted(pairs: list[tuple[float, float]]) -> float:
    """Return the weighted mean; 0 where no child has any weight."""
    total = math.fsum(weight for _, weight in pairs)
    return math.fsum(score * weight for score, weight in pairs) / total if total else 0.0


def _leaves(node: RubricNode, above: tuple[RubricNode, ...]) -> Iterator[tuple[RubricNode, tuple[RubricNode, ...]]]:
    if not node.sub_tasks:
        yield node, above
    for child in node.sub_tasks:
        yield from _leaves(child, (*above, node))


def _walk(node: RubricNode, depth: int) -> Iterator[tuple[RubricNode, int]]:
    if depth > _DEEPEST:
        raise InputError(f"The rubric is nested deeper than {_DEEPEST} levels.", "Give a flatter rubric.")
    yield node, depth
    for child in node.sub_tasks:
        yield from _walk(child, depth + 1)


_EXPECTED = "Expected JSON nodes with id, requirements, weight, sub_tasks and task_category, as PaperBench has them."
