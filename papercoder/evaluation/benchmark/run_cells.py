"""A benchmark: papers x systems x seeds, in parallel under one rate and one budget, resumable at any point.

A cell is made, then judged; each of its model calls is saved when it arrives, and its result when it is finished. Run
again, finished cells are read, unfinished ones go on where they stopped.
"""

import asyncio
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from papercoder.errors import BudgetExceeded, PaperCoderError, RunError
from papercoder.evaluation.benchmark.benchmark import Benchmark
from papercoder.evaluation.benchmark.executability import Executability, executability
from papercoder.evaluation.benchmark.judge_cell import CellJudge
from papercoder.evaluation.benchmark.make_on_server import make_there, thread_of
from papercoder.evaluation.benchmark.make_repository import (
    MadeRepository,
    active_seconds,
    make_control,
    make_here,
    records_folder,
    take_folder,
)
from papercoder.evaluation.benchmark.result import CellResult, nothing_used, plus
from papercoder.evaluation.benchmark.suite import BenchmarkCell, cells_of
from papercoder.evaluation.judging.repository import read
from papercoder.evaluation.judging.session import all_or_first_error
from papercoder.joint_limits import hold_limits_of_batch
from papercoder.models.limits.shared_limits import ProcessLimits
from papercoder.models.recorded.records import Records
from papercoder.papers.read import read_paper
from papercoder.runs.folders import run_folder
from papercoder.runs.storage import disk_faults, open_storage
from state.status import Usage

if TYPE_CHECKING:
    from papercoder.runs.storage import Storage

__all__ = ["run_benchmark"]


async def run_benchmark(benchmark: Benchmark) -> list[CellResult]:
    """Run all cells that are not finished and return every cell's result, in the suite's order.

    Raises:
        PaperCoderError: a paper or a setting cannot be used; what a single cell meets is part of its result.
    """
    cells = cells_of(benchmark.suite)
    for paper in benchmark.suite.papers:
        benchmark.papers[paper.id] = await read_paper(paper.source, allow_files=True, allow_private_urls=True)
    limits = benchmark.suite.limits
    spent = await asyncio.to_thread(_spent, cells)
    asked = ProcessLimits(
        requests_per_minute=limits.requests_per_minute, max_cost=limits.max_cost, max_tokens=limits.max_tokens
    )
    tokens = spent.input_tokens + spent.output_tokens
    hold_limits_of_batch(asked, f"bench-{benchmark.suite.name}", spent.cost or 0.0, tokens)
    slots = asyncio.Semaphore(limits.cells)

    async with open_storage() as storage:
        with disk_faults():
            worker = _Worker(benchmark, storage, CellJudge(benchmark))

            async def one(cell: BenchmarkCell) -> CellResult:
                async with slots:
                    return await worker.finish(cell)

            return await all_or_first_error([one(cell) for cell in cells])


def _spent(cells: tuple[BenchmarkCell, ...]) -> Usage:
    """Return what earlier processes have spent on these cells."""
    total = nothing_used()
    for cell in cells:
        root = run_folder(cell.run)
        for name in sorted(os.listdir(root)) if os.path.isdir(root) else ():
            if name == "records" or name.startswith("judging"):
                total = plus(total, Records.open(os.path.join(root, name)).usage())
    return total


@dataclass
class _Worker:
    benchmark: Benchmark
    storage: "Storage"
    judge: CellJudge

    async def finish(self, cell: BenchmarkCell) -> CellResult:
        """Make and judge one cell as far as possible; an error becomes part of its result."""
        saved = await asyncio.to_thread(self.benchmark.saved, cell)
        if saved is not None and saved.done and await asyncio.to_thread(self.judge.is_complete, cell, saved):
            return saved
        result = CellResult(paper=cell.paper.id, system=cell.system.name, seed=cell.seed, run=cell.run, done=False)
        try:
            made = await self._make(cell)
            result = await self._described(cell, made, result)
            result = await self.judge.appraise(cell, result)
        except PaperCoderError as error:
            stopped = "stopped" if isinstance(error, BudgetExceeded) else "failed"
            status = result.status if result.repository else stopped
            result = result.model_copy(update={"error": error.message, "status": status})
            if not result.repository:
                result = await self._with_usage(cell, result)
        return await asyncio.to_thread(self.benchmark.save, cell, result)

    async def _make(self, cell: BenchmarkCell) -> MadeRepository:
        match cell.system.kind:
            case "folder" | "oracle":
                return take_folder(cell)
            case "control":
                return await asyncio.to_thread(make_control, cell, self.benchmark.papers[cell.paper.id])
            case "graph" if self.benchmark.server:
                given = {"approve_config": True, **self.benchmark.suite.settings, **cell.system.settings}
                return await make_there(self.benchmark.server, cell, given, self.benchmark.papers[cell.paper.id])
            case "graph":
                return await make_here(
                    self.benchmark.build, self.storage, cell, self.benchmark.settings(cell), self.benchmark.emit
                )
        raise RunError(f"{cell.id} has no way to be made.", "Report this.")

    async def _described(self, cell: BenchmarkCell, made: MadeRepository, result: CellResult) -> CellResult:
        from papercoder.checks.folder import read_folder
        from papercoder.checks.run import check

        repository = await asyncio.to_thread(read, made.repository)
        findings = await asyncio.to_thread(lambda: check(read_folder(made.repository)))
        report = made.report
        news: dict[str, Any] = {
            "repository": made.repository,
            "files": len(repository.paths),
            "code_files": len(repository.of("code")),
            "gate_errors": sum(finding.severity == "error" for finding in findings),
            "status": report.status if report else "complete",
            "reason": report.reason if report else "",
            "coverage": report.coverage if report else (),
            "executability": await self._executability(cell),
        }
        return await self._with_usage(cell, result.model_copy(update=news))

    async def _executability(self, cell: BenchmarkCell) -> Executability | None:
        if cell.system.kind != "graph" or self.benchmark.server:
            return None
        return await executability(self.storage, cell.run)

    async def _with_usage(self, cell: BenchmarkCell, result: CellResult) -> CellResult:
        folder = records_folder(cell)
        if self.benchmark.server:
            folder = os.path.join(run_folder(thread_of(cell)), "records")
        if cell.system.kind != "graph":
            return result
        if not await asyncio.to_thread(os.path.isdir, folder):
            return result.model_copy(update={"usage": Usage(cost=None), "seconds": None})
        records = await asyncio.to_thread(Records.open, folder)
        return result.model_copy(update={"usage": records.usage(), "seconds": active_seconds(records.calls())})
