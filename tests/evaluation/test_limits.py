"""What all cells share: one budget in leases, one rate of requests."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path

import pytest

from papercoder.errors import BudgetExceeded
from papercoder.evaluation.benchmark.budget_pool import BudgetPool
from papercoder.evaluation.benchmark.result import nothing_used
from papercoder.evaluation.pace import paced
from papercoder.models.model_client import ModelClient
from papercoder.models.prompt import Prompt
from papercoder.models.recorded.records import Records
from state.settings import Settings
from tests.evaluation.conftest import session, settings_for
from tests.server import RunningServer


def ask(records: Records, word: str, times: int) -> Callable[[Settings], Awaitable[None]]:
    async def work(settings: Settings) -> None:
        for number in range(times):
            prompt = Prompt("system", (), f"say {word} {number} " + "x" * 2000)
            await ModelClient(settings, records, "judge").ask_text(prompt, str)

    return work


async def test_many_cells_stay_within_one_budget_and_use_it(server: RunningServer, tmp_path: Path) -> None:
    pool = BudgetPool(0.01, None, nothing_used(), slots=3)
    kept = [Records.open(str(tmp_path / word)) for word in "abc"]
    work = [pool.spend(settings_for(server), r, ask(r, w, 50)) for r, w in zip(kept, "abc", strict=True)]
    ended = await asyncio.gather(*work, return_exceptions=True)
    assert all(isinstance(e, BudgetExceeded) for e in ended)
    spent = sum(r.usage().cost or 0.0 for r in kept)
    dearest = max(c.cost or 0.0 for r in kept for c in r.calls())
    assert 0.009 < spent < 0.01 + 3 * dearest


async def test_what_earlier_processes_spent_counts(server: RunningServer, tmp_path: Path) -> None:
    records = Records.open(str(tmp_path / "a"))
    await BudgetPool(None, None, nothing_used(), slots=1).spend(settings_for(server), records, ask(records, "a", 2))
    pool = BudgetPool(None, records.usage().input_tokens, records.usage(), slots=2)
    with pytest.raises(BudgetExceeded, match="suite has spent"):
        await pool.spend(settings_for(server), records, ask(records, "b", 1))


async def test_a_limit_of_the_work_itself_holds(server: RunningServer, tmp_path: Path) -> None:
    records = Records.open(str(tmp_path / "a"))
    pool = BudgetPool(10.0, None, nothing_used(), slots=1)
    with pytest.raises(BudgetExceeded, match="The run has"):
        await pool.spend(settings_for(server, max_cost=0.002), records, ask(records, "a", 50))


async def test_requests_begin_one_interval_apart(server: RunningServer, tmp_path: Path) -> None:
    ready = await session(server, tmp_path)
    await ready.client("judge").ask_text(Prompt("system", (), "warm up"), str)
    with paced(600):
        begin = time.monotonic()
        prompts = [Prompt("system", (), f"number {number}") for number in range(5)]
        await asyncio.gather(*(ready.client("judge").ask_text(prompt, str) for prompt in prompts))
    assert time.monotonic() - begin >= 0.4
    starts = sorted(request.started for request in server.requests[-5:])
    assert min(b - a for a, b in pairwise(starts)) > 0.05
