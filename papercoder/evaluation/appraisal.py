"""Judging and grading one cell of a benchmark, under the suite's purse."""

import asyncio
import os
from dataclasses import dataclass

from papercoder.evaluation.critique import Evaluation
from papercoder.evaluation.desk import Office
from papercoder.evaluation.grades import Grades, grades_of
from papercoder.evaluation.grading import grade_leaves
from papercoder.evaluation.judge import evaluate
from papercoder.evaluation.keeping import save_json
from papercoder.evaluation.plan import Bench
from papercoder.evaluation.purse import Purse
from papercoder.evaluation.repository import Repository, read
from papercoder.evaluation.result import CellResult, RubricScore, nothing_used, plus
from papercoder.evaluation.rubric import prune, read_rubric
from papercoder.evaluation.suite import Cell
from papercoder.models.naming import model_for
from papercoder.models.records import Records
from papercoder.runs.folders import run_folder
from state.paper import Paper
from state.settings import Settings
from state.status import Usage

__all__ = ["Appraiser"]


@dataclass
class Appraiser:
    """Judges what the workers make.

    Args:
        bench: Suite and settings.
        purse: What may be spent.
    """

    bench: Bench
    purse: Purse

    def is_complete(self, cell: Cell, saved: CellResult) -> bool:
        """Say whether a finished cell has everything that the suite asks of it now."""
        judge = self.bench.suite.judge
        wanted = {k for k in judge.kinds if k != "reference-based" or cell.paper.gold}
        models = [str(model_for(self.bench.judge_settings(m), "judge")) for m in (judge.models or ("",))]
        got = [e.model for e in saved.evaluations]
        kinds = all({p.kind for p in e.protocols} >= wanted for e in saved.evaluations)
        samples = all(p.asked == judge.samples for e in saved.evaluations for p in e.protocols)
        graded = judge.grade == "none" or not cell.paper.rubric or saved.rubric is not None
        return got == models and kinds and samples and graded

    async def appraise(self, cell: Cell, result: CellResult) -> CellResult:
        """Return the result with what the judges say.

        Raises:
            PaperCoderError: a judge cannot be asked, or a limit is reached; what was answered is kept.
        """
        judge, paper = self.bench.suite.judge, self.bench.papers[cell.paper.id]
        repository = await asyncio.to_thread(read, result.repository)
        gold = await asyncio.to_thread(read, cell.paper.gold) if cell.paper.gold else None
        evaluations: list[Evaluation] = []
        usage = nothing_used()
        for at, model in enumerate(judge.models or ("",)):
            folder = os.path.join(run_folder(cell.run), f"judging-{at}" if at else "judging")
            records = await asyncio.to_thread(Records.open, folder)

            async def ask(settings: Settings, records: Records = records) -> Evaluation:
                office = Office(settings, records)
                return await evaluate(office, repository, paper, gold, samples=judge.samples, kinds=judge.kinds)

            evaluations.append(await self.purse.spend(self.bench.judge_settings(model), records, ask))
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

    async def _graded(self, cell: Cell, repository: Repository, paper: Paper) -> tuple[RubricScore | None, Usage]:
        mode = self.bench.suite.judge.grade
        if mode == "none" or not cell.paper.rubric:
            return None, nothing_used()
        tree = read_rubric(cell.paper.rubric)
        pruned = (prune(tree) or tree) if mode == "code-only" else tree
        folder = os.path.join(run_folder(cell.run), "judging-rubric")
        records = await asyncio.to_thread(Records.open, folder)
        model = (self.bench.suite.judge.models or ("",))[0]
        found = await self.purse.spend(
            self.bench.judge_settings(model),
            records,
            lambda settings: grade_leaves(Office(settings, records), repository, paper, pruned),
        )
        grades = grades_of(
            pruned,
            found,
            repository=cell.id,
            paper=paper.title,
            rubric_name=os.path.basename(cell.paper.rubric),
            model=str(model_for(self.bench.judge_settings(model), "grader")),
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
