"""One rate of requests for everything that asks models in this process, whoever asks.

A callback of LangChain is awaited before each request of a chat model, in pipeline, baselines and judges alike; it lets
the requests through one interval apart.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

__all__ = ["paced"]

_handler: ContextVar[Any] = ContextVar("papercoder_pace", default=None)


@contextmanager
def paced(requests_per_minute: float | None) -> Iterator[None]:
    """Let at most so many requests a minute begin while the block runs; None for no limit."""
    if requests_per_minute is None:
        yield
        return
    _register()
    token = _handler.set(_make(60.0 / requests_per_minute))
    try:
        yield
    finally:
        _handler.reset(token)


@cache
def _register() -> None:
    from langchain_core.tracers.context import register_configure_hook

    register_configure_hook(_handler, inheritable=True)


def _make(interval: float) -> Any:
    from langchain_core.callbacks import AsyncCallbackHandler

    class Pace(AsyncCallbackHandler):
        """Holds each request back until its turn."""

        def __init__(self) -> None:
            self.next = 0.0

        async def on_chat_model_start(self, *_: Any, **__: Any) -> None:
            begin = max(self.next, time.monotonic())
            self.next = begin + interval
            await asyncio.sleep(begin - time.monotonic())

    return Pace()
