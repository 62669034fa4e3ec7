"""runner: the trial of the repository inside the sandbox; asks no model."""

from dataclasses import replace

from typing_extensions import TypedDict

from agents.shared.tools import Tools
from agents.shared.trying import trial_options
from agents.shared.versions import back_to_passed, marked_as_passed
from papercoder.trial.lines.cited import reached
from papercoder.trial.lines.unreached import to_be_reached
from papercoder.trial.run import run_trial
from papercoder.trial.sizes.most_memory import with_memory
from papercoder.workspace.requirements import requirements_for
from state.channels import Decision, FileState, Json, State
from state.trial import Trial
from state.wiring.handing import merge_files

__all__ = ["RunnerUpdate", "runner"]


class RunnerUpdate(TypedDict, total=False):
    """What the runner writes; files where it marks a version that passed, or brings it back."""

    trial: Json
    decision: Decision
    files: dict[str, FileState]


async def runner(state: State, tools: Tools) -> RunnerUpdate:
    """Try the repository, or say why it was not tried."""
    trial, files, news = await _tried(tools, state), state.get("files", {}), dict[str, FileState]()
    used = state.get("debug_round", 0)
    if used < min(tools.settings.reach_rounds, tools.settings.debug_rounds) and (
        asked := await _unreached(tools, state, trial)
    ):
        trial, news = asked, marked_as_passed(files)
        tools.note("runner", trial.reason)
    may_debug = trial.result == "failed" and used < tools.settings.debug_rounds
    if trial.result == "failed" and not may_debug and (news := back_to_passed(files)):
        tools.note("runner", "what was changed so that more lines run broke the trial; the version that passed is back")
        trial = await _tried(tools, {**state, "files": merge_files(files, news)})
    update: RunnerUpdate = {"trial": trial.to_json(), "decision": "debug" if may_debug else "pack"}
    return {**update, "files": news} if news else update


async def _tried(tools: Tools, state: State) -> Trial:
    trial = await _trial(tools, state)
    reason = f": {trial.reason}" if trial.reason else ""
    tools.note("runner", f"trial {trial.result}{reason}")
    return trial


async def _unreached(tools: Tools, state: State, trial: Trial) -> Trial | None:
    """Return the trial as failed where it passed without running what core or important requirements rest on."""
    if trial.result != "passed":
        return None
    brief, files = await tools.brief(state["brief"]), state.get("files", {})
    weights = {requirement.id: requirement.weight for requirement in brief.plan.requirements}
    apart = {one.command.partition(" ")[0] for one in brief.architecture.data} - {brief.architecture.entry_point}
    return to_be_reached(trial, weights, await tools.files(files).sources(files), apart)


async def _trial(tools: Tools, state: State) -> Trial:
    if not tools.settings.trial:
        return Trial(result="not run", reason="switched off by the settings")
    brief = await tools.brief(state["brief"])
    files = state.get("files", {})
    missing = [p for p in brief.architecture.paths if not files.get(p, {}).get("source")]
    if missing:
        return Trial(result="not run", reason=f"files are missing: {', '.join(missing)}")
    sources = await tools.files(files).sources(files)
    needed, options = requirements_for(sources, brief.logic.packages), trial_options(tools, "runner")
    if tools.settings.probes:  # their environment serves where it has all that is needed
        planned = requirements_for({}, brief.logic.packages).text.splitlines()
        options = replace(options, probed=tuple(planned))
    trial = await run_trial(
        {**sources, "config.yaml": brief.config.text},
        entry_point=brief.architecture.entry_point,
        requirements=needed.text.splitlines(),
        unknown_imports=needed.unknown,
        metrics=brief.plan.metric_keys,
        options=options,
    )
    return with_memory(trial.model_copy(update={"reached": reached(files, sources, trial)}), brief.paper)
