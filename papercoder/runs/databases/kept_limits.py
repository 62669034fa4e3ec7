"""Rates and a budget that several processes share, as rows of the database they share.

A rate is one row that is changed by one statement: whoever takes from it learns how long to wait. Of a budget there is
a row with what was spent, and one for every call under way; such a row expires unless its process renews it.
"""

import asyncio
import threading
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, Protocol, TypeVar

from papercoder.errors import RunError

__all__ = ["LEASE", "Dialect", "Execute", "KeptInDatabase", "Transactions"]

T = TypeVar("T")
LEASE = 60.0
"""Seconds after which a reservation expires that nobody renews: three missed renewals, so that a process which is only
slow keeps its own, and a minute until a killed one's share is free again."""
_RENEWALS = 3


class Dialect(NamedTuple):
    """What the two databases write differently.

    Args:
        now: Expression of the time in seconds, read anew in every statement.
        least: Name of the function for the smaller of two numbers.
        greatest: For the larger.
        lock: What a SELECT ends with to keep others off the rows it has read until the transaction ends.
    """

    now: str
    least: str
    greatest: str
    lock: str


Execute = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
"""Runs a statement with question marks for its values, and returns its rows."""


class Transactions(Protocol):
    """A connection to the database, for one thread at a time."""

    dialect: Dialect

    def set_up(self, statements: Sequence[str]) -> None:
        """Make tables where they are missing; other processes may be doing the same."""

    def run(self, work: Callable[[Execute], T]) -> T:
        """Return what `work` does in one transaction, which may have to be done a second time."""


_TABLES = (
    (
        "CREATE TABLE IF NOT EXISTS papercoder_rates "
        "(name TEXT PRIMARY KEY, level DOUBLE PRECISION NOT NULL, at DOUBLE PRECISION NOT NULL)"
    ),
    (
        "CREATE TABLE IF NOT EXISTS papercoder_budgets "
        "(name TEXT PRIMARY KEY, cost DOUBLE PRECISION NOT NULL, tokens DOUBLE PRECISION NOT NULL, "
        "dearest DOUBLE PRECISION NOT NULL, longest DOUBLE PRECISION NOT NULL)"
    ),
    (
        "CREATE TABLE IF NOT EXISTS papercoder_reservations "
        "(name TEXT PRIMARY KEY, budget TEXT NOT NULL, holder TEXT NOT NULL, cost DOUBLE PRECISION NOT NULL, "
        "tokens DOUBLE PRECISION NOT NULL, until DOUBLE PRECISION NOT NULL)"
    ),
)
_TAKE = (
    "INSERT INTO papercoder_rates AS r (name, level, at) VALUES (?, ?, {now}) ON CONFLICT (name) DO UPDATE SET "
    # A clock that was set back must not empty the bucket.
    "level = {least}(?, r.level + {greatest}(0.0, {now} - r.at) * ?) - ?, at = {now} RETURNING level"
)
_BEGIN = (
    "INSERT INTO papercoder_budgets AS b (name, cost, tokens, dearest, longest) VALUES (?, ?, ?, 0.0, 0.0) "
    "ON CONFLICT (name) DO UPDATE SET cost = {greatest}(b.cost, ?), tokens = {greatest}(b.tokens, ?)"
)
_SPENT = "SELECT cost, tokens, dearest, longest FROM papercoder_budgets WHERE name = ? {lock}"
_EXPIRE = "DELETE FROM papercoder_reservations WHERE budget = ? AND until < {now}"
_UNDER_WAY = (
    "SELECT COALESCE(SUM(cost), 0.0), COALESCE(SUM(tokens), 0.0) FROM papercoder_reservations "
    "WHERE budget = ? AND until >= {now}"
)
_RESERVE = (
    "INSERT INTO papercoder_reservations (name, budget, holder, cost, tokens, until) VALUES (?, ?, ?, ?, ?, {now} + ?)"
)
_SETTLE = (
    "UPDATE papercoder_budgets SET cost = cost + ?, tokens = tokens + ?, dearest = {greatest}(dearest, ?), "
    "longest = {greatest}(longest, ?) WHERE name = ?"
)
_FREE = "DELETE FROM papercoder_reservations WHERE name = ?"
_RENEW = "UPDATE papercoder_reservations SET until = {now} + ? WHERE holder = ?"


class KeptInDatabase:
    """The `KeptLimits` of `papercoder.models`, as rows.

    Args:
        connect: Opens the database; called in the thread of the first statement.
        budget: Name of the budget.
        lease: Seconds after which a reservation expires that is not renewed.
    """

    def __init__(self, connect: Callable[[], Transactions], budget: str, lease: float = LEASE) -> None:
        self._connect = connect
        self._budget = budget
        self._lease = lease
        self._holder = uuid.uuid4().hex
        self._opened: Transactions | None = None
        self._lock = threading.Lock()
        self._held: set[str] = set()
        self._renewing: asyncio.Task[None] | None = None

    async def take(self, takes: Sequence[tuple[Any, float]]) -> float:
        """Take these amounts of rates (name, rate, most) now and return the seconds to wait for them."""

        def take(execute: Execute) -> float:
            wait = 0.0
            # In the order of names: two processes that lock the same rows in another order would wait for each other.
            for bucket, amount in sorted(takes):
                name, rate, most = bucket
                values = (name, most - amount, most, rate, amount)
                level = execute(_TAKE, values)[0][0] + amount
                wait = max(wait, (min(amount, most) - level) / rate)
            return wait

        return await self._do(take)

    async def begin(self, cost: float, tokens: int) -> None:
        """Let the budget know what was spent at least."""

        def begin(execute: Execute) -> None:
            execute(_BEGIN, (self._budget, float(cost), float(tokens), float(cost), float(tokens)))
            execute(_EXPIRE, (self._budget,))

        await self._do(begin)

    async def reserve(
        self, name: str, cost: float, tokens: int, most: tuple[float | None, float | None]
    ) -> tuple[float, int, bool]:
        """Reserve this, or what the dearest call has used where that is more, if the rest of the budget allows it.

        Returns:
            Dollars and tokens that were used so far, and whether the call may begin.
        """

        def reserve(execute: Execute) -> tuple[float, int, bool]:
            spent, used, dearest, longest = execute(_SPENT, (self._budget,))[0]
            cost_under_way, tokens_under_way = execute(_UNDER_WAY, (self._budget,))[0]
            rest = (most[0] is None or spent + cost_under_way < most[0]) and (
                most[1] is None or used + tokens_under_way < most[1]
            )
            if rest:
                shares = (max(float(cost), dearest), max(float(tokens), longest))
                execute(_RESERVE, (name, self._budget, self._holder, *shares, self._lease))
            return float(spent), int(used), rest

        standing = await self._do(reserve)
        if standing[2]:
            self._held.add(name)
            if self._renewing is None or self._renewing.done():
                self._renewing = asyncio.create_task(self._renew())
        return standing

    async def settle(self, name: str, cost: float, tokens: int) -> None:
        """Count what a call has used, if anything, and end its reservation."""

        def settle(execute: Execute) -> None:
            if cost or tokens:
                values = (float(cost), float(tokens), float(cost), float(tokens), self._budget)
                execute(_SETTLE, values)
            execute(_FREE, (name,))

        if name in self._held:
            await self._do(settle)
            self._held.discard(name)

    async def _renew(self) -> None:
        while self._held:
            await asyncio.sleep(self._lease / _RENEWALS)
            with suppress(RunError):  # whoever settles or reserves next says it
                await self._do(lambda execute: execute(_RENEW, (self._lease, self._holder)))

    async def _do(self, work: Callable[[Execute], T]) -> T:
        return await asyncio.to_thread(self._in_transaction, work)

    def _in_transaction(self, work: Callable[[Execute], T]) -> T:
        with self._lock:
            if self._opened is None:
                opened = self._connect()
                opened.set_up(_TABLES)
                self._opened = opened
            dialect = self._opened.dialect._asdict()
            return self._opened.run(lambda execute: work(lambda sql, values: execute(sql.format(**dialect), values)))
