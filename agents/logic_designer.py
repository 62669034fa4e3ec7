"""logic-designer: roles, dependencies and interfaces of the files, in the order in which they are written."""

from typing_extensions import TypedDict

from agents.shared.tools import Tools
from papercoder.workspace.designed.logic import logic_faults, with_owned
from prompts.loader import render
from state.channels import Json, State
from state.logic import LogicDesign

__all__ = ["LogicUpdate", "logic_designer"]


class LogicUpdate(TypedDict):
    """What the logic designer writes."""

    logic: Json
    objections: dict[str, list[Json]]


async def logic_designer(state: State, tools: Tools) -> LogicUpdate:
    """Work out the logic of each file and the order."""
    brief = await tools.settled(state)
    task = render("logic_designer", schema=LogicDesign.schema_text())
    prompt = tools.prompt(brief, ("paper", "plan", "architecture"), task)
    found = await tools.ask_refined(
        "logic-designer", prompt, LogicDesign, lambda: lambda found: logic_faults(found, brief.architecture)
    )
    answer = with_owned(found.value, brief.architecture)
    return {"logic": answer.to_json(), "objections": {"logic-designer": found.objections(answer.objections)}}
