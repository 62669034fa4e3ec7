"""ProcessLimits that all runs of a process share."""

import asyncio
import time

import pytest

from papercoder.errors import BudgetExceeded
from papercoder.models.limits.shared_limits import ProcessLimits, SharedLimits, share_limits, shared_limits
from papercoder.models.prompt import Prompt
from tests.models.conftest import Clients
from tests.models.server import Server, chat, status


async def seconds_of(shared: SharedLimits, calls: int, tokens: int = 0, cost: float = 0.0, held: float = 0.0) -> float:
    async def call() -> None:
        async with shared.slot(tokens, cost):
            await shared.wait_to_send(tokens)
            await asyncio.sleep(held)

    began = time.monotonic()
    await asyncio.gather(*(call() for _ in range(calls)))
    return time.monotonic() - began


async def test_without_limits_nothing_waits() -> None:
    assert shared_limits() is shared_limits()
    assert await seconds_of(shared_limits(), 200, tokens=100_000) < 0.5


async def test_no_more_calls_at_once_than_allowed() -> None:
    assert await seconds_of(SharedLimits(ProcessLimits(calls_at_once=2)), 6, held=0.05) >= 0.15


async def test_requests_are_spread_over_the_minute() -> None:
    """At 600 a minute, they begin a tenth of a second apart."""
    taken = await seconds_of(SharedLimits(ProcessLimits(requests_per_minute=600)), 10)
    assert 0.35 <= taken < 1.5


async def test_tokens_are_spread_over_the_minute() -> None:
    taken = await seconds_of(SharedLimits(ProcessLimits(tokens_per_minute=60_000)), 4, tokens=400)
    assert 0.35 <= taken < 1.5


async def test_the_budget_counts_what_was_spent_and_what_is_under_way() -> None:
    shared = share_limits(ProcessLimits(max_cost=1.0), cost=0.5)
    assert shared_limits() is shared
    async with shared.slot(0, 0.4), shared.slot(0, 0.2):
        with pytest.raises(BudgetExceeded, match=r"\$0\.5000 of the \$1\.0000"):
            await seconds_of(shared, 1)
    assert await seconds_of(shared, 1) < 0.5


async def test_a_request_that_is_sent_again_waits_for_the_rate_again(server: Server, clients: Clients) -> None:
    server.steps = [status(503), status(503), chat("fine")]
    share_limits(ProcessLimits(requests_per_minute=300))
    began = time.monotonic()
    await clients().client.ask_text(Prompt("system", (), "task"), str)
    assert time.monotonic() - began >= 0.4
    assert len(server.seen) == 3
