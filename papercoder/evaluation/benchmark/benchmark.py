"""One benchmark as it is run: where its results are, which graphs and settings its cells have."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from papercoder.evaluation.benchmark.make_repository import Builder
from papercoder.evaluation.benchmark.result import CellResult
from papercoder.evaluation.benchmark.suite import BenchmarkCell, Suite
from papercoder.evaluation.saved_files import save_json
from papercoder.plain_files import open_plain
from state.paper import Paper
from state.settings import Settings

__all__ = ["Benchmark"]


@dataclass
class Benchmark:
    """One benchmark as it is run.

    Args:
        suite: What is asked.
        folder: Where results go.
        build: Gives the graphs.
        settle: Makes complete settings of those that a suite gives.
        server: Address of a LangGraph server; empty for this process.
        told: Called with each cell's result as it is saved.
        emit: Takes the events of all model calls.
    """

    suite: Suite
    folder: str
    build: Builder
    settle: Callable[[dict[str, Any]], Settings]
    server: str = ""
    told: Callable[[CellResult], None] = lambda _: None
    emit: Callable[[dict[str, Any]], None] = lambda _: None
    papers: dict[str, Paper] = field(default_factory=dict)

    def settings(self, cell: BenchmarkCell) -> Settings:
        """Return the settings of a cell's run."""
        share = max(1, self.suite.limits.requests_at_once // self.suite.limits.cells)
        given = {"approve_config": True, "max_parallel": share, **self.suite.settings, **cell.system.settings}
        return self.settle(given)

    def judge_settings(self, model: str = "") -> Settings:
        """Return the settings of the judges."""
        share = max(1, self.suite.limits.requests_at_once // self.suite.limits.cells)
        given = {"max_parallel": share, **self.suite.settings, **self.suite.judge.settings}
        return self.settle(given | ({"model": model, "agent_models": {}} if model else {}))

    def saved(self, cell: BenchmarkCell) -> CellResult | None:
        """Return a cell's saved result; None where there is none, or where the suite now asks for something else."""
        try:
            with open_plain(self._file(cell)) as file:
                result = CellResult.from_json(json.load(file))
        except (OSError, ValueError, ValidationError, RecursionError):
            return None
        return result if result.run == cell.run else None

    def save(self, cell: BenchmarkCell, result: CellResult) -> CellResult:
        """Save the result of a cell and report it."""
        save_json(self._file(cell), result.to_json())
        self.told(result)
        return result

    def _file(self, cell: BenchmarkCell) -> str:
        return os.path.join(self.folder, "cells", f"{cell.id}.json")
