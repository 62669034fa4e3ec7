"""The state machine from paper to repository.

`graph` is bare, as `langgraph dev` and LangGraph Server want it; the command line compiles `build()` with its own
checkpointer and store.
"""

from typing import Any

from langgraph.graph import END, START, StateGraph

from agents.analyst import analyse, hand_out_analysis
from agents.architect import architect
from agents.auditor import audit, hand_out_audit
from agents.checker import checker
from agents.coder import code, hand_out_code
from agents.config_review import config_review
from agents.config_writer import config_writer
from agents.debugger import debugger
from agents.logic_designer import logic_designer
from agents.packager import packager
from agents.planner import planner
from agents.reader import reader
from agents.runner import runner
from graph.nodes import announced, fan_out
from graph.routers import (
    after_analyst,
    after_auditor,
    after_checker,
    after_coder,
    after_config_review,
    after_runner,
)
from state.channels import Input, Output, State
from state.settings import Settings

__all__ = ["NODES", "build", "graph"]

Builder = StateGraph[State, Settings, Input, Output]

_AGENTS: dict[str, Any] = {
    "reader": reader,
    "planner": planner,
    "architect": architect,
    "logic-designer": logic_designer,
    "config-writer": config_writer,
    "config-review": config_review,
    "analyst": fan_out(hand_out_analysis, analyse),
    "coder": fan_out(hand_out_code, code),
    "checker": checker,
    "auditor": fan_out(hand_out_audit, audit),
    "runner": runner,
    "debugger": debugger,
    "packager": packager,
}
NODES: tuple[str, ...] = tuple(_AGENTS)


def build(**fixed: Any) -> Builder:
    """Return the state machine, not compiled; `fixed` settings hold in every run of it."""
    builder: Builder = StateGraph(State, context_schema=Settings, input_schema=Input, output_schema=Output)
    for name, agent in _AGENTS.items():
        builder.add_node(name, announced(name, agent, fixed))
    _connect(builder)
    return builder


def _connect(builder: Builder) -> None:
    builder.add_edge(START, "reader")
    builder.add_edge("reader", "planner")
    builder.add_edge("planner", "architect")
    builder.add_edge("architect", "logic-designer")
    builder.add_edge("logic-designer", "config-writer")
    builder.add_edge("config-writer", "config-review")
    _route(builder, "config-review", after_config_review, "analyst", "config-writer", "config-review", "packager")
    _route(builder, "analyst", after_analyst, "analyst", "coder")
    _route(builder, "coder", after_coder, "coder", "checker")
    _route(builder, "checker", after_checker, "coder", "auditor")
    _route(builder, "auditor", after_auditor, "auditor", "checker", "coder", "runner")
    _route(builder, "runner", after_runner, "debugger", "packager")
    builder.add_edge("debugger", "checker")
    builder.add_edge("packager", END)


def _route(builder: Builder, source: str, router: Any, *targets: str) -> None:
    builder.add_conditional_edges(source, router, {target: target for target in targets})


graph = build().compile(name="papercoder")
