"""Limits that several processes share: what whoever keeps them for all must do, and how calls pass them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple, Protocol

from papercoder.errors import BudgetExceeded, SettingsError
from papercoder.models.recorded.call import Call

__all__ = ["Bucket", "KeptLimits", "KeptPool", "KeptRates", "budget_exceeded", "unknown_price"]

_MINUTE = 60.0
_PAUSE = 0.2
"""Seconds before a budget that calls under way may use up is looked at again; calls take longer than this."""


class Bucket(NamedTuple):
    """A rate: refilled evenly, and it may run into debt.

    Args:
        name: The same in all processes.
        rate: Refilled per second.
        most: What may pass at once.
    """

    name: str
    rate: float
    most: float


class KeptLimits(Protocol):
    """One budget and some rates, kept where all processes reach them. A reservation of a process that died expires."""

    async def take(self, takes: Sequence[tuple[Bucket, float]]) -> float:
        """Take these amounts now and return the seconds to wait for them."""

    async def begin(self, cost: float, tokens: int) -> None:
        """Let the budget know what was spent at least."""

    async def reserve(
        self, name: str, cost: float, tokens: int, most: tuple[float | None, float | None]
    ) -> tuple[float, int, bool]:
        """Reserve this, or what the dearest call has used where that is more, if the rest of the budget allows it.

        Args:
            name: Of the reservation.
            cost: US dollars that the call costs at least.
            tokens: Tokens that it uses at least.
            most: The budget's dollars and tokens; None for no limit.

        Returns:
            Dollars and tokens that were used so far, and whether the call may begin.
        """

    async def settle(self, name: str, cost: float, tokens: int) -> None:
        """Count what a call has used, if anything, and end its reservation."""


class KeptRates:
    """Requests and tokens per minute of all processes.

    Args:
        kept: Who keeps them.
        requests_per_minute: None for no limit.
        tokens_per_minute: None for no limit.
        burst_seconds: How many seconds' worth of tokens may pass at once.
    """

    def __init__(
        self,
        kept: KeptLimits,
        requests_per_minute: float | None,
        tokens_per_minute: float | None,
        burst_seconds: float,
    ) -> None:
        self._kept = kept
        rate = (tokens_per_minute or 0.0) / _MINUTE
        self._tokens = Bucket("tokens", rate, max(1.0, rate * burst_seconds)) if rate else None
        self._requests = Bucket("requests", requests_per_minute / _MINUTE, 1.0) if requests_per_minute else None

    async def take(self, tokens: float) -> None:
        """Wait until a request with so many tokens may be sent."""
        takes = [(bucket, n) for bucket, n in ((self._requests, 1.0), (self._tokens, float(tokens))) if bucket]
        if takes:
            await asyncio.sleep(await self._kept.take(takes))

    async def owe(self, tokens: float) -> None:
        """Take tokens without waiting."""
        if self._tokens is not None:
            await self._kept.take([(self._tokens, float(tokens))])


class KeptPool:
    """One budget of all processes.

    A call may begin while what was spent and what calls under way will cost, each as much as the dearest so far, leave
    something. So at the end no more than one call lies above the limit, where calls cost about the same. What only
    calls under way hold back waits for them.

    Args:
        kept: Who keeps it.
        max_cost: US dollars; None for no limit.
        max_tokens: Input and output tokens; None for no limit.
        cost: Dollars that were spent before, as far as this process knows.
        tokens: Tokens that were used before.
    """

    def __init__(
        self, kept: KeptLimits, max_cost: float | None, max_tokens: float | None, cost: float = 0.0, tokens: int = 0
    ) -> None:
        self._kept = kept
        self._most = (max_cost, max_tokens)
        self._before: tuple[float, int] | None = (cost, tokens)
        self._beginning = asyncio.Lock()

    @asynccontextmanager
    async def draw(self, name: str, tokens: int, cost: float | None) -> AsyncIterator[None]:
        """Reserve a request's share while it is under way.

        Raises:
            BudgetExceeded: a limit is reached.
            SettingsError: the cost is limited and the price is not known.
        """
        if self._most == (None, None):
            yield
            return
        if cost is None and self._most[0] is not None:
            raise unknown_price()
        await self._reserve(name, tokens, cost or 0.0)
        try:
            yield
        finally:
            await asyncio.shield(self._kept.settle(name, 0.0, 0))

    async def settle(self, name: str, call: Call) -> None:
        """Count what a call has used."""
        if self._most != (None, None):
            used = call.usage.input_tokens + call.usage.output_tokens
            await asyncio.shield(self._kept.settle(name, call.cost or 0.0, used))

    def check_spent(self) -> None:
        """Do nothing: what was reserved stays reserved while its request waits for its turn."""

    async def _reserve(self, name: str, tokens: int, cost: float) -> None:
        async with self._beginning:
            if self._before is not None:
                await self._kept.begin(*self._before)
                self._before = None
        while True:
            spent, used, reserved = await self._kept.reserve(name, cost, tokens, self._most)
            if reserved:
                return
            if exceeded := budget_exceeded(spent, used, *self._most):
                raise exceeded
            await asyncio.sleep(_PAUSE)


def budget_exceeded(
    cost: float, tokens: int, max_cost: float | None, max_tokens: float | None, cost_under_way: float = 0.0,
    tokens_under_way: int = 0,
) -> BudgetExceeded | None:  # fmt: skip
    """Return the error of a budget that is used up; None while there is a rest."""
    said = ""
    if max_cost is not None and cost + cost_under_way >= max_cost:
        said = f"spent ${cost:.4f} of the ${max_cost:.4f} they may spend together"
    elif max_tokens is not None and tokens + tokens_under_way >= max_tokens:
        said = f"used {tokens:,} tokens of the {max_tokens:,} they may use together"
    if not said:
        return None
    return BudgetExceeded(f"The runs have {said}.", "Everything made so far is kept; resume with a larger budget.")


def unknown_price() -> SettingsError:
    """Return the error of a budget in dollars for a model without a price."""
    return SettingsError(
        "The budget of all runs together is limited, and the price of the model is not known.",
        "Give price (US dollars per million input, cached input and output tokens), or leave the budget out.",
    )
