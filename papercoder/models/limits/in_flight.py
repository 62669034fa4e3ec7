"""Requests of one run that are on their way: they count against the limits, and errors wait for them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from papercoder.models.limits.prefix_turns import PrefixTurns
from papercoder.models.recorded.records import Records

__all__ = ["InFlight", "in_flight_of"]


@dataclass
class InFlight:
    """The requests of one run in one event loop.

    When a run stops (budget used up, key refused), the nodes beside the failing one are cancelled, and their replies
    would be paid for and lost. So the failing one waits for the replies of the others first.
    """

    turns: PrefixTurns = field(default_factory=PrefixTurns)
    tokens: int = 0
    cost: float = 0.0
    _under_way: "set[asyncio.Future[None]]" = field(default_factory=set)

    @property
    def busy(self) -> bool:
        """Say whether a request is under way."""
        return bool(self._under_way)

    @asynccontextmanager
    async def request(self, tokens: int, cost: float) -> AsyncIterator[None]:
        """Count a request until its reply is saved.

        Args:
            tokens: Estimated input tokens.
            cost: Estimated US dollars of the input.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._under_way.add(done)
        self.tokens += tokens
        self.cost += cost
        try:
            yield
        finally:
            self.tokens -= tokens
            self.cost -= cost
            self._under_way.discard(done)
            done.set_result(None)

    async def wait_for_replies(self) -> None:
        """Wait for the requests that are under way now."""
        under_way = set(self._under_way)
        if under_way:
            await asyncio.wait(under_way)


_in_flight: "WeakKeyDictionary[Records, WeakKeyDictionary[asyncio.AbstractEventLoop, InFlight]]" = WeakKeyDictionary()


def in_flight_of(records: Records) -> InFlight:
    """Return the requests under way of that run in the running event loop."""
    loops = _in_flight.setdefault(records, WeakKeyDictionary())
    return loops.setdefault(asyncio.get_running_loop(), InFlight())
