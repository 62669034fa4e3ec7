"""What a probe showed: its foreign report read, compared with what was expected, and cut for those who read it."""

import json
import re
from collections.abc import Iterable

from papercoder.sandbox.backend import CommandResult
from papercoder.sandbox.report import whole_text
from papercoder.trial.probes.comparing import is_as_expected
from state.answers.probes import Probe

__all__ = ["WRITTEN", "judged", "unanswered"]

WRITTEN = "said-by-probe.json"
"""The file that the program inside writes."""

_READ_CHARS = 20000
"""As much as the program inside keeps; what says more was written by something else."""
_TOLD_CHARS = 600
"""What readers see of an output: it stands in several prompts, and the answer to one question is short."""
_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
_UNPRINTABLE = re.compile(r"[^\S\n]|[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_OWN_FAULTS = {"MemoryError", "NameError", "SyntaxError", "UnboundLocalError"}
"""Exceptions that say something of the probe's own lines or limits and nothing of a library."""


def unanswered(probes: Iterable[Probe], reason: str) -> tuple[Probe, ...]:
    """Return probes that have no answer, with the reason."""
    return tuple(probe.model_copy(update={"result": "no answer", "reason": reason}) for probe in probes)


def judged(probe: Probe, done: CommandResult | str) -> Probe:
    """Return a probe with its answer, given how its lines ended or why they were not run."""
    if isinstance(done, str):
        return unanswered([probe], done)[0]
    if done.fault:
        return unanswered([probe], f"the sandbox failed: {done.fault}")[0]
    said = _said(done.files.get(WRITTEN, b""))
    if said is None:
        ended = f"it met the limit of {done.hit}" if done.hit else "it ended without a word"
        return unanswered([probe], ended)[0]
    printed, raised, error, missing = said
    expected = is_as_expected(probe.expected, printed, raised)
    update = {"output": _shown(f"{printed.rstrip()}\n{error}")}
    if not expected and (set(raised[:1]) & _OWN_FAULTS or (missing and "." not in missing)):
        return probe.model_copy(update={**update, "result": "no answer", "reason": "its own lines fail"})
    return probe.model_copy(update={**update, "result": "as expected" if expected else "otherwise"})


def _said(content: bytes) -> tuple[str, list[str], str, str] | None:
    """Return what the program inside wrote; it is foreign, so anything that is not in this form is nothing."""
    try:
        found = whole_text(json.loads(content))
        printed, raised, said, missing = (found[name] for name in ("printed", "raised", "said", "missing"))
    except (ValueError, RecursionError, TypeError, KeyError):
        return None
    texts = [printed, said, missing, *(raised if isinstance(raised, list) else [None])]
    return (
        (printed[:_READ_CHARS], raised, said[:_READ_CHARS], missing)
        if all(isinstance(text, str) for text in texts)
        else None
    )


def _shown(output: str) -> str:
    """Return what readers see: short, without what is different each time, nothing that moves a cursor."""
    calm = _UNPRINTABLE.sub(" ", _ADDRESS.sub("0x...", output)).strip()
    return calm if len(calm) <= _TOLD_CHARS else f"{calm[:_TOLD_CHARS]} ... ({len(calm)} characters)"
