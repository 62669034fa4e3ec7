"""A fan-out lets its first call pass before the rest, so that the provider has the shared prefix in its cache."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import accumulate
from typing import NamedTuple

from papercoder.models.prompt import Message, key_of
from papercoder.models.text_length import estimate_tokens

__all__ = ["Prefix", "PrefixTurns", "prefixes_of"]

_KEPT_SECONDS = 300.0
"""How long providers keep a prefix after its last use (Anthropic and OpenAI say five minutes)."""
_SMALLEST = 1024
"""Tokens: the smallest prefix that Anthropic and OpenAI cache; waiting for a shorter one gains nothing."""
_WARM_SHARE = 0.85
"""Share of a prefix read before from which waiting for a first caller takes longer than reading the rest."""


class Prefix(NamedTuple):
    """The first messages of a request.

    Args:
        key: Digest of these messages, of the model and of the server.
        tokens: Their length, estimated.
    """

    key: str
    tokens: int


def prefixes_of(prefix: Sequence[Message], model: str) -> tuple[Prefix, ...]:
    """Return the prefix's beginnings, one message longer each; the last is the whole prefix."""
    tokens = accumulate(estimate_tokens(message.text) for message in prefix)
    return tuple(Prefix(key_of(prefix[:n]) + model, total) for n, total in enumerate(tokens, 1))


class PrefixTurns:
    """Who may send a prefix now. One object per run and event loop.

    Providers cache a prefix of 1,024 tokens or more for about five minutes after its last use; calls sent at the same
    moment all miss it. A prefix of which the provider has read nearly all for an earlier call needs no first caller:
    waiting for one would take longer than reading the rest.
    """

    def __init__(self) -> None:
        self._answered: dict[str, float] = {}
        self._leaders: dict[str, asyncio.Future[None]] = {}

    @asynccontextmanager
    async def turn(self, prefix: Sequence[Prefix]) -> AsyncIterator[None]:
        """Hold the calls with this prefix back until the first of them has been answered or has failed.

        Args:
            prefix: What `prefixes_of` returns; a short prefix needs no waiting.
        """
        whole = prefix[-1]
        if whole.tokens < _SMALLEST or self._is_warm(prefix):
            yield
        elif whole.key in self._leaders:
            await asyncio.shield(self._leaders[whole.key])
            yield
        else:
            async with self._leading(whole.key):
                yield
        self._answered |= dict.fromkeys((stretch.key for stretch in prefix), time.monotonic())

    @asynccontextmanager
    async def _leading(self, key: str) -> AsyncIterator[None]:
        done = self._leaders[key] = asyncio.get_running_loop().create_future()
        try:
            yield
        finally:
            del self._leaders[key]
            done.set_result(None)

    def _is_warm(self, prefix: Sequence[Prefix]) -> bool:
        now = time.monotonic()
        self._answered = {key: at for key, at in self._answered.items() if now - at < _KEPT_SECONDS}
        read = max((stretch.tokens for stretch in prefix if stretch.key in self._answered), default=0)
        return read >= _WARM_SHARE * prefix[-1].tokens
