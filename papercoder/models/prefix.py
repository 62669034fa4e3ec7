"""A fan-out lets its first call pass before the rest, so that the provider has the shared prefix in its cache."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

__all__ = ["Turns"]

_KEPT_SECONDS = 300.0
_SMALLEST = 1024


class Turns:
    """Who may send a prefix now. One object per run and event loop.

    Providers cache a prefix of 1,024 tokens or more for about five minutes after its last use; calls sent at the same
    moment all miss it.
    """

    def __init__(self) -> None:
        self._answered: dict[str, float] = {}
        self._leaders: dict[str, asyncio.Future[None]] = {}

    @asynccontextmanager
    async def turn(self, prefix: str, tokens: int) -> AsyncIterator[None]:
        """Hold the calls with this prefix back until the first of them has been answered or has failed.

        Args:
            prefix: Digest of model, system message and shared messages.
            tokens: Length of the prefix; a short one needs no waiting.
        """
        if tokens < _SMALLEST or self._is_warm(prefix):
            yield
        elif prefix in self._leaders:
            await asyncio.shield(self._leaders[prefix])
            yield
        else:
            async with self._leading(prefix):
                yield
        self._answered[prefix] = time.monotonic()

    @asynccontextmanager
    async def _leading(self, prefix: str) -> AsyncIterator[None]:
        done = self._leaders[prefix] = asyncio.get_running_loop().create_future()
        try:
            yield
        finally:
            del self._leaders[prefix]
            done.set_result(None)

    def _is_warm(self, prefix: str) -> bool:
        now = time.monotonic()
        self._answered = {key: at for key, at in self._answered.items() if now - at < _KEPT_SECONDS}
        return prefix in self._answered
