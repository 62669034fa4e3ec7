"""Making a cell's repository: by a graph in this process, from a folder made elsewhere, or as a control."""

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from papercoder.errors import InputError
from papercoder.evaluation.benchmark.suite import BenchmarkCell
from papercoder.models.recorded.call import Call
from papercoder.runs.folders import run_folder
from papercoder.workspace.disk import write_repository
from state.paper import Paper
from state.settings import Settings
from state.status import Report
from state.value import Value

if TYPE_CHECKING:
    from langgraph.graph.state import StateGraph

    from papercoder.runs.storage import Storage

__all__ = ["Builder", "MadeRepository", "active_seconds", "make_control", "make_here", "records_folder", "take_folder"]

Builder = Callable[[str], "StateGraph[Any, Any, Any, Any]"]
"""From the name of a graph to its builder; handed in, because this package knows no graph."""


class MadeRepository(Value):
    """A repository and the report of the run that wrote it, where there was one."""

    repository: str
    report: Report | None = None


def records_folder(cell: BenchmarkCell) -> str:
    """Return the folder of the run's calls."""
    return os.path.join(run_folder(cell.run), "records")


async def make_here(
    build: Builder,
    storage: "Storage",
    cell: BenchmarkCell,
    settings: Settings,
    emit: Callable[[dict[str, Any]], None] = lambda _: None,
) -> MadeRepository:
    """Run the cell's graph, or go on with it, until it ends; `emit` takes the events of its model calls.

    Raises:
        PaperCoderError: as the graph does; everything made so far is kept.
    """
    graph = build(cell.system.graph or cell.system.name).compile(checkpointer=storage.saver, store=storage.store)
    config: Any = {"configurable": {"thread_id": cell.run}}
    snapshot = await graph.aget_state(config)
    given = None if snapshot.created_at else {"paper_source": cell.paper.source, **cell.system.input}
    if "report" not in snapshot.values:  # `next` is empty too between the last task of a step and the next step
        context: Any = settings
        async for event in graph.astream(given, config, context=context, durability="sync", stream_mode="custom"):
            emit(event)
        snapshot = await graph.aget_state(config)
    report = Report.from_json(snapshot.values["report"])
    return MadeRepository(repository=report.repository, report=report)


def take_folder(cell: BenchmarkCell) -> MadeRepository:
    """Return the folder that another tool, or the authors, made for the cell.

    Raises:
        InputError: there is no such folder.
    """
    folder = cell.system.folder.replace("{paper}", cell.paper.id).replace("{seed}", str(cell.seed))
    place = cell.paper.gold if cell.system.kind == "oracle" else folder
    if not os.path.isdir(place):
        raise InputError(f"The system {cell.system.name} has no folder {place}.", "Make it, or leave the system out.")
    return MadeRepository(repository=place)


def make_control(cell: BenchmarkCell, paper: Paper) -> MadeRepository:
    """Write a repository that implements nothing: no file, a README that claims everything, or a configuration."""
    folder = os.path.join(run_folder(cell.run), "repository")
    files = {
        "control-empty": {},
        "control-readme": {
            "README.md": f"# {paper.title}\n\nThe complete implementation of the paper, all experiments included.\n\n"
            f"{paper.abstract}\n\n## Usage\n\n    python main.py --config config.yaml\n"
        },
        "control-config": {
            "config.yaml": "seed: 0\ntraining:\n  epochs: 100\n  batch_size: 64\n  learning_rate: 0.001\n"
            "model:\n  hidden_size: 256\n  layers: 4\n"
        },
    }[cell.system.name]
    write_repository(folder, files)
    return MadeRepository(repository=folder)


def active_seconds(calls: Iterable[Call]) -> float:
    """Return the time in which at least one call was under way, so that pauses and kills do not count."""
    from datetime import datetime

    spans = sorted((datetime.fromisoformat(c.started).timestamp(), c.seconds) for c in calls if not c.replayed)
    total, until = 0.0, float("-inf")
    for begin, seconds in spans:
        total += max(0.0, begin + seconds - max(begin, until))
        until = max(until, begin + seconds)
    return total
