"""How far annotators agree, and rankings as scores."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, Literal

from papercoder.evaluation.statistics.estimates import mean

__all__ = ["cohen_kappa", "krippendorff_alpha", "mean_pairwise_kappa", "rank_scores"]

Weighting = Literal["none", "linear", "quadratic"]
Level = Literal["nominal", "interval"]


def rank_scores(order: Sequence[Sequence[str]]) -> dict[str, float]:
    """Turn one person's ranking into scores, best 5, worst 1 and the rest evenly between: 5, 3, 1 for three.

    Args:
        order: Names from the best to the worst; names of one place are tied and share the mean of their scores.

    Raises:
        ValueError: a name stands twice, or fewer than two names are ranked.
    """
    names = [name for place in order for name in place]
    if len(names) < 2 or len(set(names)) < len(names):
        raise ValueError(f"expected a ranking of two or more different names, got {names}")
    step = 4 / (len(names) - 1)
    scores: dict[str, float] = {}
    taken = 0
    for place in order:
        score = 5 - step * (taken + (len(place) - 1) / 2)
        scores |= dict.fromkeys(place, score)
        taken += len(place)
    return scores


def cohen_kappa(one: Sequence[float], other: Sequence[float], weighting: Weighting = "none") -> float | None:
    """Return Cohen's kappa of two annotators; weighted, categories count by their place in ascending order.

    Returns:
        None without items, or where chance alone would agree fully.

    Raises:
        ValueError: the annotators did not judge the same number of items.
    """
    if len(one) != len(other):
        raise ValueError(f"expected as many labels of both annotators, got {len(one)} and {len(other)}")
    if not one:
        return None
    place = {label: at for at, label in enumerate(sorted({*one, *other}))}
    left, right = Counter(place[v] for v in one), Counter(place[v] for v in other)
    seen = math.fsum(_cost(place[a], place[b], weighting) for a, b in zip(one, other, strict=True)) / len(one)
    chance = math.fsum(left[a] * right[b] * _cost(a, b, weighting) for a in left for b in right) / len(one) ** 2
    return 1 - seen / chance if chance else None


def _cost(a: int, b: int, weighting: Weighting) -> float:
    if weighting == "none":
        return float(a != b)
    return float(abs(a - b) if weighting == "linear" else (a - b) ** 2)


def mean_pairwise_kappa(ratings: Mapping[str, Mapping[Any, float]], weighting: Weighting = "quadratic") -> float | None:
    """Return Cohen's kappa, averaged over all pairs of annotators with two or more items in common.

    Args:
        ratings: Label by item, by annotator.
        weighting: How a disagreement counts.
    """
    found: list[float] = []
    for one, other in combinations(sorted(ratings), 2):
        common = [item for item in ratings[one] if item in ratings[other]]
        if len(common) >= 2:
            a, b = [ratings[one][item] for item in common], [ratings[other][item] for item in common]
            kappa = cohen_kappa(a, b, weighting)
            found += [] if kappa is None else [kappa]
    return mean(found)


def krippendorff_alpha(ratings: Mapping[str, Mapping[Any, float]], level: Level = "interval") -> float | None:
    """Return Krippendorff's alpha over any number of annotators, items missing here and there.

    Args:
        ratings: Label by item, by annotator.
        level: What a difference means: any difference the same, or squared distance.

    Returns:
        None without an item that two annotators judged, or where all labels are the same.
    """
    items: dict[Any, list[float]] = {}
    for labels in ratings.values():
        for item, label in labels.items():
            items.setdefault(item, []).append(label)
    units = [labels for labels in items.values() if len(labels) >= 2]
    every = [label for labels in units for label in labels]
    if not every:
        return None
    seen = math.fsum(_spread(labels, level) / (len(labels) - 1) for labels in units) / len(every)
    chance = _spread(every, level) / (len(every) * (len(every) - 1))
    return 1 - seen / chance if chance else None


def _spread(labels: Sequence[float], level: Level) -> float:
    """Return the sum of the differences over all ordered pairs."""
    counts = Counter(labels)
    return math.fsum(
        n * m * (float(a != b) if level == "nominal" else (a - b) ** 2)
        for a, n in counts.items()
        for b, m in counts.items()
    )
