"""Means, correlations and intervals over small samples; pure functions of plain numbers."""

import math
import random
from collections.abc import Callable, Sequence

__all__ = ["Interval", "bootstrap", "mean", "pearson", "ranks", "spearman", "stdev"]

Interval = tuple[float, float]
"""Lower and upper end."""


def mean(values: Sequence[float]) -> float | None:
    """Return the arithmetic mean; None of nothing."""
    return math.fsum(values) / len(values) if values else None


def stdev(values: Sequence[float]) -> float | None:
    """Return the sample standard deviation (n - 1); None below two values."""
    if len(values) < 2:
        return None
    centre = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((v - centre) ** 2 for v in values) / (len(values) - 1))


def pearson(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Return Pearson's r; None below two pairs, or where one side does not vary.

    Raises:
        ValueError: the sides differ in length.
    """
    if len(x) != len(y):
        raise ValueError(f"expected as many values on both sides, got {len(x)} and {len(y)}")
    if len(x) < 2 or len(set(x)) == 1 or len(set(y)) == 1:
        return None
    mx, my = math.fsum(x) / len(x), math.fsum(y) / len(y)
    dx, dy = [v - mx for v in x], [v - my for v in y]
    norm = math.sqrt(math.fsum(v * v for v in dx)) * math.sqrt(math.fsum(v * v for v in dy))
    return max(-1.0, min(1.0, math.fsum(a * b for a, b in zip(dx, dy, strict=True)) / norm)) if norm else None


def spearman(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Return Spearman's rho: Pearson's r of the ranks, ties at their mean rank."""
    return pearson(ranks(x), ranks(y))


def ranks(values: Sequence[float]) -> list[float]:
    """Return the rank of each value from 1, smallest first; equal values share their mean rank."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for at in order[start : end + 1]:
            found[at] = (start + end) / 2 + 1
        start = end + 1
    return found


def bootstrap(
    values: Sequence[float],
    statistic: Callable[[Sequence[float]], float | None] = mean,
    *,
    level: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
) -> Interval | None:
    """Return the percentile bootstrap interval of a statistic; None below two values.

    Args:
        values: The sample; each draw takes as many of it, with replacement.
        statistic: What is estimated.
        level: Share of the draws inside the interval.
        draws: How often the sample is drawn anew.
        seed: Of the draws, so that a report can be made again.
    """
    if len(values) < 2:
        return None
    rng = random.Random(seed)  # noqa: S311 -- resampling, no secret
    drawn = (statistic(rng.choices(values, k=len(values))) for _ in range(draws))
    found = sorted(value for value in drawn if value is not None)
    return (_quantile(found, (1 - level) / 2), _quantile(found, (1 + level) / 2)) if found else None


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Interpolate linearly between the two nearest values."""
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
