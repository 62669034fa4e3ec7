"""How long the full run may take, from the smoke test and what its block makes smaller; never more than a guess."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from state.config import Config
from state.trial import Trial

__all__ = ["RunEstimate", "estimate_of", "spoken"]

_SMOKE = "smoke."


@dataclass(frozen=True)
class RunEstimate:
    """Seconds, from the largest single factor to the product of all.

    Args:
        smoke: Seconds of the smoke test; 0 where it was not run.
        least: Where the factors act on the same loop.
        most: Where each multiplies the others.
        factors: What the smoke block makes smaller: key and by how much.
        unknown: Keys whose factor cannot be read.
    """

    smoke: float
    least: float
    most: float
    factors: tuple[tuple[str, float], ...]
    unknown: tuple[str, ...]


def estimate_of(trial: Trial | None, config: Config) -> RunEstimate:
    """Return the estimate; that of the trial at real sizes counts where it is longer."""
    values: Mapping[str, Any] = {entry.key: entry.value for entry in config.entries}
    small = {key.removeprefix(_SMOKE): value for key, value in values.items() if key.startswith(_SMOKE)}
    factors, unknown = [], []
    for key, value in small.items():
        factor = _factor(value, values.get(key))
        if factor is None:
            unknown.append(key)
        elif factor > 1:
            factors.append((key, factor))
    smoke = (
        next((s.seconds for s in trial.stages if s.stage == "smoke" and s.result == "passed"), 0.0) if trial else 0.0
    )
    expected = [size.expected_seconds for size in trial.sizes if size.expected_seconds] if trial else []
    largest = max((factor for _, factor in factors), default=1.0)
    least = max([smoke * largest, *expected])
    most = max(least, smoke * math.prod(factor for _, factor in factors))
    return RunEstimate(smoke, least, most, tuple(factors), tuple(unknown))


def _factor(small: Any, full: Any) -> float | None:
    """Return how many times larger the full value is; None where that cannot be told."""
    if isinstance(small, list) and isinstance(full, list) and small:
        return len(full) / len(small)
    if _is_number(small) and _is_number(full) and small:
        return float(abs(full / small))
    return 1.0 if small == full or isinstance(full, str | bool) else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def spoken(seconds: float, *, of: Sequence[tuple[float, str]] = ((86400, "d"), (3600, "h"), (60, "min"))) -> str:
    """Return a time as people say it."""
    for unit, name in of:
        if seconds >= 2 * unit:
            return f"{seconds / unit:.0f} {name}"
    return f"{max(1.0, seconds):.0f} s"
