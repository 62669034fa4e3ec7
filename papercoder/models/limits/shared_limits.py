"""Limits that all runs of a process share: calls at once, and rates and budgets that several processes may share."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from papercoder.models.limits.budget_pool import BudgetPool
from papercoder.models.limits.kept_limits import KeptLimits, KeptPool, KeptRates
from papercoder.models.limits.rate_limit import OwnRates
from papercoder.models.recorded.call import Call

__all__ = ["ProcessLimits", "SharedLimits", "has_limits", "share_limits", "shared_limits"]

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
        kept: Who keeps rates and budget for several processes; None where this process is alone.
    """

    def __init__(
        self, limits: ProcessLimits, cost: float = 0.0, tokens: int = 0, kept: KeptLimits | None = None
    ) -> None:
        self._slots = asyncio.Semaphore(limits.calls_at_once) if limits.calls_at_once else None
        rates = (limits.requests_per_minute, limits.tokens_per_minute, _BURST_SECONDS)
        before = (limits.max_cost, limits.max_tokens, cost, tokens)
        self._rates = OwnRates(*rates) if kept is None else KeptRates(kept, *rates)
        self._pool = BudgetPool(*before) if kept is None else KeptPool(kept, *before)

    @asynccontextmanager
    async def slot(self, tokens: int, cost: float | None) -> AsyncIterator[str]:
        """Hold a call back until it may begin, and its slot, whose name is yielded, until it has been answered.

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
            name = uuid.uuid4().hex
            await stack.enter_async_context(self._pool.draw(name, tokens, cost))
            yield name

    async def wait_to_send(self, tokens: int) -> None:
        """Hold one request of a call back until the rate lets it pass; a call that is tried again waits again.

        Raises:
            BudgetExceeded: all runs together have reached a limit meanwhile.
        """
        await self._rates.take(tokens)
        self._pool.check_spent()

    async def settle(self, slot: str, call: Call) -> None:
        """Count what the call of a slot has used beyond its input."""
        await self._pool.settle(slot, call)
        await self._rates.owe(call.usage.output_tokens)


_shared: "WeakKeyDictionary[asyncio.AbstractEventLoop, SharedLimits]" = WeakKeyDictionary()


def share_limits(
    limits: ProcessLimits, cost: float = 0.0, tokens: int = 0, kept: KeptLimits | None = None
) -> SharedLimits:
    """Set the limits of the running event loop; the arguments are those of `SharedLimits`."""
    shared = _shared[asyncio.get_running_loop()] = SharedLimits(limits, cost, tokens, kept)
    return shared


def has_limits() -> bool:
    """Say whether the running event loop was given limits already."""
    return asyncio.get_running_loop() in _shared


def shared_limits() -> SharedLimits:
    """Return the limits of the running event loop; without any where none were set."""
    loop = asyncio.get_running_loop()
    if loop not in _shared:
        _shared[loop] = SharedLimits(ProcessLimits())
    return _shared[loop]
