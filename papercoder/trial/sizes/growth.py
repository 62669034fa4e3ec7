"""What time and memory a real size would take, from what two smaller ones took."""

import math
from dataclasses import dataclass

__all__ = ["Growth", "growth"]

_LEAST_S, _LEAST_MB = 1.0, 24.0
"""Differences below are noise of starting Python on a busy machine, and of its allocator."""


@dataclass(frozen=True)
class Growth:
    """Expected at the real size; the exponent is None where the difference is noise."""

    seconds: float
    memory_mb: float
    exponent: float | None


def growth(
    times: tuple[float, float], memory: tuple[float, float], base: tuple[float, float], factors: tuple[float, float]
) -> Growth:
    """Return what is expected.

    Args:
        times: Seconds of the smaller and the larger size.
        memory: MiB of both.
        base: Seconds and MiB of the smoke test.
        factors: The larger size in smaller ones, and the real size in larger ones.
    """
    added = [max(t - base[0], 0.0) for t in times]
    exponent = None
    if added[1] > _LEAST_S and factors[0] > 1:
        exponent = math.log(added[1] / max(added[0], _LEAST_S / 8)) / math.log(factors[0])
        exponent = min(max(exponent, 0.0), 4.0)
    seconds = times[1] + (added[1] * factors[1] ** exponent if exponent else 0.0)
    more = memory[1] - memory[0]
    # Memory is taken to grow evenly, which is the least that keeping something alive costs.
    each = more / (factors[0] - 1) if more > _LEAST_MB and factors[0] > 1 else 0.0
    return Growth(seconds, memory[1] + each * factors[0] * (factors[1] - 1), exponent)
