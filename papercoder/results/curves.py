"""Our numbers along an axis of numbers, as lines, with the figure of the paper that may show the same."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from papercoder.results.measured import Measured, measured_of
from papercoder.results.wanted import EMPTY, wanted_of
from papercoder.results.words import words
from state.metrics import Axis, Metric
from state.paper import Block, Paper

__all__ = ["Curve", "Line", "curves_of"]

_FEWEST = 3
"""Points of a line: two are a comparison, which a table shows better."""

_LINES = 8
"""Lines of one plot: more cannot be told apart by their colours."""

_SHARED = 2
"""Words that a figure's caption must share with metric and axis: one is shared by chance."""

_NUMBER = re.compile(r"^(?:[a-z]+_)*(\d+(?:_\d+)?)(?:_[a-z]+)*$")


@dataclass(frozen=True)
class Line:
    """One line: its name, and x, value and deviation of each point."""

    name: str
    points: tuple[tuple[float, float, float | None], ...]


@dataclass(frozen=True)
class Curve:
    """One plot.

    Args:
        metric: What is measured, in words.
        axis: What it varies over.
        lines: Ours.
        figure: Label of the paper's figure whose caption has the same words; empty where none does.
        caption: Its caption.
    """

    metric: str
    axis: str
    lines: tuple[Line, ...]
    figure: str = ""
    caption: str = ""


def curves_of(
    paper: Paper, metrics: Sequence[Metric], axes: Sequence[Axis], numbers: Mapping[str, float]
) -> tuple[Curve, ...]:
    """Return a plot for every metric that varies over an axis of numbers, where at least three points were measured."""
    ours = measured_of(numbers, wanted_of(metrics, axes))
    known = {axis.name: axis for axis in axes}
    figures = [b for section in paper.sections for b in section.blocks if b.kind == "figure" and b.caption]
    found = (_curve(metric, known, ours, figures) for metric in metrics)
    return tuple(curve for curve in found if curve)


def _curve(
    metric: Metric, known: Mapping[str, Axis], ours: Mapping[str, Measured], figures: Sequence[Block]
) -> Curve | None:
    chosen = [(one.axis, one.only or known[one.axis].values) for one in metric.axes if one.axis in known]
    along = next((at for at, (_, values) in enumerate(chosen) if _numbers(values)), None)
    if along is None or len(chosen) != len(metric.axes):
        return None
    lines = tuple(_lines(metric.name, chosen, along, ours))[:_LINES]
    if not lines:
        return None
    axis = chosen[along][0]
    figure = _figure(metric, known[axis], figures)
    label, caption = (figure.label or "A figure", figure.caption) if figure else ("", "")
    return Curve(metric.name.replace("_", " "), axis.replace("_", " "), lines, label, caption)


def _lines(
    name: str, chosen: Sequence[tuple[str, tuple[str, ...]]], along: int, ours: Mapping[str, Measured]
) -> Iterator[Line]:
    others = [values for at, (_, values) in enumerate(chosen) if at != along]
    values = chosen[along][1]
    for rest in product(*others):
        keys = [".".join((name, *rest[:along], value, *rest[along:])) for value in values]
        points = sorted(
            (x, ours[key].value, ours[key].deviation)
            for x, key in zip(_numbers(values), keys, strict=True)
            if key in ours
        )
        if len(points) >= _FEWEST:
            yield Line(", ".join(rest).replace("_", " ") or name.replace("_", " "), tuple(points))


def _numbers(values: Sequence[str]) -> list[float]:
    """Return the numbers that the values of an axis name, `labels_10` or `0_5`; empty where one names none."""
    found = [_NUMBER.match(value) for value in values]
    if len(values) < _FEWEST or not all(found):
        return []
    made = [float(one[1].replace("_", ".")) for one in found if one]
    return made if len(set(made)) == len(made) else []


def _figure(metric: Metric, axis: Axis, figures: Sequence[Block]) -> Block | None:
    """Return the figure whose caption shares the most words with metric and axis; None where two share as many."""
    asked = {*words(f"{metric.name} {metric.meaning} {axis.name} {axis.meaning}".replace("_", " "))} - EMPTY
    ranked = sorted(((len(asked & {*words(one.caption)}), at) for at, one in enumerate(figures)), reverse=True)
    if not ranked or ranked[0][0] < _SHARED or (len(ranked) > 1 and ranked[1][0] == ranked[0][0]):
        return None
    return figures[ranked[0][1]]
