"""What all cells share: one budget, one rate of requests."""

import asyncio
import time
from itertools import pairwise
from pathlib import Path

import pytest

from papercoder.errors import BudgetExceeded, SettingsError
from papercoder.models.limits.shared_limits import ProcessLimits, share_limits
from papercoder.models.model_client import ModelClient
from papercoder.models.prompt import Prompt
from papercoder.models.recorded.records import Records
from state.settings import Settings
from tests.evaluation.conftest import session, settings_for
from tests.server import RunningServer


async def ask(settings: Settings, records: Records, word: str, times: int) -> None:
    for number in range(times):
        prompt = Prompt("system", (), f"say {word} {number} " + "x" * 2000)
        await ModelClient(settings, records, "judge").ask_text(prompt, str)


async def test_many_cells_stay_within_one_budget_and_use_it(server: RunningServer, tmp_path: Path) -> None:
    share_limits(ProcessLimits(max_cost=0.01))
    kept = [Records.open(str(tmp_path / word)) for word in "abc"]
    work = [ask(settings_for(server), r, w, 50) for r, w in zip(kept, "abc", strict=True)]
    ended = await asyncio.gather(*work, return_exceptions=True)
    assert all(isinstance(e, BudgetExceeded) for e in ended)
    spent = sum(r.usage().cost or 0.0 for r in kept)
    dearest = max(c.cost or 0.0 for r in kept for c in r.calls())
    assert 0.009 < spent < 0.01 + 3 * dearest


async def test_what_earlier_processes_used_counts(server: RunningServer, tmp_path: Path) -> None:
    records = Records.open(str(tmp_path / "a"))
    share_limits(ProcessLimits())
    await ask(settings_for(server), records, "a", 2)
    used = records.usage().input_tokens + records.usage().output_tokens
    share_limits(ProcessLimits(max_tokens=used), tokens=used)
    with pytest.raises(BudgetExceeded, match=f"used {used:,} tokens of the {used:,} they may use together"):
        await ask(settings_for(server), records, "b", 1)
    share_limits(ProcessLimits(max_cost=0.5), cost=0.5)
    with pytest.raises(BudgetExceeded, match=r"spent \$0\.5000 of the \$0\.5000 they may spend together"):
        await ask(settings_for(server), records, "b", 1)
    assert records.usage().calls == 2


async def test_a_budget_for_all_needs_a_price(server: RunningServer, tmp_path: Path) -> None:
    records = Records.open(str(tmp_path / "a"))
    share_limits(ProcessLimits(max_cost=1.0))
    with pytest.raises(SettingsError, match="the price of the model is not known"):
        await ask(settings_for(server, price=None), records, "a", 1)
    assert records.usage().calls == 0


async def test_a_limit_of_the_work_itself_holds(server: RunningServer, tmp_path: Path) -> None:
    records = Records.open(str(tmp_path / "a"))
    share_limits(ProcessLimits(max_cost=10.0))
    with pytest.raises(BudgetExceeded, match="The run has"):
        await ask(settings_for(server, max_cost=0.002), records, "a", 50)


async def test_requests_begin_one_interval_apart(server: RunningServer, tmp_path: Path) -> None:
    ready = await session(server, tmp_path)
    await ready.client("judge").ask_text(Prompt("system", (), "warm up"), str)
    share_limits(ProcessLimits(requests_per_minute=600))
    begin = time.monotonic()
    prompts = [Prompt("system", (), f"number {number}") for number in range(5)]
    await asyncio.gather(*(ready.client("judge").ask_text(prompt, str) for prompt in prompts))
    assert time.monotonic() - begin >= 0.4
    starts = sorted(request.started for request in server.requests[-5:])
    assert min(b - a for a, b in pairwise(starts)) > 0.05
