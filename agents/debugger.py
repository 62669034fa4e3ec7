"""debugger: minimal edits that mend what the trial showed."""

import re
from collections.abc import Mapping, Sequence

from typing_extensions import TypedDict

from agents.shared.tools import Tools
from papercoder.errors import AnswerError
from papercoder.workspace.mending import mended_files, refusal, said
from prompts.loader import render
from state.audit import MET
from state.channels import FileState, State
from state.trial import StageReport, Trial

__all__ = ["DebuggerUpdate", "debugger"]

_SHOWN_FILES = 12
"""Files shown in full, and so open to edits: traceback and profile seldom name more, and a window must hold them."""


class DebuggerUpdate(TypedDict, total=False):
    """What the debugger writes."""

    files: dict[str, FileState]
    attempts: list[str]
    debug_round: int


async def debugger(state: State, tools: Tools) -> DebuggerUpdate:
    """Mend the failed stage of the trial."""
    brief = await tools.brief(state["brief"])
    trial = Trial.from_json(state["trial"])
    stage = next(s for s in trial.stages if s.result == "failed")
    files, attempts = tools.files(state.get("files", {})), state.get("attempts", [])
    texts = await files.sources(_concerned(files.written, brief.architecture.entry_point, stage))
    task = await _task(tools, state, stage, texts)
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
        "attempts": [*attempts, _attempt(stage, texts, changed)],
        "debug_round": used,
    }


def _concerned(written: Sequence[str], entry_point: str, stage: StageReport) -> list[str]:
    """Return the files to show in full: those that output and profile name, innermost first, and the entry point."""
    named = re.findall(r"[\w./-]+\.\w+", stage.output + " " + stage.reason)
    named = [*reversed(re.findall(r"[\w./-]+\.\w+", stage.profile)), *named]
    hits = [p for name in reversed(named) for p in written if name == p or name.endswith("/" + p)]
    return list(dict.fromkeys([*hits, entry_point]))[:_SHOWN_FILES]


async def _task(tools: Tools, state: State, stage: StageReport, texts: Mapping[str, str]) -> str:
    brief, files = await tools.brief(state["brief"]), tools.files(state.get("files", {}))
    contracts = [text for p in texts if (text := await files.contract_text(p))]
    others = [path for path in files.written if path not in texts]
    met = [v["requirement"] for p in texts for v in files.of(p).get("verdicts", []) if v["result"] in MET]
    return render(
        "debugger",
        stage=stage.stage,
        command=stage.command,
        reason=stage.reason,
        output=stage.output,
        profile=stage.profile,
        files=[{"path": path, "text": text} for path, text in texts.items()],
        contracts="\n".join(contracts),
        config=brief.config.text,
        attempts=state.get("attempts", []),
        protected=met,
        interfaces=await files.interfaces(others),
    )


def _attempt(stage: StageReport, texts: Mapping[str, str], changed: Mapping[str, str]) -> str:
    return f"Stage {stage.stage}: {stage.reason}\n{said(texts, changed)}"
