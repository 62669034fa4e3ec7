"""runner: the trial of the repository inside the sandbox; asks no model."""

from dataclasses import replace

from typing_extensions import TypedDict

from agents.shared.reaching import as_it_passed, to_reach
from agents.shared.tools import Tools
from agents.shared.trying import trial_options
from papercoder.trial.lines.cited import reached
from papercoder.trial.run import run_trial
from papercoder.trial.sizes.most_memory import with_memory
from papercoder.workspace.requirements import requirements_for
from state.channels import Decision, FileState, Json, State
from state.trial import Trial

__all__ = ["RunnerUpdate", "runner"]


class RunnerUpdate(TypedDict):
    """What the runner writes; of files, marks of a version that passed, or that version."""

    trial: Json
    decision: Decision
    files: dict[str, FileState]


async def runner(state: State, tools: Tools) -> RunnerUpdate:
    """Try the repository, or say why it was not tried."""
    used = state.get("debug_round", 0)
    trial, news = await _trial(tools, state), dict[str, FileState]()
    if trial.result == "passed" and used < min(tools.settings.reach_rounds, tools.settings.debug_rounds):
        trial, news = await to_reach(tools, state, trial)
    _tell(tools, trial)
    may_debug = trial.result == "failed" and used < tools.settings.debug_rounds
    if trial.result == "failed" and not may_debug and (back := as_it_passed(state)):
        tools.note("runner", "what was changed so that more lines run broke the trial; the version that passed is back")
        trial, news = await _trial(tools, back), back["files"]
        _tell(tools, trial)
    return {"trial": trial.to_json(), "decision": "debug" if may_debug else "pack", "files": news}


def _tell(tools: Tools, trial: Trial) -> None:
    tools.note("runner", ": ".join(filter(None, (f"trial {trial.result}", trial.reason))))


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
        {**sources, "config.yaml": brief.config.text, "requirements.txt": needed.text},
        entry_point=brief.architecture.entry_point,
        requirements=needed.text.splitlines(),
        unknown_imports=needed.unknown,
        metrics=brief.plan.metric_keys,
        options=options,
    )
    return with_memory(trial.model_copy(update={"reached": reached(files, sources, trial)}), brief.paper)
