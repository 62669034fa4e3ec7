"""architect: approach, files, diagrams, and one owner for each requirement."""

from typing_extensions import TypedDict

from agents.shared.tools import Tools
from papercoder.workspace.designed.architecture import architecture_faults
from papercoder.workspace.paths import RESERVED
from papercoder.workspace.running.planned_data import data_faults, data_requirements
from prompts.loader import render
from state.architecture import Architecture, WrittenArchitecture
from state.channels import Json, State

__all__ = ["ArchitectUpdate", "architect"]


class ArchitectUpdate(TypedDict):
    """What the architect writes."""

    architecture: Json
    beside: bool
    objections: dict[str, list[Json]]


async def architect(state: State, tools: Tools) -> ArchitectUpdate:
    """Design the repository; the published pipeline has its diagrams written, others are drawn from what is said."""
    brief = await tools.settled(state)
    drawn = not tools.settings.one_by_one
    answered = Architecture if drawn else WrittenArchitecture
    task = render("architect", schema=answered.schema_text(), reserved=", ".join(sorted(RESERVED)), drawn=drawn)
    prompt = tools.prompt(brief, ("paper", "plan"), task)
    # Recordings made before architectures said how data is obtained are answered from as they are.
    needed = () if tools.settings.replays else data_requirements(brief.plan)

    def faults(found: Architecture) -> list[str]:
        return architecture_faults(found, brief.plan) + data_faults(found, brief.plan, needed)

    found = await tools.ask_refined("architect", prompt, answered, lambda: faults)
    answer = found.value
    return {
        "architecture": answer.to_json(),
        "beside": tools.settings.config_beside_design,
        "objections": {"architect": found.objections(answer.objections)},
    }
