"""The numbers that the smoke test wrote: whether every planned metric is there and finite."""

import json
import math
from collections.abc import Sequence
from typing import Any

from papercoder.sandbox.report import whole_text
from state.trial import StageReport

__all__ = ["METRICS_FILE", "NOT_RUN_FILE", "OUTPUT_FOLDER", "measured"]

METRICS_FILE = "metrics.json"
NOT_RUN_FILE = "not_run.json"
"""Beside it: what a run of some experiments left out, by name."""
OUTPUT_FOLDER = "results/smoke"
_NAMED = 5
"""Metrics named in one reason; a plan has up to some fifty, and the reason is one line."""

_NAMES_SHOWN = 12
"""Names found in the file that a reason lists: enough to see a different spelling."""

_FAULTS_OF_A_METRIC = 3
"""Faults told of one metric: a list of a thousand NaN is one fault to mend."""


def measured(found: dict[str, bytes], metrics: Sequence[str]) -> tuple[StageReport, dict[str, float]]:
    """Check that the smoke test wrote every metric as a finite number; also return all numbers by name.

    Args:
        found: The metrics files that were written, by path.
        metrics: Names that the plan asks for.
    """
    command = f"read {OUTPUT_FOLDER}/{METRICS_FILE}"
    found = {path: text for path, text in found.items() if path.rpartition("/")[2] == METRICS_FILE}
    inside = sorted((path for path in found if path.startswith(f"{OUTPUT_FOLDER}/")), key=lambda p: (p.count("/"), p))
    if not inside:
        elsewhere = f"; {', '.join(sorted(found))} was written instead" if found else ""
        return _failed(command, f"no {METRICS_FILE} was written below {OUTPUT_FOLDER}{elsewhere}"), {}
    numbers: dict[str, Any] = {}
    for path in reversed(inside):
        try:
            numbers |= dict(_leaves(whole_text(json.loads(found[path]))))
        except (ValueError, RecursionError) as error:
            return _failed(command, f"{path} is no JSON: {error}"), {}
    faults: dict[str, list[str]] = {}
    for name, why in (fault for metric in metrics for fault in _faults(metric, numbers)):
        faults.setdefault(why, []).append(name)
    finite = {name: float(value) for name, value in numbers.items() if _is_finite(value)}
    if faults:
        return _failed(command, "; ".join(_said(names, why) for why, names in faults.items())), finite
    return StageReport(stage="metrics", result="passed", command=command), finite


def _failed(command: str, reason: str) -> StageReport:
    return StageReport(stage="metrics", result="failed", command=command, reason=reason)


def _leaves(value: Any, name: str = "") -> list[tuple[str, Any]]:
    """Return the values with dotted names."""
    if isinstance(value, dict):
        pairs = [(str(key), inner) for key, inner in value.items()]
    elif isinstance(value, list):
        pairs = [(str(at), inner) for at, inner in enumerate(value)]
    else:
        return [(name, value)]
    return [leaf for key, inner in pairs for leaf in _leaves(inner, f"{name}.{key}" if name else key)]


def _faults(metric: str, numbers: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what is wrong with a metric by name; one in a group counts, as do the values of a group of that name."""
    own = {name: value for name, value in numbers.items() if f".{metric}." in f".{name}."}
    if not own:
        return [(metric, f"is missing (there are {', '.join(list(numbers)[:_NAMES_SHOWN]) or 'no values'})")]
    return [(name, f"is {value!r}, no finite number") for name, value in own.items() if not _is_finite(value)][
        :_FAULTS_OF_A_METRIC
    ]


def _said(names: list[str], why: str) -> str:
    if len(names) == 1:
        return f"{names[0]} {why}"
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}: each {why}"


def _is_finite(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False
