"""Agents with shell, Python and file reader, after PaperBench's BasicAgent and IterativeAgent (arXiv 2504.01848).

The basic agent hands in when it thinks it is done; the iterative one has no way to hand in, is asked for one small step
at a time, and goes on until its steps, its time or its money are used up.
"""

from typing import TYPE_CHECKING, Any, Literal

from agents.shared.tools import Tools
from graph.baselines.chat_model import AgentStep, ClientChatModel
from papercoder.evaluation.agent_workspace import AgentWorkspace, open_workspace
from papercoder.models.window import context_window
from papercoder.papers.markdown import render_paper
from prompts.loader import render
from state.channels import State
from state.wiring.interface import Input

if TYPE_CHECKING:
    from langchain.agents.middleware import AgentMiddleware
    from langchain_core.tools import StructuredTool

__all__ = ["AgentInput", "AgentState", "Kind", "work"]

Kind = Literal["basic-agent", "iterative-agent"]
_STEPS = 60
_SECONDS = 3600.0


class AgentInput(Input, total=False):
    """What a caller gives an agent with tools."""

    max_steps: int
    """Answers of the model after which the work is handed in as it stands; 60 where it is left out."""
    max_seconds: float
    """Seconds of model and tools after which it is handed in; 3600 where it is left out."""
    max_dollars: float
    """US dollars after which it is handed in; no limit where it is left out."""


class AgentState(State, AgentInput, total=False):
    """The channels of the pipeline, and the limits."""


async def work(state: AgentState, tools: Tools, kind: Kind) -> dict[str, str]:
    """Let the agent work until it hands in or a limit is met, and return the files of its working folder."""
    workspace = await open_workspace(f"{tools.folder}/workspace", tools.settings)
    await workspace.put("paper.md", render_paper((await tools.settled(state)).paper))
    steps, seconds = state.get("max_steps", _STEPS), state.get("max_seconds", _SECONDS)
    offered = _offered(workspace, kind)
    task = render(
        "baselines/tool_agent",
        kind=kind,
        tools=[{"name": tool.name, "text": _about(tool.name)} for tool in offered],
        steps=steps,
        minutes=round(seconds / 60),
        schema=AgentStep.schema_text(),
    )
    agent = _agent(tools, kind, offered, _limits(tools, steps, seconds, state.get("max_dollars")))
    await agent.ainvoke({"messages": [{"role": "user", "content": task}]})
    return await workspace.files()


def _agent(tools: Tools, kind: Kind, offered: "list[StructuredTool]", limits: "AgentMiddleware[Any, Any]") -> Any:
    from langchain.agents import create_agent

    room = context_window(tools.settings, "baseline") * 3 // 4
    model = ClientChatModel(client=tools.client("baseline"), kind=kind, room=room)
    return create_agent(model, offered, middleware=[limits], name=kind)


def _about(tool: str) -> str:
    return render("baselines/tool", tool=tool).strip()


def _offered(workspace: AgentWorkspace, kind: Kind) -> "list[StructuredTool]":
    """Return the tools that the agent is offered; the seconds that one took travel as its artifact."""
    from langchain_core.tools import StructuredTool

    async def bash(command: str) -> tuple[str, float]:
        ran = await workspace.bash(command)
        return ran.text, ran.seconds

    async def python(code: str) -> tuple[str, float]:
        ran = await workspace.python(code)
        return ran.text, ran.seconds

    async def read_file(path: str, offset: int = 0) -> tuple[str, float]:
        return await workspace.read(path, max(0, offset)), 0.0

    async def submit(summary: str = "") -> tuple[str, float]:
        return f"handed in: {summary}", 0.0

    functions = [bash, python, read_file] + ([submit] if kind == "basic-agent" else [])
    return [
        StructuredTool.from_function(
            coroutine=tool,
            name=tool.__name__,
            description=_about(tool.__name__),
            response_format="content_and_artifact",
            return_direct=tool is submit,
        )
        for tool in functions
    ]


def _limits(tools: Tools, steps: int, seconds: float, dollars: float | None) -> "AgentMiddleware[Any, Any]":
    """Return what ends the work before the next answer of the model."""
    from langchain.agents.middleware import before_model

    @before_model(can_jump_to=["end"])
    async def limits(state: Any, runtime: Any) -> dict[str, Any] | None:  # noqa: ARG001 -- langchain's signature
        messages = state["messages"]
        used = tools.records.usage()
        in_tools = sum(m.artifact for m in messages if m.type == "tool" and isinstance(m.artifact, float))
        reached = {
            f"{steps} steps": sum(m.type == "ai" for m in messages) >= steps,
            f"{seconds:.0f} seconds": used.seconds + in_tools >= seconds,
            f"${dollars}": dollars is not None and (used.cost or 0.0) >= dollars,
        }
        why = next((limit for limit, is_met in reached.items() if is_met), "")
        if not why:
            return None
        tools.note("agent", f"handed in as it stands: {why} used up")
        return {"jump_to": "end"}

    return limits
