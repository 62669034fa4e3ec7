"""Whether a way to start the program that ended with code 0 did its work, or swallowed an exception."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from papercoder.trial.metrics import NOT_RUN_FILE, measured

__all__ = ["lacks_entries", "lacks_listed", "said_failed"]

_TRACE = "Traceback (most recent call last)"
_LEVEL = re.compile(r"(?:^|[\s\[|:-])(?:ERROR|CRITICAL|FATAL)(?=[\s\]|:-])")
"""What logging prints for `logger.error` and `logger.exception`."""

_RAISED = re.compile(r"\b[A-Z]\w*(?:Error|Exception)\b")
"""The class of an exception, which programs print with what they caught."""

_FAILED = re.compile(
    r"(?<![\w-])(?:failed|failure|crashed|could not be (?:run|computed|trained|evaluated))\b", re.IGNORECASE
)
_HARMLESS = re.compile(
    r"\b(?:0|no|none|zero|never|without) (?:\w{1,40} ){0,2}fail|fail\w{0,20}\s{0,20}[:=]\s*0\b|failed to converge"
    r"|\b\w+Warning\b",
    re.IGNORECASE,
)
"""Counts of nothing, and warnings: an iteration that did not converge at smoke sizes is no exception."""


def said_failed(output: str) -> str:
    """Return the line in which a program that ended with code 0 says that something failed; empty where none does."""
    for line in output.splitlines():
        text = line.strip()
        if _HARMLESS.search(text):
            continue
        if _TRACE in text or _LEVEL.search(text) or _RAISED.search(text) or _FAILED.search(text):
            return _last_raised(output) if _TRACE in output else text[:200]
    return ""


def _last_raised(output: str) -> str:
    named = [line.strip() for line in output.splitlines() if _RAISED.search(line) and not line.startswith(" ")]
    return (named[-1] if named else _TRACE)[:200]


def lacks_entries(
    files: Mapping[str, Mapping[str, bytes]], planned: Sequence[str] = (), usual: Mapping[str, bytes] | None = None
) -> dict[str, str]:
    """Return what is missing in a mode's metrics that most others of its group have, at least two, by name.

    Args:
        files: Metrics files by path, of each mode of one group that ended with code 0.
        planned: Keys that the plan asks for: a metric of which it asks no deviation lacks none.
        usual: Metrics files of the usual start, where all modes of the group ended: what none of the others reports is
            owed by one that reports nothing.
    """
    metrics: dict[str, set[str]] = {}
    numbers: dict[str, set[str]] = {}
    faults: dict[str, str] = {}
    reported = {name: {*measured(dict(found), ())[1]} for name, found in files.items()}
    owed = {*measured(dict(usual or {}), ())[1]}.difference(*reported.values())
    for name, found in files.items():
        report, values = measured(dict(found), ())
        if report.result == "failed":
            faults[name] = report.reason
        elif not values:
            if owed or not _counts_as_run(name, found):
                faults[name] = "metrics.json holds no finite number"
        else:
            numbers[name] = {key.rpartition(".")[2] for key in values}
            metrics[name] = {key.partition(".")[0] for key in values}
    for name, own in numbers.items():
        others = [keys for other, keys in numbers.items() if other != name]
        enough = max(2, len(others) / 2)
        missing = {key for key in set().union(*others) - own if sum(key in keys for keys in others) >= enough}
        asked = [key for key in planned if key.partition(".")[0] in metrics[name]]
        if asked:
            missing &= {key.rpartition(".")[2] for key in asked}
        if missing:
            faults[name] = f"metrics.json lacks {', '.join(sorted(missing)[:5])}, which most other modes have"
    return faults


def _counts_as_run(mode: str, files: Mapping[str, bytes]) -> bool:
    """Return whether not_run.json lists other experiments and not this one: then it ran, and has no metric to report.

    An experiment such as a table of examples measures nothing; one whose failure was swallowed is listed there.
    """
    texts = [text for path, text in files.items() if path.rpartition("/")[2] == NOT_RUN_FILE]
    try:
        left_out = {name for text in texts for name in _texts(json.loads(text))}
    except (ValueError, RecursionError):
        return False
    return bool(left_out) and mode.rpartition(" ")[2] not in left_out


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for inner in [*data, *(data.values() if isinstance(data, dict) else ())]:
            yield from _texts(inner)


def lacks_listed(files: Mapping[str, bytes], listed: Mapping[str, Sequence[str]], planned: Sequence[str] = ()) -> str:
    """Return which names that config.yaml lists have no entry in the results, where at least half of its list has.

    A name that no key of the plan has is none that is reported: a group `baselines.proxy` holds what baselines share.
    """
    asked = _plain(" ".join(planned))
    texts = [text for path, text in files.items() if path.rpartition("/")[2] != NOT_RUN_FILE]
    written = _plain(b" ".join(texts).decode("utf-8", "replace"))
    for kind, names in listed.items():
        absent = [n for n in names if _plain(n) not in written and (not planned or _plain(n) in asked)]
        if absent and len(absent) * 2 <= len(names):
            return f"metrics.json has no entry for {', '.join(absent)}, which config.yaml lists as {kind}"
    return ""


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
