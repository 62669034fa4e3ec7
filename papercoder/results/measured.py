"""Our numbers by key: from what metrics.json holds, flat or nested, one number or one per seed."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from papercoder.results.wanted import Wanted

__all__ = ["Measured", "measured_of", "numbers_in"]

_MOST_NUMBERS = 200_000
"""Numbers of one metrics.json that are read; ten times the most keys that a plan may have."""

_MEANS = (".mean", "_mean", ".avg", "_avg", ".average", "_average")
_DEVIATIONS = (".std", "_std", ".stdev", "_stdev", ".sd", "_sd", ".deviation", "_deviation")


@dataclass(frozen=True)
class Measured:
    """One number of ours.

    Args:
        value: The mean, where there are several.
        deviation: Over seeds, where the program gives it or a value for each.
        seeds: How many values it is the mean of; 0 where that is not known.
    """

    value: float
    deviation: float | None = None
    seeds: int = 0


def numbers_in(text: bytes | str) -> dict[str, float]:
    """Return the finite numbers of a metrics.json by dotted name; what is none is left out.

    Raises:
        ValueError: the text is no JSON, or holds far more than any plan asks for.
    """
    try:
        found: dict[str, float] = {}
        for name, value in _leaves(json.loads(text), ""):
            if isinstance(value, int | float) and not isinstance(value, bool) and _is_finite(value):
                found[name] = float(value)
            if len(found) > _MOST_NUMBERS:
                raise ValueError(f"it holds more than {_MOST_NUMBERS} numbers")
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return found


def measured_of(numbers: Mapping[str, float], wanted: Sequence[Wanted]) -> dict[str, Measured]:
    """Return what was measured for each number of the plan that is a value, by its key; what is not there is left out.

    Args:
        numbers: From `numbers_in`.
        wanted: Every number that the plan asks for.
    """
    series = _series(numbers)
    deviations = {each.stem: each.key for each in wanted if each.statistic == "deviation"}
    found = {}
    for each in wanted:
        if each.statistic == "value" and (own := _one(each.key, numbers, series)):
            beside = numbers.get(deviations.get(each.stem, ""))
            found[each.key] = own if beside is None else Measured(own.value, abs(beside), own.seeds)
    return found


def _one(key: str, numbers: Mapping[str, float], series: Mapping[str, list[float]]) -> Measured | None:
    if key in numbers:
        return Measured(numbers[key])
    mean = next((numbers[key + end] for end in _MEANS if key + end in numbers), None)
    if mean is not None:
        return Measured(mean, next((abs(numbers[key + end]) for end in _DEVIATIONS if key + end in numbers), None))
    if values := series.get(key):
        middle = sum(values) / len(values)
        spread = math.sqrt(sum((v - middle) ** 2 for v in values) / (len(values) - 1)) if len(values) > 1 else None
        return Measured(middle, spread, len(values))
    return None


def _series(numbers: Mapping[str, float]) -> dict[str, list[float]]:
    """Return lists of values, one per seed, by the name that they share."""
    found: dict[str, list[float]] = {}
    for name, value in numbers.items():
        stem, _, last = name.rpartition(".")
        if stem and last.isdecimal():
            found.setdefault(stem, []).append(value)
    return found


def _leaves(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        pairs = [(str(key), inner) for key, inner in value.items()]
    elif isinstance(value, list):
        pairs = [(str(at), inner) for at, inner in enumerate(value)]
    else:
        yield name, value
        return
    for key, inner in pairs:
        yield from _leaves(inner, f"{name}.{key}" if name else key)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False
