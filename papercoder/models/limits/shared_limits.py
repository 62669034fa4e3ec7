"""Limits that all runs of one process share: calls at once, requests and tokens per minute, dollars and tokens."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from papercoder.models.limits.budget_pool import BudgetPool
from papercoder.models.limits.rate_limit import RateLimit
from papercoder.models.recorded.call import Call

__all__ = ["ProcessLimits", "SharedLimits", "share_limits", "shared_limits"]

_BURST_SECONDS = 1.0
"""Providers count tokens over windows of a second or more; a bucket for less would hold one long prompt for ever."""


@dataclass(frozen=True)
class ProcessLimits:
    """What all runs together may do; None where there is no limit.

    Args:
        calls_at_once: Model calls under way.
        requests_per_minute: Requests sent, those that are tried again included.
        tokens_per_minute: Input and output tokens.
        max_cost: US dollars, what was spent before included.
        max_tokens: Input and output tokens, what was used before included.
    """

    calls_at_once: int | None = None
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    max_cost: float | None = None
    max_tokens: float | None = None


class SharedLimits:
    """Lets calls pass in the order in which they come. One object per event loop.

    Args:
        limits: What is allowed.
        cost: Dollars that were spent before.
        tokens: Tokens that were used before.
    """

    def __init__(self, limits: ProcessLimits, cost: float = 0.0, tokens: int = 0) -> None:
        self._slots = asyncio.Semaphore(limits.calls_at_once) if limits.calls_at_once else None
        self._requests = RateLimit(limits.requests_per_minute)
        self._tokens = RateLimit(limits.tokens_per_minute, _BURST_SECONDS)
        self.pool = BudgetPool(limits.max_cost, limits.max_tokens, cost, tokens)

    @asynccontextmanager
    async def slot(self, tokens: int, cost: float | None) -> AsyncIterator[None]:
        """Hold a call back until it may begin, and its slot until it has been answered.

        Args:
            tokens: Estimated input tokens.
            cost: Estimated US dollars of the input; None where the price is not known.

        Raises:
            BudgetExceeded: all runs together have reached a limit.
            SettingsError: the cost is limited and the price is not known.
        """
        async with AsyncExitStack() as stack:
            if self._slots is not None:
                await stack.enter_async_context(self._slots)
            stack.enter_context(self.pool.draw(tokens, cost))
            yield

    async def wait_to_send(self, tokens: int) -> None:
        """Hold one request of a call back until the rate lets it pass; a call that is tried again waits again.

        Raises:
            BudgetExceeded: all runs together have reached a limit meanwhile.
        """
        await self._requests.take(1)
        await self._tokens.take(tokens)
        self.pool.check_spent()

    def settle(self, call: Call) -> None:
        """Count what a call has used beyond its input."""
        self._tokens.owe(call.usage.output_tokens)
        self.pool.settle(call)


_shared: "WeakKeyDictionary[asyncio.AbstractEventLoop, SharedLimits]" = WeakKeyDictionary()


def share_limits(limits: ProcessLimits, cost: float = 0.0, tokens: int = 0) -> SharedLimits:
    """Set the limits of the running event loop.

    Args:
        limits: What is allowed.
        cost: Dollars that were spent before.
        tokens: Tokens that were used before.
    """
    shared = _shared[asyncio.get_running_loop()] = SharedLimits(limits, cost, tokens)
    return shared


def shared_limits() -> SharedLimits:
    """Return the limits of the running event loop; without any where none were set."""
    loop = asyncio.get_running_loop()
    if loop not in _shared:
        _shared[loop] = SharedLimits(ProcessLimits())
    return _shared[loop]
