"""One budget for many cells: each works on a lease, and gives back what it has not used.

Within a cell the ordinary limit of a run holds, set to what it has spent plus its lease; a cell whose lease is used up
takes another one and goes on where it stopped.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar

from papercoder.errors import BudgetExceeded
from papercoder.models.recorded.records import Records
from state.settings import Settings
from state.status import Usage

__all__ = ["BudgetPool"]

T = TypeVar("T")
_SMALLEST = 0.002
_INFINITE = float("inf")


class _Money(NamedTuple):
    dollars: float
    tokens: float

    def less(self, other: "_Money") -> "_Money":
        return _Money(*(a if a == _INFINITE else a - b for a, b in zip(self, other, strict=True)))

    def plus(self, other: "_Money") -> "_Money":
        return _Money(self.dollars + other.dollars, self.tokens + other.tokens)


class BudgetPool:
    """The suite's money.

    Args:
        max_cost: US dollars; None for no limit.
        max_tokens: Tokens; None for no limit.
        spent: What earlier processes have spent.
        slots: Cells that share it at once.
    """

    def __init__(self, max_cost: float | None, max_tokens: int | None, spent: Usage, slots: int) -> None:
        self._limit = _Money(
            _INFINITE if max_cost is None else max_cost, _INFINITE if max_tokens is None else max_tokens
        )
        self._left = self._limit.less(_money(spent))
        self._slots = slots
        self._leases = 0
        self._change = asyncio.Condition()

    async def spend(self, settings: Settings, records: Records, work: Callable[[Settings], Awaitable[T]]) -> T:
        """Do work that asks models, with a limit that the suite can afford, as often as it takes.

        Args:
            settings: Of the work; a limit of its own still holds.
            records: Where its calls are saved.
            work: Resumable: called again it goes on where it stopped.

        Raises:
            BudgetExceeded: the suite's limit, or the work's own, is reached.
        """
        while True:
            before = _money(records.usage())
            lease = await self._take()
            try:
                return await work(_limited(settings, before, lease))
            except BudgetExceeded:
                if _own_limit_met(settings, records.usage()):
                    raise
            finally:
                await self._settle(lease, _money(records.usage()).less(before))

    async def _take(self) -> _Money:
        async with self._change:
            while self._is_empty():
                if self._leases == 0:
                    raise BudgetExceeded(
                        f"The suite has spent what it may: {self._said()}.",
                        "Raise its limits and run it again; what was paid is kept.",
                    )
                await self._change.wait()
            lease = _Money(self._left.dollars / self._slots, self._left.tokens / self._slots)
            self._left = self._left.less(lease)
            self._leases += 1
            return lease

    async def _settle(self, lease: _Money, used: _Money) -> None:
        async with self._change:
            self._leases -= 1
            self._left = self._left.plus(lease).less(used)
            self._change.notify_all()

    def _is_empty(self) -> bool:
        return any(
            left <= limit * _SMALLEST for left, limit in zip(self._left, self._limit, strict=True) if limit != _INFINITE
        )

    def _said(self) -> str:
        dollars, tokens = self._limit
        parts = [f"${dollars:.4f}"] if dollars != _INFINITE else []
        return " or ".join(parts + ([f"{tokens:,.0f} tokens"] if tokens != _INFINITE else []))


def _money(usage: Usage) -> _Money:
    return _Money(usage.cost or 0.0, usage.input_tokens + usage.output_tokens)


def _limited(settings: Settings, before: _Money, lease: _Money) -> Settings:
    news: dict[str, float | int] = {}
    if lease.dollars != _INFINITE:
        own = settings.max_cost
        news["max_cost"] = min(before.dollars + lease.dollars, _INFINITE if own is None else own)
    if lease.tokens != _INFINITE:
        most = settings.max_tokens
        news["max_tokens"] = int(min(before.tokens + lease.tokens, _INFINITE if most is None else most))
    return settings.model_copy(update=news)


def _own_limit_met(settings: Settings, usage: Usage) -> bool:
    spent = _money(usage)
    cost, tokens = settings.max_cost, settings.max_tokens
    return (cost is not None and spent.dollars >= cost) or (tokens is not None and spent.tokens >= tokens)
