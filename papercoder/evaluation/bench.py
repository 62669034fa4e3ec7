"""A benchmark: papers x systems x seeds, in parallel under one rate and one budget, resumable at any point.

A cell is made, then judged; each of its model calls is saved when it arrives, and its result when it is finished. Run
again, finished cells are read, unfinished ones go on where they stopped.
"""

import asyncio
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from papercoder.errors import BudgetExceeded, PaperCoderError, RunError
from papercoder.evaluation.appraisal import Appraiser
from papercoder.evaluation.desk import all_or_first_error
from papercoder.evaluation.executability import Executability, executability
from papercoder.evaluation.making import Made, active_seconds, make_control, make_here, records_folder, take_folder
from papercoder.evaluation.pace import paced
from papercoder.evaluation.plan import Bench
from papercoder.evaluation.purse import Purse
from papercoder.evaluation.remote import make_there, thread_of
from papercoder.evaluation.repository import read
from papercoder.evaluation.result import CellResult, nothing_used, plus
from papercoder.evaluation.suite import Cell, cells_of
from papercoder.models.records import Records
from papercoder.papers.read import read_paper
from papercoder.runs.folders import run_folder
from papercoder.runs.storage import disk_faults, open_storage
from state.status import Usage

if TYPE_CHECKING:
    from papercoder.runs.storage import Storage

__all__ = ["run_bench"]


async def run_bench(bench: Bench) -> list[CellResult]:
    """Run all cells that are not finished and return every cell's result, in the suite's order.

    Raises:
        PaperCoderError: a paper or a setting cannot be used; what a single cell meets is part of its result.
    """
    cells = cells_of(bench.suite)
    for paper in bench.suite.papers:
        bench.papers[paper.id] = await read_paper(paper.source, allow_files=True, allow_private_urls=True)
    limits = bench.suite.limits
    spent = await asyncio.to_thread(_spent, cells)
    purse = Purse(limits.max_cost, limits.max_tokens, spent, limits.cells)
    places = asyncio.Semaphore(limits.cells)

    with paced(limits.requests_per_minute):
        async with open_storage() as storage:
            with disk_faults():
                worker = _Worker(bench, purse, storage, Appraiser(bench, purse))

                async def one(cell: Cell) -> CellResult:
                    async with places:
                        return await worker.finish(cell)

                return await all_or_first_error([one(cell) for cell in cells])


def _spent(cells: tuple[Cell, ...]) -> Usage:
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
    bench: Bench
    purse: Purse
    storage: "Storage"
    appraiser: Appraiser

    async def finish(self, cell: Cell) -> CellResult:
        """Make and judge one cell, as far as nothing stands in the way."""
        saved = await asyncio.to_thread(self.bench.saved, cell)
        if saved is not None and saved.done and await asyncio.to_thread(self.appraiser.is_complete, cell, saved):
            return saved
        result = CellResult(paper=cell.paper.id, system=cell.system.name, seed=cell.seed, run=cell.run, done=False)
        try:
            made = await self._make(cell)
            result = await self._described(cell, made, result)
            result = await self.appraiser.appraise(cell, result)
        except PaperCoderError as error:
            stopped = "stopped" if isinstance(error, BudgetExceeded) else "failed"
            status = result.status if result.repository else stopped
            result = result.model_copy(update={"error": error.message, "status": status})
            if not result.repository:
                result = await self._with_usage(cell, result)
        return await asyncio.to_thread(self.bench.save, cell, result)

    async def _make(self, cell: Cell) -> Made:
        match cell.system.kind:
            case "folder" | "oracle":
                return take_folder(cell)
            case "control":
                return await asyncio.to_thread(make_control, cell, self.bench.papers[cell.paper.id])
            case "graph" if self.bench.server:
                given = {"approve_config": True, **self.bench.suite.settings, **cell.system.settings}
                return await make_there(self.bench.server, cell, given, self.bench.papers[cell.paper.id])
            case "graph":
                records = await asyncio.to_thread(Records.open, records_folder(cell))
                return await self.purse.spend(
                    self.bench.settings(cell),
                    records,
                    lambda settings: make_here(self.bench.build, self.storage, cell, settings),
                )
        raise RunError(f"{cell.id} has no way to be made.", "Report this.")

    async def _described(self, cell: Cell, made: Made, result: CellResult) -> CellResult:
        from papercoder.checks.run import check
        from papercoder.checks.subject import Subject

        repository = await asyncio.to_thread(read, made.repository)
        findings = await asyncio.to_thread(lambda: check(Subject.from_folder(made.repository)))
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

    async def _executability(self, cell: Cell) -> Executability | None:
        if cell.system.kind != "graph" or self.bench.server:
            return None
        return await executability(self.storage, cell.run)

    async def _with_usage(self, cell: Cell, result: CellResult) -> CellResult:
        folder = records_folder(cell)
        if self.bench.server:
            folder = os.path.join(run_folder(thread_of(cell)), "records")
        if cell.system.kind != "graph":
            return result
        if not await asyncio.to_thread(os.path.isdir, folder):
            return result.model_copy(update={"usage": Usage(cost=None), "seconds": None})
        records = await asyncio.to_thread(Records.open, folder)
        return result.model_copy(update={"usage": records.usage(), "seconds": active_seconds(records.calls())})
