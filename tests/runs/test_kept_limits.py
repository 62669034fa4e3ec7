"""Rates and budgets that several processes share, on a real Postgres and in a SQLite file."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from papercoder.errors import RunError, SettingsError
from papercoder.joint_limits import hold_operators_limits, keep_limits, operators_limits
from papercoder.models.limits.shared_limits import ProcessLimits, share_limits, shared_limits
from tests.runs.limited import LEASE, PRICE

ROOT = Path(__file__).parents[2]
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(params=["sqlite", "postgres"])
def start(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Start]:
    """Return what starts a process on the database of this test."""
    database = ""
    if request.param == "postgres":
        database = request.getfixturevalue("address")
        import psycopg

        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("DROP TABLE IF EXISTS papercoder_rates, papercoder_budgets, papercoder_reservations")
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PAPERCODER_DATA": str(tmp_path / "data"),
        "PAPERCODER_DATABASE": database,
    }
    started: list[subprocess.Popen[str]] = []

    def run(*words: object) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tests.runs.limited", *map(str, words)]
        process = subprocess.Popen(
            command, env=environment, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def go(*processes: "subprocess.Popen[str]") -> None:
    """Let processes begin together, when all of them are ready."""
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()


def said(process: "subprocess.Popen[str]") -> str:
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return output.splitlines()[-1]


def test_two_processes_together_keep_the_rate(start: Start) -> None:
    """At 600 a minute, ten requests of two processes are nine tenths of a second apart; of one each, four."""
    both = [start("pace", 600, 5), start("pace", 600, 5)]
    go(*both)
    passed = sorted(moment for process in both for moment in json.loads(said(process)))
    assert len(passed) == 10
    assert passed[-1] - passed[0] >= 0.85


def test_the_budget_is_passed_by_no_more_than_one_call(start: Start) -> None:
    budget = 20.5 * PRICE
    both = [start("spend", budget, 4), start("spend", budget, 4)]
    go(*both)
    # Each process says how many calls it paid; both began with one, whose price the others know then.
    paid = sum(json.loads(said(process)) for process in both)
    assert budget <= paid * PRICE <= budget + PRICE


def test_what_a_killed_process_has_reserved_is_given_back(start: Start) -> None:
    killed = start("hold", 1.0, 2.0, 600)
    go(killed)
    assert killed.stdout is not None
    assert killed.stdout.readline() == "held\n"
    waiting = start("hold", 1.0, 0.1, 0)
    go(waiting)
    time.sleep(2 * LEASE)
    assert waiting.poll() is None, "a living process keeps what it has reserved, however long its call takes"
    when = time.time()
    killed.kill()
    assert float(said(waiting)) > when


async def test_what_was_spent_before_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path))
    monkeypatch.delenv("PAPERCODER_DATABASE", raising=False)
    limits = ProcessLimits(max_cost=1.0)
    shared = share_limits(limits, cost=1.0, kept=keep_limits(limits, "batch"))
    with pytest.raises(Exception, match=r"spent \$1\.0000 of the \$1\.0000"):
        async with shared.slot(0, 0.1):
            pass
    with pytest.raises(SettingsError, match="price of the model is not known"):
        async with shared.slot(0, None):
            pass


async def test_the_operators_limits_hold_and_workers_without_a_common_database_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path))
    monkeypatch.setenv("PAPERCODER_REQUESTS_PER_MINUTE", "600")
    monkeypatch.setenv("DATABASE_URI", "postgresql://server/own")
    with pytest.raises(SettingsError, match="nothing is named that they share"):
        hold_operators_limits()
    monkeypatch.delenv("DATABASE_URI")
    hold_operators_limits()
    began = time.monotonic()
    await asyncio.gather(*(shared_limits().wait_to_send(0) for _ in range(4)))
    assert time.monotonic() - began >= 0.28
    monkeypatch.setenv("PAPERCODER_BUDGET", "much")
    with pytest.raises(SettingsError, match="PAPERCODER_BUDGET is 'much'"):
        operators_limits()


async def test_a_database_that_is_away_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERCODER_DATABASE", "postgresql://u:s3cret-word@127.0.0.1:9/papers")
    limits = ProcessLimits(requests_per_minute=60)
    with pytest.raises(RunError, match=r"127\.0\.0\.1:9/papers") as caught:
        await share_limits(limits, kept=keep_limits(limits, "batch")).wait_to_send(0)
    assert "s3cret-word" not in str(caught.value)
