"""What a run of the repository must report: numbers, each once or over a grid of axes, and their keys in metrics.json.

A key is the metric's name, then one value of each of its axes in the order in which the metric lists them, joined by
dots: `accuracy.foa.gaussian_noise`. A metric without axes has its name as key. In metrics.json the keys stand flat, or
nested as objects: `{"accuracy": {"foa": {"gaussian_noise": 0.7}}}` holds the same key.
"""

from collections.abc import Iterable, Sequence
from itertools import product
from math import prod

from pydantic import Field

from state.value import Value

__all__ = ["Axis", "ExperimentCost", "Metric", "MetricAxis", "grid_faults", "key_pattern", "keys_of", "metric_keys"]

_MOST_KEYS = 20_000
"""Keys of one plan: a paper's largest tables have some thousand numbers, and a slip in the axes has millions."""


class Axis(Value):
    """What metrics vary over: methods, datasets, corruptions, precisions."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    values: tuple[str, ...] = Field(min_length=1, description="Every value once, in snake_case, as keys hold it.")
    meaning: str = Field("", description="What is varied, and what the paper calls values whose name does not say it.")


class MetricAxis(Value):
    """An axis of one metric."""

    axis: str = Field(description="Name of an axis of the plan.")
    only: tuple[str, ...] = Field((), description="The values that this metric is reported for; empty for all.")


class Metric(Value):
    """A number the repository must report, once or for every combination of its axes' values."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="First part of its keys in metrics.json, snake_case.")
    meaning: str = Field(min_length=1, description="What is measured, on what data.")
    unit: str = Field("", description="Unit and range: percent, fraction of 1, seconds, MiB.")
    axes: tuple[MetricAxis, ...] = Field((), description="What it varies over, in the order of the key's parts.")


class ExperimentCost(Value):
    """What an experiment takes at full size, so that a person can decide before it is built."""

    experiment: str = Field(
        min_length=1, description="The experiment, baseline row or table, as the requirements name it."
    )
    estimate: str = Field(min_length=1, description="About how long, on what hardware: '7 GPU days on one A100'.")
    basis: str = Field("", description="The paper's own figures, or the forward passes and sizes it follows from.")


def keys_of(metric: Metric, axes: Sequence[Axis]) -> tuple[str, ...]:
    """Return the keys of one metric; an axis that is not among `axes` has the values that the metric names."""
    return tuple(".".join((metric.name, *parts)) for parts in product(*_values(metric, axes)))


def metric_keys(metrics: Iterable[Metric], axes: Sequence[Axis]) -> tuple[str, ...]:
    """Return every key that metrics.json must hold, in the order of the plan."""
    return tuple(key for metric in metrics for key in keys_of(metric, axes))


def key_pattern(metric: Metric) -> str:
    """Return how the keys of a metric look, `accuracy.<method>.<corruption>`."""
    return ".".join((metric.name, *(f"<{axis.axis}>" for axis in metric.axes)))


def grid_faults(metrics: Sequence[Metric], axes: Sequence[Axis]) -> list[str]:
    """Return what is wrong with the grid: unknown axes and values, values that are no part of a key, keys twice."""
    faults = [f"axis '{name}' is there more than once" for name in _repeated([axis.name for axis in axes])]
    faults += [f"axis '{a.name}': '{v}' is there more than once" for a in axes for v in _repeated(a.values)]
    faults += [
        f"axis '{axis.name}': '{value}' is no part of a key; write it in snake_case, as in resnet_50"
        for axis in axes
        for value in axis.values
        if not _is_part(value)
    ]
    known = {axis.name: axis.values for axis in axes}
    faults += [fault for metric in metrics for fault in _axis_faults(metric, known)]
    return faults or _key_faults(metrics, axes)


def _axis_faults(metric: Metric, known: dict[str, tuple[str, ...]]) -> list[str]:
    faults = [f"metric '{metric.name}': axis '{n}' is there twice" for n in _repeated([a.axis for a in metric.axes])]
    for axis in metric.axes:
        if axis.axis not in known:
            there = ", ".join(known) or "none"
            faults.append(f"metric '{metric.name}': '{axis.axis}' is no axis of the plan; there are {there}")
        else:
            odd = ", ".join(value for value in axis.only if value not in known[axis.axis])
            faults += [f"metric '{metric.name}': axis '{axis.axis}' has no value {odd}"] if odd else []
    return faults


def _key_faults(metrics: Sequence[Metric], axes: Sequence[Axis]) -> list[str]:
    number = sum(prod(len(values) for values in _values(metric, axes)) for metric in metrics)
    if number > _MOST_KEYS:
        return [f"the metrics have {number} keys; at most {_MOST_KEYS}: name only what the paper reports"]
    twice = _repeated(metric_keys(metrics, axes))
    more = f" and {len(twice) - 5} more" if len(twice) > 5 else ""
    return [f"these keys of metrics are there more than once: {', '.join(twice[:5])}{more}"] if twice else []


def _values(metric: Metric, axes: Sequence[Axis]) -> list[tuple[str, ...]]:
    known = {axis.name: axis.values for axis in axes}
    return [axis.only or known.get(axis.axis, ()) for axis in metric.axes]


def _is_part(value: str) -> bool:
    return value.isascii() and value.replace("_", "a").isalnum() and value == value.lower()


def _repeated(names: Sequence[str]) -> list[str]:
    seen: set[str] = set()
    return list(dict.fromkeys(name for name in names if name in seen or seen.add(name)))  # type: ignore[func-returns-value]
