"""runner: the trial of the repository inside the sandbox; asks no model."""

import os
from typing import TypedDict

from langgraph.runtime import Runtime

from agents.bench import Bench, open_bench
from agents.brief import load_brief
from papercoder.runs.folders import data_folder
from papercoder.sandbox.trial import TrialOptions, run_trial
from papercoder.workspace.requirements import requirements_for
from state.channels import Json, State
from state.findings import Trial
from state.settings import Settings

__all__ = ["RunnerUpdate", "runner"]


class RunnerUpdate(TypedDict):
    """What the runner writes."""

    trial: Json
    may_debug: bool


async def runner(state: State, runtime: Runtime[Settings]) -> RunnerUpdate:
    """Try the repository, or say why it was not tried."""
    bench = await open_bench(runtime)
    trial = await _trial(bench, state)
    reason = f": {trial.reason}" if trial.reason else ""
    bench.note("runner", f"trial {trial.result}{reason}")
    may_debug = state.get("debug_round", 0) < bench.settings.debug_rounds
    return {"trial": trial.to_json(), "may_debug": may_debug}


async def _trial(bench: Bench, state: State) -> Trial:
    if not bench.settings.trial:
        return Trial(result="not run", reason="switched off by the settings")
    brief = await load_brief(bench, state["brief"])
    files = state.get("files", {})
    missing = [p for p in brief.architecture.paths if not files.get(p, {}).get("source")]
    if missing:
        return Trial(result="not run", reason=f"files are missing: {', '.join(missing)}")
    sources = {path: await bench.text(file["source"]) for path, file in files.items() if file.get("source")}
    needed = requirements_for(sources, brief.logic.packages)
    options = TrialOptions(
        sandbox=bench.settings.sandbox,
        seconds=bench.settings.trial_seconds,
        memory_mb=bench.settings.trial_memory_mb,
        install_heavy=bench.settings.install_heavy,
        environments=os.path.join(data_folder(), "environments"),
    )
    return await run_trial(
        {**sources, "config.yaml": brief.config.text},
        entry_point=brief.architecture.entry_point,
        requirements=needed.text.splitlines(),
        unknown_imports=needed.unknown,
        metrics=[m.name for m in brief.plan.metrics],
        options=options,
    )
