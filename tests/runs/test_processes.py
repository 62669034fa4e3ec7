"""Real processes on one data folder: kill -9, SIGTERM, Ctrl-C, two on one run, two runs on one database."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from papercoder.errors import RunLocked
from papercoder.runs.lock import hold_run, is_held
from tests.runs.standin import FILES, go

ROOT = Path(__file__).parents[2]
Receipts = Callable[[], list[str]]
Processes = list[subprocess.Popen[str]]


@pytest.fixture
def started() -> Iterator[Processes]:
    processes: Processes = []
    yield processes
    for process in processes:
        process.kill()
        process.communicate()


def launch(started: Processes, run: str, *answer: str, seconds: float = 0.0) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "STANDIN_SECONDS": str(seconds)}
    command = [sys.executable, "-m", "tests.runs.standin", run, *answer]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True)
    started.append(process)
    assert process.stdout is not None
    assert process.stdout.readline() == "driving\n", process.communicate()[1]
    return process


def wait_until(receipts: Receipts, lines: int) -> None:
    deadline = time.monotonic() + 20
    while len(receipts()) < lines:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_kill_9_inside_a_fan_out_repeats_only_what_had_not_finished(started: Processes, receipts: Receipts) -> None:
    asyncio.run(go("one"))
    process = launch(started, "one", "x", seconds=3.0)
    wait_until(receipts, 3)
    time.sleep(0.6)
    process.kill()
    process.wait()
    assert not is_held("one")
    assert asyncio.run(go("one")).status == "complete"
    assert sorted(receipts()) == sorted(["reader", *FILES])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_step_finish_and_stops(started: Processes, receipts: Receipts, number: int) -> None:
    asyncio.run(go("one"))
    process = launch(started, "one", "x", seconds=1.0)
    wait_until(receipts, 2)
    process.send_signal(number)
    output, errors = process.communicate(timeout=20)
    assert re.fullmatch(r"stopped \| stopped by (SIGTERM|Ctrl-C)\n", output), errors
    assert set(receipts()) == {"reader", *FILES}
    assert asyncio.run(go("one")).status == "complete"
    assert len(receipts()) == 5


def test_a_second_signal_stops_at_once(started: Processes) -> None:
    asyncio.run(go("one"))
    process = launch(started, "one", "x", seconds=30)
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=10)
    assert output == "stopped | stopped by Ctrl-C\n"


def test_the_second_process_on_one_run_is_refused_and_told_who_holds_it(started: Processes) -> None:
    asyncio.run(go("one"))
    process = launch(started, "one", "x", seconds=30)
    with pytest.raises(RunLocked, match=rf"pid {process.pid}\)"), hold_run("one"):
        pass
    assert is_held("one")


def test_two_runs_share_one_database_at_the_same_time(started: Processes) -> None:
    first = [launch(started, run) for run in ("one", "two")]
    assert [p.communicate(timeout=60)[0] for p in first] == [
        "waiting for review | config.yaml waits for a person\n"
    ] * 2
    second = [launch(started, run, run, seconds=0.05) for run in ("one", "two")]
    answers = [p.communicate(timeout=60) for p in second]
    for run, (output, errors) in zip(("one", "two"), answers, strict=True):
        assert output == f"complete | {' '.join(f'# {path} {run}' for path in FILES)}\n", errors
