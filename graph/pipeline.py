"""The state machine from paper to repository: one line per node.

`graph` is bare, as `langgraph dev` and LangGraph Server want it; the command line compiles `build()` with its own
checkpointer and store.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, get_args, get_type_hints

from langgraph.graph import END, START, StateGraph

from agents.amender import amender
from agents.analyst import analyst
from agents.architect import architect
from agents.auditor import auditor
from agents.chain_auditor import chain_auditor
from agents.checker import checker
from agents.coder import coder
from agents.config_review import config_review
from agents.config_writer import config_writer
from agents.debugger import debugger
from agents.examiner import examiner
from agents.figure_reader import figure_reader
from agents.logic_designer import logic_designer
from agents.packager import packager
from agents.planner import planner
from agents.reader import reader
from agents.repairer import repairer
from agents.runner import runner
from agents.shared.file_job import FileJob
from agents.shared.handing_out import files_to_analyse, files_to_audit, files_to_code
from graph.design_ready import design_ready
from graph.nodes import Agent, announced
from graph.per_file import PerFile
from graph.routers import (
    after_architect,
    after_auditor,
    after_checker,
    after_config_review,
    after_logic_designer,
    after_runner,
)
from graph.served import ServedGraph
from state.channels import State
from state.files import FileState
from state.settings import Settings
from state.wiring.interface import Input, Output

__all__ = ["build", "graph"]

Builder = StateGraph[State, Settings, Input, Output]


class Step(NamedTuple):
    """One node.

    Args:
        name: As streams, commands and pictures call it.
        agent: What works in it.
        onward: Router, or name of the node that follows; empty for the next line.
    """

    name: str
    agent: Agent
    onward: Callable[[State], Any] | str = ""


async def _write(job: FileJob) -> FileState:
    """Write a file, or repair one that is written."""
    return await (repairer if "ticket" in job.task and job.known.get("source") else coder)(job)


async def _judge(job: FileJob) -> FileState:
    """Judge a file, or its core requirements along their whole path, or by tests from the paper."""
    if job.task.get("examine"):
        return await examiner(job)
    return await (chain_auditor if job.task.get("chain") else auditor)(job)


_STEPS = (
    Step("reader", reader),
    Step("figure-reader", figure_reader),
    Step("planner", planner),
    Step("architect", architect, after_architect),
    Step("logic-designer", logic_designer, after_logic_designer),
    Step("config-writer", config_writer),
    Step("design-ready", design_ready),
    Step("config-review", config_review, after_config_review),
    Step("amender", amender),
    Step("analyst", PerFile(files_to_analyse, analyst)),
    Step("coder", PerFile(files_to_code, _write)),
    Step("checker", checker, after_checker),
    Step("auditor", PerFile(files_to_audit, _judge), after_auditor),
    Step("runner", runner, after_runner),
    Step("debugger", debugger, "checker"),
    Step("packager", packager, END),
)


def build(**fixed: Any) -> Builder:
    """Return the state machine, not compiled; `fixed` settings hold in every run of it."""
    builder: Builder = StateGraph(State, context_schema=Settings, input_schema=Input, output_schema=Output)
    builder.add_edge(START, _STEPS[0].name)
    for step, following in zip(_STEPS, (*_STEPS[1:], Step(END, packager)), strict=True):
        builder.add_node(step.name, announced(step.name, step.agent, fixed))
        _lead_on(builder, step, step.onward or following.name)
    return builder


def _lead_on(builder: Builder, step: Step, onward: Callable[[State], Any] | str) -> None:
    targets = [onward] if isinstance(onward, str) else _edges(get_type_hints(onward)["return"])
    if isinstance(step.agent, PerFile):
        router = step.agent.router(step.name, onward if callable(onward) else lambda _: targets[0])
        builder.add_conditional_edges(step.name, router, [step.name, *targets])
    elif callable(onward):
        builder.add_conditional_edges(step.name, onward, targets)
    else:
        builder.add_edge(step.name, onward)


def _edges(returned: Any) -> list[str]:
    """Return the names in the return type of a router, a literal or a list of one."""
    named = [get_args(part) or (part,) for part in get_args(returned)]
    return [name for names in named for name in names]


graph = ServedGraph.of(build().compile(name="papercoder"))
