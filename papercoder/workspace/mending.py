"""What a debugger answers: edits of the files it was shown, or why there is no honest repair."""

import difflib
import re
from collections.abc import Mapping, Sequence

from papercoder.workspace.answers import checked_file
from papercoder.workspace.edits import apply_edits, parse_edits
from state.trial import StageReport, Trial
from state.value import Json

__all__ = ["attempt", "concerned", "failed_stage", "mended_files", "refusal", "said"]

_NO_REPAIR = "No repair:"
_LONGEST_REASON = 1000
"""Characters of a refusal that are told on: a model that goes on to argue would else fill the report."""
_SHOWN_FILES = 12
"""Files shown in full, and so open to edits: traceback and profile seldom name more, and a window must hold them."""
_KNOWN_ATTEMPT = "the same edit was tried before and did not mend it; find another cause"


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


def said(texts: Mapping[str, str], changed: Mapping[str, str]) -> str:
    """Return the changes as a diff without context, by which an attempt is recognised."""
    parts = []
    for path, text in changed.items():
        lines = difflib.unified_diff(texts[path].splitlines(), text.splitlines(), path, path, n=0, lineterm="")
        parts.append("\n".join(lines))
    return "\n".join(parts)


def concerned(written: Sequence[str], entry_point: str, stage: StageReport) -> list[str]:
    """Return the files to show in full: those that output and profile name, innermost first, and the entry point."""
    named = re.findall(r"(?<![\w./-])[\w./-]+\.\w+", stage.output + " " + stage.reason)
    named = [*reversed(re.findall(r"(?<![\w./-])[\w./-]+\.\w+", stage.profile)), *named]
    hits = [p for name in reversed(named) for p in written if name == p or name.endswith("/" + p)]
    return list(dict.fromkeys([*hits, entry_point]))[:_SHOWN_FILES]


def failed_stage(trial: Json) -> StageReport:
    """Return the stage of a trial that failed."""
    return next(stage for stage in Trial.from_json(trial).stages if stage.result == "failed")


def attempt(stage: StageReport, texts: Mapping[str, str], changed: Mapping[str, str]) -> str:
    """Return what was tried against what, as a later attempt is shown it."""
    return f"Stage {stage.stage}: {stage.reason}\n{said(texts, changed)}"
