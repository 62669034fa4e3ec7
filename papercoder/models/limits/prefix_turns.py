"""A fan-out lets its first call pass before the rest, so that the provider has the shared prefix in its cache."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import accumulate
from typing import NamedTuple

from papercoder.models.limits.prices import cost_of
from papercoder.models.prompt import Message, key_of
from papercoder.models.recorded.call import Tokens
from papercoder.models.text_length import IMAGE_TOKENS, estimate_tokens
from state.model_name import ModelName
from state.settings import Settings

__all__ = ["Prefix", "PrefixTurns", "prefixes_of", "worth_waiting"]

_KEPT_SECONDS = 300.0
"""How long providers keep a prefix after its last use (Anthropic and OpenAI say five minutes)."""
_SMALLEST = 1024
"""Tokens: the smallest prefix that Anthropic and OpenAI cache; waiting for a shorter one gains nothing."""
_WARM_SHARE = 0.85
"""Share of a prefix read before from which waiting for a first caller takes longer than reading the rest."""

_READ_SECONDS = 15.0
"""After which a first caller's prefix is in the cache: providers keep it once the answer begins, which takes seconds
for 100,000 tokens; its last word can take minutes more."""
_LEAST_SAVED = 0.002
"""US dollars that a call must save by waiting: a cent for five files is not worth half a minute of a person."""
_CACHING = frozenset({"anthropic", "azure_openai", "deepseek", "google_genai", "google_vertexai", "openai", "xai"})
"""Providers that cache prefixes by themselves or where marked; others are waited for only if their price says so."""


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
    tokens = accumulate(estimate_tokens(message.text) + IMAGE_TOKENS * len(message.images) for message in prefix)
    return tuple(Prefix(key_of(prefix[:n]) + model, total) for n, total in enumerate(tokens, 1))


def worth_waiting(settings: Settings, model: ModelName, prefix: Sequence[Message]) -> bool:
    """Say whether a call should wait for another one with the same beginning, so as to read it from the cache.

    Decided by what the cached beginning costs less; where no price is known, by whether the provider caches at all. A
    server of one's own (`base_url`) has no price: there, all calls are sent at once.
    """
    tokens = sum(estimate_tokens(message.text) + IMAGE_TOKENS * len(message.images) for message in prefix)
    fresh = cost_of(settings, model, Tokens(input_tokens=tokens))
    cached = cost_of(settings, model, Tokens(input_tokens=tokens, cached_tokens=tokens))
    if fresh is None or cached is None:
        return model.provider in _CACHING and not settings.base_url
    return fresh - cached >= _LEAST_SAVED


class PrefixTurns:
    """Who may send a prefix now. One object per run and event loop.

    Providers cache a prefix of 1,024 tokens or more for about five minutes after its last use; calls sent at the same
    moment all miss it. A prefix of which the provider has read nearly all for an earlier call needs no first caller:
    waiting for one would take longer than reading the rest.

    Args:
        read_seconds: After how long the first caller's prefix has been read, whether it is answered or not.
    """

    def __init__(self, read_seconds: float = _READ_SECONDS) -> None:
        self._read_seconds = read_seconds
        self._answered: dict[str, float] = {}
        self._leaders: dict[str, asyncio.Future[None]] = {}

    @asynccontextmanager
    async def turn(self, prefix: Sequence[Prefix]) -> AsyncIterator[None]:
        """Hold the calls with this prefix back until the first of them has been read, answered or has failed.

        Args:
            prefix: What `prefixes_of` returns; a short prefix, or none, needs no waiting.
        """
        if not prefix:
            yield
            return
        whole = prefix[-1]
        if whole.tokens < _SMALLEST or self._is_warm(prefix):
            yield
        elif whole.key in self._leaders:
            await asyncio.wait([self._leaders[whole.key]], timeout=self._read_seconds)
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
