"""Lines of core requirements that no smoke run reached: asked for once, while the version that passed is kept."""

from agents.shared.tools import Tools
from agents.shared.versions import back_to_passed, marked_as_passed
from papercoder.trial.lines.unreached import to_be_reached
from state.channels import State
from state.files import FileState
from state.trial import Trial
from state.wiring.handing import merge_files

__all__ = ["as_it_passed", "to_reach"]


async def to_reach(tools: Tools, state: State, trial: Trial) -> tuple[Trial, dict[str, FileState]]:
    """Return a passed trial as failed where lines are to be reached, with marks of the version that passed."""
    brief, files = await tools.brief(state["brief"]), state.get("files", {})
    weights = {requirement.id: requirement.weight for requirement in brief.plan.requirements}
    apart = {one.command.partition(" ")[0] for one in brief.architecture.data} - {brief.architecture.entry_point}
    asked = to_be_reached(trial, weights, await tools.files(files).sources(files), apart)
    return (asked, marked_as_passed(files)) if asked else (trial, {})


def as_it_passed(state: State) -> State | None:
    """Return the state with the version that passed; None where it has no other one than its own."""
    files = state.get("files", {})
    news = back_to_passed(files)
    return {**state, "files": merge_files(files, news)} if news else None
