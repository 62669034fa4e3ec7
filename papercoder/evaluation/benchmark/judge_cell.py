"""Judging and grading one cell of a benchmark."""

import asyncio
import os
from dataclasses import dataclass

from papercoder.evaluation.benchmark.benchmark import Benchmark
from papercoder.evaluation.benchmark.result import CellResult, RubricScore, nothing_used, plus
from papercoder.evaluation.benchmark.suite import BenchmarkCell
from papercoder.evaluation.grading.grader import grade_leaves
from papercoder.evaluation.grading.grades import Grades, grades_of
from papercoder.evaluation.grading.rubric import prune, read_rubric
from papercoder.evaluation.judging.judge import evaluate
from papercoder.evaluation.judging.judgements import Evaluation
from papercoder.evaluation.judging.repository import JudgedRepository, read
from papercoder.evaluation.judging.session import JudgeSession
from papercoder.evaluation.saved_files import save_json
from papercoder.models.naming import model_for
from papercoder.models.recorded.records import Records
from papercoder.runs.folders import run_folder
from state.paper import Paper
from state.status import Usage

__all__ = ["CellJudge"]


@dataclass
class CellJudge:
    """Judges what the workers make.

    Args:
        benchmark: Suite and settings.
    """

    benchmark: Benchmark

    def is_complete(self, cell: BenchmarkCell, saved: CellResult) -> bool:
        """Say whether a finished cell has everything that the suite asks of it now."""
        judge = self.benchmark.suite.judge
        wanted = {k for k in judge.kinds if k != "reference-based" or cell.paper.gold}
        models = [str(model_for(self.benchmark.judge_settings(m), "judge")) for m in (judge.models or ("",))]
        got = [e.model for e in saved.evaluations]
        kinds = all({p.kind for p in e.protocols} >= wanted for e in saved.evaluations)
        samples = all(p.asked == judge.samples for e in saved.evaluations for p in e.protocols)
        graded = judge.grade == "none" or not cell.paper.rubric or saved.rubric is not None
        return got == models and kinds and samples and graded

    async def appraise(self, cell: BenchmarkCell, result: CellResult) -> CellResult:
        """Return the result with what the judges say.

        Raises:
            PaperCoderError: a judge cannot be asked, or a limit is reached; what was answered is kept.
        """
        judge, paper = self.benchmark.suite.judge, self.benchmark.papers[cell.paper.id]
        repository = await asyncio.to_thread(read, result.repository)
        gold = await asyncio.to_thread(read, cell.paper.gold) if cell.paper.gold else None
        evaluations: list[Evaluation] = []
        usage = nothing_used()
        for at, model in enumerate(judge.models or ("",)):
            folder = os.path.join(run_folder(cell.run), f"judging-{at}" if at else "judging")
            records = await asyncio.to_thread(Records.open, folder)
            session = JudgeSession(self.benchmark.judge_settings(model), records, self.benchmark.emit)
            evaluations.append(
                await evaluate(session, repository, paper, gold, samples=judge.samples, kinds=judge.kinds)
            )
            usage = plus(usage, records.usage())
        rubric, more = await self._graded(cell, repository, paper)
        valid = all(p.valid for e in evaluations for p in e.protocols)
        return result.model_copy(
            update={
                "evaluations": tuple(evaluations),
                "rubric": rubric,
                "judging": plus(usage, more),
                "done": valid and (rubric is None or rubric.not_graded == 0),
                "error": "" if valid else "a judge gave no valid answer",
            }
        )

    async def _graded(
        self, cell: BenchmarkCell, repository: JudgedRepository, paper: Paper
    ) -> tuple[RubricScore | None, Usage]:
        mode = self.benchmark.suite.judge.grade
        if mode == "none" or not cell.paper.rubric:
            return None, nothing_used()
        tree = read_rubric(cell.paper.rubric)
        pruned = (prune(tree) or tree) if mode == "code-only" else tree
        folder = os.path.join(run_folder(cell.run), "judging-rubric")
        records = await asyncio.to_thread(Records.open, folder)
        model = (self.benchmark.suite.judge.models or ("",))[0]
        session = JudgeSession(self.benchmark.judge_settings(model), records, self.benchmark.emit)
        found = await grade_leaves(session, repository, paper, pruned)
        grades = grades_of(
            pruned,
            found,
            repository=cell.id,
            paper=paper.title,
            rubric_name=os.path.basename(cell.paper.rubric),
            model=str(model_for(self.benchmark.judge_settings(model), "grader")),
            code_only=mode == "code-only",
            usage=records.usage(),
        )
        await asyncio.to_thread(save_json, os.path.join(run_folder(cell.run), "grades.json"), grades.to_json())
        return _numbers(grades), records.usage()


def _numbers(grades: Grades) -> RubricScore:
    kinds = {part.name: part.score for part in grades.kinds if part.score is not None}
    return RubricScore(
        score=grades.score,
        strict_score=grades.strict_score,
        leaves=grades.leaves,
        not_graded=grades.not_graded,
        kinds=kinds,
    )
