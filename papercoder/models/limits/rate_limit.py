"""A rate limit: a number per minute, spread evenly over all who ask."""

import asyncio
import time

__all__ = ["OwnRates", "RateLimit"]

_MINUTE = 60.0


class RateLimit:
    """A bucket that is refilled evenly and may run into debt.

    Args:
        per_minute: How much may pass; None for no limit.
        seconds: How many seconds' worth may pass at once; at least one request always may.
    """

    def __init__(self, per_minute: float | None, seconds: float = 0.0) -> None:
        self._rate = per_minute / _MINUTE if per_minute else None
        self._most = max(1.0, (self._rate or 0.0) * seconds)
        self._level = self._most
        self._at = time.monotonic()
        self._turn = asyncio.Lock()

    async def take(self, amount: float) -> None:
        """Wait for an amount and take it; more than the bucket holds leaves a debt that later callers wait for."""
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
        """Take an amount without waiting."""
        if self._rate is not None:
            self._level -= amount

    def _refill(self) -> None:
        now = time.monotonic()
        self._level = min(self._most, self._level + (now - self._at) * (self._rate or 0.0))
        self._at = now


class OwnRates:
    """Requests and tokens per minute of this process alone.

    Args:
        requests_per_minute: None for no limit.
        tokens_per_minute: None for no limit.
        burst_seconds: How many seconds' worth of tokens may pass at once.
    """

    def __init__(
        self, requests_per_minute: float | None, tokens_per_minute: float | None, burst_seconds: float
    ) -> None:
        self._requests = RateLimit(requests_per_minute)
        self._tokens = RateLimit(tokens_per_minute, burst_seconds)

    async def take(self, tokens: float) -> None:
        """Wait until a request with so many tokens may be sent."""
        await self._requests.take(1)
        await self._tokens.take(tokens)

    async def owe(self, tokens: float) -> None:
        """Take tokens without waiting."""
        self._tokens.owe(tokens)
