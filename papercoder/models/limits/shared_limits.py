"""ProcessLimits that all runs of one process share: calls at once, requests and tokens per minute, dollars."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from papercoder.errors import BudgetExceeded
from papercoder.models.recorded.call import Call

__all__ = ["ProcessLimits", "SharedLimits", "share_limits", "shared_limits"]

_MINUTE = 60.0
_KEPT_SECONDS = 1.0


@dataclass(frozen=True)
class ProcessLimits:
    """What all runs together may do; None where there is no limit.

    Args:
        calls_at_once: Model calls under way.
        requests_per_minute: Requests sent.
        tokens_per_minute: Input and output tokens.
        max_cost: US dollars, what was spent before included.
    """

    calls_at_once: int | None = None
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    max_cost: float | None = None


class SharedLimits:
    """Lets calls pass in the order in which they come. One object per event loop.

    Args:
        limits: What is allowed.
        spent: Dollars that were spent before.
    """

    def __init__(self, limits: ProcessLimits, spent: float = 0.0) -> None:
        self._limits = limits
        self._slots = asyncio.Semaphore(limits.calls_at_once) if limits.calls_at_once else None
        self._requests = _Bucket(limits.requests_per_minute)
        self._tokens = _Bucket(limits.tokens_per_minute)
        self.spent = spent
        self._under_way = 0.0

    @asynccontextmanager
    async def slot(self, tokens: int, cost: float) -> AsyncIterator[None]:
        """Hold a call back until it may be sent, and its slot until it has been answered.

        Args:
            tokens: Estimated input tokens.
            cost: Estimated US dollars of the input.

        Raises:
            BudgetExceeded: all runs together have reached the limit of cost.
        """
        async with AsyncExitStack() as stack:
            if self._slots is not None:
                await stack.enter_async_context(self._slots)
            self._check()
            await self._requests.take(1)
            await self._tokens.take(tokens)
            self._check()
            self._under_way += cost
            try:
                yield
            finally:
                self._under_way -= cost

    def settle(self, call: Call) -> None:
        """Count what a call has used beyond its input."""
        self._tokens.owe(call.usage.output_tokens)
        self.spent += call.cost or 0.0

    def _check(self) -> None:
        most = self._limits.max_cost
        if most is not None and self.spent + self._under_way >= most:
            raise BudgetExceeded(
                f"The runs have spent ${self.spent:.4f} of the ${most:.4f} they may spend together.",
                "Everything made so far is kept; resume with a larger budget.",
            )


class _Bucket:
    """Refilled evenly; it holds what comes in a second, so that calls are spread evenly over the minute."""

    def __init__(self, per_minute: float | None) -> None:
        self._rate = per_minute / _MINUTE if per_minute else None
        self._most = max(1.0, per_minute / _MINUTE * _KEPT_SECONDS) if per_minute else 0.0
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


_shared: "WeakKeyDictionary[asyncio.AbstractEventLoop, SharedLimits]" = WeakKeyDictionary()


def share_limits(limits: ProcessLimits, spent: float = 0.0) -> SharedLimits:
    """Set the limits of the running event loop."""
    shared = _shared[asyncio.get_running_loop()] = SharedLimits(limits, spent)
    return shared


def shared_limits() -> SharedLimits:
    """Return the limits of the running event loop; without any where none were set."""
    loop = asyncio.get_running_loop()
    if loop not in _shared:
        _shared[loop] = SharedLimits(ProcessLimits())
    return _shared[loop]
