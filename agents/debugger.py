"""debugger: minimal edits that mend what the trial showed."""

import re
from collections.abc import Mapping, Sequence

from langgraph.runtime import Runtime
from typing_extensions import TypedDict

from agents.shared.brief import Brief, file_interfaces, file_texts, load_brief, load_contract
from agents.shared.prompting import coder_prompt
from agents.shared.rendering import show_contract
from agents.shared.tools import Tools, open_tools
from papercoder.errors import AnswerError
from papercoder.workspace.answers import checked_file
from papercoder.workspace.edits import apply_edits, parse_edits
from prompts.loader import render
from state.channels import State
from state.files import FileState
from state.settings import Settings
from state.trial import StageReport, Trial

__all__ = ["DebuggerUpdate", "debugger", "mended_files", "refusal", "said"]

_NO_REPAIR = "No repair:"
_LONGEST_REASON = 1000
_SHOWN_FILES = 6
_KNOWN_ATTEMPT = "the same edit was tried before and did not mend it; find another cause"


class DebuggerUpdate(TypedDict, total=False):
    """What the debugger writes."""

    files: dict[str, FileState]
    attempts: list[str]
    debug_round: int


async def debugger(state: State, runtime: Runtime[Settings]) -> DebuggerUpdate:
    """Mend the failed stage of the trial."""
    tools = await open_tools(runtime)
    brief = await load_brief(tools, state["brief"])
    trial = Trial.from_json(state["trial"])
    stage = next(s for s in trial.stages if s.result == "failed")
    files, attempts = state.get("files", {}), state.get("attempts", [])
    texts = {t["path"]: t["text"] for t in await file_texts(tools, files, _concerned(brief, files, stage))}
    prompt = coder_prompt(tools, brief, await _task(tools, brief, state, stage, texts))

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
        "files": {path: await _next_version(tools, files[path], text) for path, text in changed.items()},
        "attempts": [*attempts, _attempt(stage, texts, changed)],
        "debug_round": used,
    }


async def _next_version(tools: Tools, file: FileState, text: str) -> FileState:
    return {"source": await tools.save_text(text), "version": file.get("version", 0) + 1}


def _concerned(brief: Brief, files: Mapping[str, FileState], stage: StageReport) -> list[str]:
    """Return the files to show in full: those the output names, innermost frame first, then the entry point."""
    written = [path for path, file in files.items() if file.get("source")]
    named = re.findall(r"[\w./-]+\.\w+", stage.output + " " + stage.reason)
    hits = [p for name in reversed(named) for p in written if name == p or name.endswith("/" + p)]
    return list(dict.fromkeys([*hits, brief.architecture.entry_point]))[:_SHOWN_FILES]


async def _task(tools: Tools, brief: Brief, state: State, stage: StageReport, texts: Mapping[str, str]) -> str:
    files = state.get("files", {})
    contracts = [show_contract(c) for p in texts if (c := await load_contract(tools, files[p]))]
    others = [path for path, file in files.items() if path not in texts and file.get("source")]
    met = [v["requirement"] for p in texts for v in files[p].get("verdicts", []) if v["result"] == "met"]
    return render(
        "debugger",
        stage=stage.stage,
        command=stage.command,
        reason=stage.reason,
        output=stage.output,
        files=[{"path": path, "text": text} for path, text in texts.items()],
        contracts="\n".join(contracts),
        config=brief.config.text,
        attempts=state.get("attempts", []),
        protected=met,
        interfaces=await file_interfaces(tools, files, others),
    )


def refusal(answer: str) -> str:
    """Return why the debugger sees no honest repair, or an empty string."""
    said_so, _, reason = answer.strip().partition(_NO_REPAIR)
    return " ".join(reason.split()).strip("`* ")[:_LONGEST_REASON] if not said_so.strip("`* ") else ""


def mended_files(answer: str, texts: Mapping[str, str], attempts: Sequence[str]) -> dict[str, str]:
    """Return the changed files.

    Raises:
        ValueError: an edit does not apply, a file does not parse afterwards, or the same was tried before.
    """
    changed = {}
    for path, edits in parse_edits(answer).items():
        if path is None or path not in texts:
            raise ValueError(f"'{path}' is not among the files shown in full: {', '.join(texts)}")
        changed[path] = checked_file(apply_edits(texts[path], edits), path)
    if not any(texts[path] != text for path, text in changed.items()):
        raise ValueError("the edits change nothing")
    if any(said(texts, changed) in attempt for attempt in attempts):
        raise ValueError(_KNOWN_ATTEMPT)
    return changed


def _attempt(stage: StageReport, texts: Mapping[str, str], changed: Mapping[str, str]) -> str:
    return f"Stage {stage.stage}: {stage.reason}\n{said(texts, changed)}"


def said(texts: Mapping[str, str], changed: Mapping[str, str]) -> str:
    """Return the changes as a diff without context, by which an attempt is recognised."""
    import difflib

    parts = []
    for path, text in changed.items():
        lines = difflib.unified_diff(texts[path].splitlines(), text.splitlines(), path, path, n=0, lineterm="")
        parts.append("\n".join(lines))
    return "\n".join(parts)
