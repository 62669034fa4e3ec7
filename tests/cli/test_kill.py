"""kill -9: resume goes on and asks for no reply twice once it was received; two processes on one run."""

import json
import os
import time
from pathlib import Path

import pytest

from papercoder.runs.lock import hold_run
from tests.cli.conftest import Cli, make_cli
from tests.server.options import ServerOptions
from tests.server.running import RunningServer, serve


def test_a_run_that_another_process_drives_is_refused(waiting: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERCODER_DATA", str(waiting.data))
    run = waiting.last()
    with hold_run(run):
        refused = waiting("resume", "--approve", expect=1).stderr
    assert f"Run {run} is being driven by another process (pid {os.getpid()})." in refused


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4, speed=1.0)) as server:
        cli = make_cli(tmp_path, server.url)
        in_flight = _kill_at(cli, server, "coder")
        run = cli.last()
        assert "the process ended" in cli("show", run).stdout
        done = cli("resume", run)
        assert done.stdout.splitlines()[-1].startswith("complete")
        assert [r.agent for r in server.requests].count("planner") == 1
        assert server.repeated().keys() <= in_flight


def _kill_at(cli: Cli, server: RunningServer, agent: str) -> set[str]:
    """Kill the run when the agent has asked; returns the requests whose reply may not have been received."""
    process = cli.start("run", "paper.txt", "--yes")
    deadline = time.monotonic() + 60
    while not any(request.agent == agent for request in server.requests):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.kill()
    process.communicate()
    received = {json.loads(path.read_text())["key"] for path in cli.data.glob("runs/*/records/*.json")}
    return {request.key for request in server.requests} - received
