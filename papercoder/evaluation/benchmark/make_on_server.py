"""Cells on a LangGraph server, so that many workers share the load; the repository comes back through its store."""

import asyncio
import os
from typing import Any

from papercoder.errors import RunError
from papercoder.evaluation.benchmark.make_repository import MadeRepository
from papercoder.evaluation.benchmark.suite import BenchmarkCell
from papercoder.papers.markdown import as_markdown
from papercoder.remote.connection import connected
from papercoder.remote.run import RemoteRun, repository_files
from papercoder.remote.run import thread_of as remote_thread
from papercoder.runs.folders import run_folder
from papercoder.workspace.disk import write_repository
from state.paper import Paper

__all__ = ["make_there", "thread_of"]


def thread_of(cell: BenchmarkCell) -> str:
    """Return the cell's thread on the server, always the same, so that a benchmark finds it again."""
    return remote_thread(cell.run)


async def make_there(url: str, cell: BenchmarkCell, settings: dict[str, Any], paper: Paper) -> MadeRepository:
    """Run the cell's graph on the server; wait for it or resume it where it has begun.

    Args:
        url: Of the server.
        cell: What to make.
        settings: Those that the suite sets; the rest is the server's own.
        paper: Sent as text, because the server does not read this machine's files.

    Raises:
        RunError: the server cannot be reached, or the run failed there.
    """
    async with connected(url) as client:
        given = {"paper_source": as_markdown(paper), **cell.system.input}
        graph = cell.system.graph or cell.system.name
        result = await RemoteRun(client, thread_of(cell), given, settings, graph).until_it_stops()
        if result.report is None:
            raise result.error or RunError(f"{cell.id}: {result.reason}.", "Let the suite approve config.yaml.")
        files = await repository_files(client, result.values)
    folder = os.path.join(run_folder(cell.run), "repository")
    await asyncio.to_thread(write_repository, folder, files)
    return MadeRepository(repository=folder, report=result.report)
