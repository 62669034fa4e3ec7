"""debugger: minimal edits that mend what the trial showed."""

from collections.abc import Mapping

from typing_extensions import TypedDict

from agents.shared.tools import Tools
from papercoder.checks.tickets import met_requirements
from papercoder.errors import AnswerError
from papercoder.workspace.mending import attempt, concerned, failed_stage, mended_files, refusal
from prompts.loader import render
from state.channels import FileState, Json, State

__all__ = ["DebuggerUpdate", "debugger"]


class DebuggerUpdate(TypedDict, total=False):
    """What the debugger writes."""

    files: dict[str, FileState]
    attempts: list[str]
    debug_round: int


async def debugger(state: State, tools: Tools) -> DebuggerUpdate:
    """Mend the failed stage of the trial."""
    brief = await tools.brief(state["brief"])
    stage = failed_stage(state["trial"])
    files, attempts = tools.files(state.get("files", {})), state.get("attempts", [])
    texts = await files.sources(concerned(files.written, brief.architecture.entry_point, stage))
    task = await _task(tools, state, stage.to_json(), texts)
    prompt = tools.by_policy("coder", brief, lambda _: task, sliced=("config",))

    def mended(answer: str) -> dict[str, str] | str:
        return refusal(answer) or mended_files(answer, texts, attempts)

    used = state.get("debug_round", 0) + 1
    try:
        changed = await tools.client("debugger").ask_text(prompt, mended, subject=stage.stage)
    except AnswerError as error:
        tools.note("debugger", error.message)
        return {"debug_round": tools.settings.debug_rounds}
    if isinstance(changed, str):
        tools.note("debugger", f"sees no honest repair: {changed}")
        return {"debug_round": tools.settings.debug_rounds}
    tools.note("debugger", f"edited {', '.join(changed)}")
    return {
        "files": {path: await tools.next_version(files.of(path), text) for path, text in changed.items()},
        "attempts": [*attempts, attempt(stage, texts, changed)],
        "debug_round": used,
    }


async def _task(tools: Tools, state: State, stage: Json, texts: Mapping[str, str]) -> str:
    files = tools.files(state.get("files", {}))
    contracts = [text for p in texts if (text := await files.contract_text(p))]
    others = [path for path in files.written if path not in texts]
    met = [requirement for p in texts for requirement in met_requirements(files.of(p))]
    return render(
        "debugger",
        **{name: stage[name] for name in ("stage", "command", "reason", "output", "profile")},
        files=[{"path": path, "text": text} for path, text in texts.items()],
        contracts="\n".join(contracts),
        attempts=state.get("attempts", []),
        protected=met,
        interfaces=await files.interfaces(others),
    )
