"""The systems that PaperCoder is compared with, as graphs of their own with the pipeline's input and output.

`abstract` and `paper` write everything in one call, `classic` is the published pipeline, `basic_agent` and
`iterative_agent` work with tools in the sandbox. Each is bare, as `langgraph dev` wants it; a benchmark compiles what
`builder` returns with its own checkpointer and store.
"""

import asyncio
from typing import Any

from langgraph.graph import END, START, StateGraph
from typing_extensions import TypedDict

from agents.reader import reader
from agents.shared.tools import Tools
from graph.baselines.single_call import write_whole
from graph.baselines.tool_agent import AgentInput, AgentState, work
from graph.nodes import Agent, announced
from graph.pipeline import build
from graph.served import ServedGraph
from papercoder.errors import SettingsError
from papercoder.workspace.disk import write_repository
from state.channels import Json, State
from state.files import FileState
from state.settings import Settings
from state.status import Check, Report
from state.wiring.interface import Input, Output

__all__ = ["SYSTEMS", "abstract", "basic_agent", "builder", "classic", "iterative_agent", "paper"]

SYSTEMS = ("papercoder", "classic", "abstract", "paper", "basic-agent", "iterative-agent")
"""Names of the graphs that write a repository, as langgraph.baselines.json lists them."""


class WriterUpdate(TypedDict):
    """What a baseline's writer writes."""

    files: dict[str, FileState]


class SaverUpdate(TypedDict):
    """What the saver writes."""

    report: Json
    repository: dict[str, str]


def builder(name: str) -> "StateGraph[Any, Settings, Any, Any]":
    """Return the state machine of a system, not compiled.

    Raises:
        SettingsError: there is no such system.
    """
    match name:
        case "papercoder":
            return build()
        case "classic":
            return build(profile="classic")
        case "abstract" | "paper":
            return _one_writer(State, Input, lambda state, tools: write_whole(state, tools, name))
        case "basic-agent" | "iterative-agent":
            return _one_writer(AgentState, AgentInput, lambda state, tools: work(state, tools, name))
        case _:
            raise SettingsError(f"There is no system {name!r}.", f"Known systems: {', '.join(SYSTEMS)}.")


def _one_writer(state: Any, given: Any, write: Any) -> "StateGraph[Any, Settings, Any, Any]":
    """Return reader, writer and saver in a row."""

    async def writer(state: Any, tools: Tools) -> WriterUpdate:
        files = await write(state, tools)
        return {"files": {path: {"source": await tools.save_text(text), "version": 1} for path, text in files.items()}}

    made: StateGraph[Any, Settings, Any, Any] = StateGraph(
        state, context_schema=Settings, input_schema=given, output_schema=Output
    )
    steps: dict[str, Agent] = {"reader": reader, "writer": writer, "saver": saver}
    for name, agent in steps.items():
        made.add_node(name, announced(name, agent), input_schema=state)
    made.add_edge(START, "reader")
    made.add_edge("reader", "writer")
    made.add_edge("writer", "saver")
    made.add_edge("saver", END)
    return made


async def saver(state: State, tools: Tools) -> SaverUpdate:
    """Write the repository and say that nothing of it was checked."""
    files = state.get("files", {})
    texts = await tools.files(files).sources(files)
    folder = f"{tools.folder}/repository"
    await asyncio.to_thread(write_repository, folder, texts)
    written = Check(name="files", result="passed" if texts else "failed", detail=f"{len(texts)} written")
    not_run = [Check(name=name, result="not run", detail="a baseline") for name in ("gates", "audit", "trial")]
    report = Report(
        status="complete" if texts else "failed",
        reason="not run: gates, audit, trial" if texts else "nothing was written",
        files_planned=len(texts),
        files_written=len(texts),
        checks=(written, *not_run),
        repository=folder,
    )
    kept = {path: file["source"] for path, file in files.items()}
    return {"report": report.to_json(), "repository": kept}


abstract = ServedGraph.of(builder("abstract").compile(name="abstract"))
paper = ServedGraph.of(builder("paper").compile(name="paper"))
classic = ServedGraph.of(builder("classic").compile(name="classic"))
basic_agent = ServedGraph.of(builder("basic-agent").compile(name="basic-agent"))
iterative_agent = ServedGraph.of(builder("iterative-agent").compile(name="iterative-agent"))
