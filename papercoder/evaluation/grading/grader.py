"""Grading a repository against a rubric, leaf by leaf, as PaperBench does (arXiv 2504.01848, section 4).

Where the repository fits the grader's window it is shown whole and shared by all leaves, so that providers cache it;
else each leaf first asks which files it needs.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from papercoder.errors import AnswerError, InputError, TransientError
from papercoder.evaluation.grading.rubric import LeafGrade, RubricNode, leaves
from papercoder.evaluation.judging.repository import JudgedRepository, SourceFile, fit, show_tree
from papercoder.evaluation.judging.session import (
    JudgeSession,
    SharedMessages,
    all_or_first_error,
    schema_of,
    shared,
    shared_messages,
)
from papercoder.models.prompt import Prompt
from prompts.loader import render
from state.paper import Paper
from state.value import Value

__all__ = ["Grade", "Ranking", "grade_leaves"]

_MOST_RANKED = 10
"""Files one leaf may ask for: what a requirement needs stands in few, and more would crowd each other out."""
_RUN_KINDS = frozenset({"Code Execution", "Result Analysis"})
"""Categories that are about what a run produced; only they are shown results, which would mislead on code."""
_SHARE_OF_RESULTS = 6
"""One sixth of the room for produced files: enough for logs and tables, and five sixths stay for paper and code."""


class Grade(Value):
    """The grader's answer for one leaf, the verdict last."""

    expected: str
    found: str
    explanation: str = Field(min_length=1)
    score: Literal[0, 1]


class Ranking(Value):
    """The files that a leaf needs, the most telling first."""

    files: tuple[str, ...] = Field(max_length=_MOST_RANKED)


@dataclass(frozen=True)
class _Grader:
    session: JudgeSession
    repository: JudgedRepository
    paper: Paper
    room: int
    whole: SharedMessages
    results: tuple[str, ...]

    @property
    def needs_ranking(self) -> bool:
        return bool(self.whole.shown.left_out)

    async def grade(self, leaf: RubricNode, above: tuple[RubricNode, ...]) -> LeafGrade:
        """Return the grade; one without a score where the grader gave no valid answer."""
        async with self.session.slots:
            try:
                return await self._grade(leaf, above)
            except (AnswerError, TransientError) as error:
                return LeafGrade(score=None, explanation=f"not graded: {error.message}")

    async def _grade(self, leaf: RubricNode, above: tuple[RubricNode, ...]) -> LeafGrade:
        sent = await self._ranked(leaf, above) if self.needs_ranking else self.whole
        messages = sent.messages + (self.results if leaf.task_category in _RUN_KINDS else ())
        task = render(
            "evaluation/grade",
            leaf=leaf.id,
            requirement=leaf.requirements,
            above=_above(above),
            category=leaf.task_category or "Code Development",
            tree=show_tree(self.repository.paths),
            left_out="\n".join(sent.shown.left_out),
            schema=schema_of(Grade),
        )
        prompt = Prompt(render("evaluation/judge_system"), messages, task)
        answer = await self.session.client("grader").ask_json(prompt, Grade, lambda _: (), subject=leaf.id)
        explanation = f"{answer.explanation}\nExpected: {answer.expected}\nFound: {answer.found}"
        files = tuple(f.path for f in sent.shown.files) if self.needs_ranking else ()
        return LeafGrade(score=float(answer.score), explanation=explanation, files=files)

    async def _ranked(self, leaf: RubricNode, above: tuple[RubricNode, ...]) -> SharedMessages:
        files = {f.path: f for f in _readable(self.repository)}
        task = render(
            "evaluation/grade_rank",
            leaf=leaf.id,
            requirement=leaf.requirements,
            above=_above(above),
            tree=show_tree(tuple(files)),
            n_files=_MOST_RANKED,
            schema=schema_of(Ranking),
        )

        def faults(ranking: Ranking) -> list[str]:
            return [f"files: {path!r} is not in the tree" for path in ranking.files if path not in files]

        prompt = Prompt(render("evaluation/judge_system"), self.whole.messages[:1], task)
        ranking = await self.session.client("grader").ask_json(prompt, Ranking, faults, subject=f"rank {leaf.id}")
        chosen = [files[path] for path in dict.fromkeys(ranking.files)]
        others = [file for path, file in files.items() if path not in ranking.files]
        return await asyncio.to_thread(shared_messages, self.paper, self.room, [*chosen, *others])


async def grade_leaves(
    session: JudgeSession,
    repository: JudgedRepository,
    paper: Paper,
    rubric: RubricNode,
    told: Callable[[str, LeafGrade], None] = lambda _id, _leaf: None,
) -> dict[str, LeafGrade]:
    """Grade every leaf and return the grades by id.

    Args:
        session: Model and records.
        repository: What is graded: code, configuration and documents; results only for leaves about runs.
        paper: The paper.
        rubric: The tree, pruned where only a part is to be graded.
        told: Called with each grade as it comes.

    Raises:
        InputError: the rubric has no leaf.
        PaperCoderError: the model cannot be asked, or a limit is reached; what was answered is kept.
    """
    todo = list(leaves(rubric))
    if not todo:
        raise InputError("The rubric has no leaf to grade.", "Give a rubric with requirements.")
    room = await session.tokens_for_files("grader")
    produced = fit(repository.of("result"), room // _SHARE_OF_RESULTS)
    results = shared("results", [(f"file {f.path}", f.text) for f in produced.files])
    left = room - room // _SHARE_OF_RESULTS
    whole = await asyncio.to_thread(shared_messages, paper, left, _readable(repository))
    grader = _Grader(session, repository, paper, left, whole, (results,))

    async def one(leaf: RubricNode, above: tuple[RubricNode, ...]) -> tuple[str, LeafGrade]:
        grade = await grader.grade(leaf, above)
        told(leaf.id, grade)
        return leaf.id, grade

    return dict(await all_or_first_error([one(leaf, above) for leaf, above in todo]))


def _readable(repository: JudgedRepository) -> tuple[SourceFile, ...]:
    return repository.of("code", "config", "document")


def _above(nodes: tuple[RubricNode, ...]) -> str:
    return "\n".join(f"{'  ' * depth}- {node.requirements}" for depth, node in enumerate(nodes))
