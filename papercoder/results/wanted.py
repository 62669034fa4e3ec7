"""What the plan asks for as words that can stand in a table: per number its key, its statistic and what names it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Literal

from papercoder.results.words import words
from state.metrics import Axis, Metric

__all__ = ["EMPTY", "Wanted", "wanted_of"]

Statistic = Literal["value", "deviation", "other"]

_VALUE = {"mean", "average", "avg"}
_DEVIATION = {"std", "stdev", "sd", "deviation", "stddev"}
_OTHER = {"sem", "stderr", "ci", "min", "max", "var", "variance"}
_STATISTICS: dict[str, Statistic] = {
    **dict.fromkeys(_VALUE, "value"),
    **dict.fromkeys(_DEVIATION, "deviation"),
    **dict.fromkeys(_OTHER, "other"),
}
EMPTY = frozenset(
    {"the", "of", "a", "on", "in", "at", "by", "with", "for", "over", "and", "or", "to", "from", "as", "is", "than"}
    | {"per", "each", "all", "our"}
)
"""Words that name nothing: a heading may have them and a key not, or the other way round."""

_HYPHENS = re.compile(r"[_\s-]+")


@dataclass(frozen=True)
class Wanted:
    """One number that the plan asks for.

    Args:
        key: In metrics.json.
        stem: The key without its statistic: mean and deviation of one number have the same.
        statistic: Which of them it is.
        names: Words of each part of the key that says which number it is: the metric's name, each axis's value.
        others: For each of these parts the words of the axis's other values; none for the metric's name.
        said: Words of what the plan says of it.
        metric: The metric.
        placed: For each part of its name the tables that the plan says are about it: `Table 3 for main, s6 for more`.
        elsewhere: Tables that the plan says print another value of one of its axes.
    """

    key: str
    stem: str
    statistic: Statistic
    names: tuple[tuple[str, ...], ...]
    others: tuple[tuple[tuple[str, ...], ...], ...]
    said: tuple[tuple[str, ...], ...]
    metric: Metric
    placed: tuple[frozenset[str], ...] = ()
    elsewhere: frozenset[str] = frozenset()


def wanted_of(metrics: Sequence[Metric], axes: Sequence[Axis]) -> tuple[Wanted, ...]:
    """Return every number that the plan asks for, in the order of the plan."""
    known = {axis.name: axis for axis in axes}
    return tuple(found for metric in metrics for found in _of_metric(metric, known))


def _of_metric(metric: Metric, known: dict[str, Axis]) -> Iterator[Wanted]:
    chosen = [known.get(named.axis) or Axis(name="axis", values=named.only or ("none",)) for named in metric.axes]
    values = [named.only or axis.values for named, axis in zip(metric.axes, chosen, strict=True)]
    aliases = [{value: _meant(axis, value) for value in axis.values} for axis in chosen]
    about = words(f"{metric.meaning} {metric.unit}")
    tables = [_tables(metric, axis) for axis in chosen]
    for combination in product(*values):
        parts = [_part(metric.name, ()), *(_part(v, axis.values) for v, axis in zip(combination, chosen, strict=True))]
        named = [part for part in parts if part.words]
        placed = [frozenset[str](), *(labels[v] for labels, v in zip(tables, combination, strict=True))]
        told = [alias.get(value, ()) for alias, value in zip(aliases, combination, strict=True)]
        yield Wanted(
            ".".join((metric.name, *combination)),
            ".".join(part.stem for part in parts if part.stem),
            next((part.statistic for part in parts if part.statistic != "value"), "value"),
            tuple(part.words for part in named),
            tuple(part.others for part in named),
            (about, *(phrase for phrase in told if phrase)),
            metric,
            tuple(labels for labels, part in zip(placed, parts, strict=True) if part.words),
            frozenset().union(*(known - own for known, own in zip(map(_all, tables), placed[1:], strict=True))),
        )


@dataclass(frozen=True)
class _Part:
    stem: str
    statistic: Statistic
    words: tuple[str, ...]
    others: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=4096)
def _part(text: str, values: tuple[str, ...]) -> _Part:
    """Return a part of a key without the statistic that it may end with."""
    pieces = text.split("_")
    statistic = _STATISTICS.get(pieces[-1])
    stem = "_".join(pieces[:-1] if statistic else pieces)
    others = tuple(_naming(value) for value in values if value != text)
    return _Part(stem, statistic or "value", _naming(stem), tuple(other for other in others if other))


def _naming(text: str) -> tuple[str, ...]:
    return tuple(word for word in words(text.replace("_", " ")) if word not in EMPTY)


def _tables(metric: Metric, axis: Axis) -> dict[str, frozenset[str]]:
    """Return for each value of an axis the tables that the plan says are about it, in the words of the metric."""
    said = {
        v: re.findall(rf"(Tables?\s+\w+)\s+(?:is\s+)?for\s+{_spelling(v)}(?!\w)", metric.meaning) for v in axis.values
    }
    return {
        value: frozenset(re.sub(r"Tables?\s+", "Table ", label) for label in found) for value, found in said.items()
    }


def _spelling(value: str) -> str:
    return _HYPHENS.sub(r"[_\\s-]", re.escape(value).replace("\\_", "_").replace("\\-", "-"))


def _all(labels: dict[str, frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*labels.values())


def _meant(axis: Axis, value: str) -> tuple[str, ...]:
    """Return the words that the axis's meaning has for one value: `mean_gate: mean instead of median; ...`."""
    others = "|".join(re.escape(other) for other in axis.values if other != value) or "(?!)"
    found = re.search(
        rf"(?<!\w){_spelling(value)}(?!\w)\s*[:=(,-]*\s*(.*?)(?:[;,)]\s*(?:and\s+)?(?:{others})\b|[;)]|$)", axis.meaning
    )
    return words(found[1]) if found else ()
