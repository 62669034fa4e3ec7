"""Does it run, and how much had to be changed for it: from the edit history that a run's checkpoints are."""

import difflib
from typing import TYPE_CHECKING, Any

from pydantic import Field

from papercoder.runs.texts import get_text
from state.trial import TrialResult
from state.value import Value

if TYPE_CHECKING:
    from papercoder.runs.storage import Storage

__all__ = ["Executability", "changed_lines", "executability"]


class Executability(Value):
    """What the trials of one run showed."""

    first: TrialResult = Field(description="Result of the first trial, before anything was debugged.")
    last: TrialResult = Field(description="Result of the last trial.")
    changed_lines: int = Field(description="Lines that differ between the code of the first trial and the end.")
    lines: int = Field(description="Lines of the code at the end.")

    @property
    def untouched(self) -> bool | None:
        """Return whether it ran as written; None where no trial was made."""
        return None if self.first == "not run" else self.first == "passed"


async def executability(storage: "Storage", run_id: str) -> Executability | None:
    """Read the history of a run; None where there was no trial.

    Raises:
        RunError: a text of the history is gone.
    """
    first: dict[str, Any] | None = None
    last: dict[str, Any] | None = None
    async for found in storage.saver.alist({"configurable": {"thread_id": run_id, "checkpoint_ns": ""}}):
        values = found.checkpoint["channel_values"]
        last = last or values
        if values.get("trial"):
            first = values
    if first is None or last is None:
        return None
    before, after = await _sources(storage, first), await _sources(storage, last)
    return Executability(
        first=first["trial"]["result"],
        last=last["trial"]["result"],
        changed_lines=sum(changed_lines(before.get(path, ""), after.get(path, "")) for path in {*before, *after}),
        lines=sum(len(text.splitlines()) for text in after.values()),
    )


async def _sources(storage: "Storage", values: dict[str, Any]) -> dict[str, str]:
    files = values.get("files") or {}
    return {path: await get_text(storage.store, f["source"]) for path, f in files.items() if f.get("source")}


def changed_lines(before: str, after: str) -> int:
    """Return the lines that were changed: of each differing passage the longer side."""
    if before == after:
        return 0
    matcher = difflib.SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    return sum(max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal")
