"""A rate: so many a minute, spread evenly, whoever asks."""

import asyncio
import time

__all__ = ["RateLimit"]

_MINUTE = 60.0


class RateLimit:
    """A bucket that is refilled evenly and may run into debt.

    Args:
        per_minute: What it lets pass; None for no limit.
        seconds: What comes in so many seconds may pass at once, and one in any case.
    """

    def __init__(self, per_minute: float | None, seconds: float = 0.0) -> None:
        self._rate = per_minute / _MINUTE if per_minute else None
        self._most = max(1.0, (self._rate or 0.0) * seconds)
        self._level = self._most
        self._at = time.monotonic()
        self._turn = asyncio.Lock()

    async def take(self, amount: float) -> None:
        """Take so much, waiting for it; more than the bucket holds leaves a debt that the next ones wait for."""
        if self._rate is None:
            return
        async with self._turn:
            self._refill()
            missing = min(amount, self._most) - self._level
            if missing > 0:
                await asyncio.sleep(missing / self._rate)
                self._refill()
            self._level -= amount

    def owe(self, amount: float) -> None:
        """Take so much without waiting."""
        if self._rate is not None:
            self._level -= amount

    def _refill(self) -> None:
        now = time.monotonic()
        self._level = min(self._most, self._level + (now - self._at) * (self._rate or 0.0))
        self._at = now
