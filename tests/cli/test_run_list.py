"""Listing, opening and deleting runs."""

import json
import shutil
from pathlib import Path

import pytest

from papercoder.runs.lock import hold_run
from tests.cli.conftest import Cli
from tests.cli.terminal import Terminal


def test_runs_as_json_have_the_whole_status_and_filters_choose(waiting: Cli) -> None:
    (row,) = json.loads(waiting("runs", "--json").stdout)
    assert row["run"] == waiting.last()
    assert row["status"] == "waiting for review"
    assert row["usage"]["calls"] > 0
    assert Path(row["folder"]).is_dir()
    assert json.loads(waiting("runs", "--json", "--status", "complete").stdout) == []
    assert len(json.loads(waiting("runs", "--json", "--status", "waiting for review", "--paper", "PAPER").stdout)) == 1
    assert "No such runs" in waiting("runs", "--paper", "nothing of that name").stdout
    shutil.copytree(row["folder"], waiting.data / "runs" / "zzz-second")
    assert len(json.loads(waiting("runs", "--json", "-n", "1").stdout)) == 1


def test_open_prints_where_the_repository_is(finished: Cli, waiting: Cli) -> None:
    cards = [json.loads(path.read_text()) for path in finished.data.glob("runs/*/run.json")]
    (run,) = [card["id"] for card in cards if card["output"] == str(finished.folder / "out")]
    assert finished("open", run).stdout == f"{finished.folder / 'out'}\n"
    assert "has not written a repository" in waiting("open", expect=2).stderr


def test_rm_asks_and_deletes_folder_and_checkpoints(waiting: Cli) -> None:
    run = waiting.last()
    assert "no terminal" in waiting("rm", run, expect=2).stderr
    assert (waiting.data / "runs" / run).is_dir()
    assert f"Deleted {run}" in waiting("rm", run, "--yes").stdout
    assert not (waiting.data / "runs" / run).exists()
    import sqlite3

    with sqlite3.connect(waiting.data / "papercoder.sqlite") as database:
        assert database.execute("SELECT count(*) FROM checkpoints WHERE thread_id = ?", (run,)).fetchone() == (0,)
    assert waiting("runs", "--json").stdout == "[]\n"


def test_rm_at_a_terminal_takes_no_for_no(waiting: Cli) -> None:
    from tests.cli.conftest import PROGRAM

    run = waiting.last()
    terminal = Terminal([*PROGRAM, "rm", "last"], waiting.folder, waiting.environment)
    try:
        terminal.until("Delete this run for good?")
        terminal.type("n")
        assert terminal.end() == 1
    finally:
        terminal.close()
    assert (waiting.data / "runs" / run).is_dir()


def test_a_run_that_is_driven_is_not_deleted(waiting: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERCODER_DATA", str(waiting.data))
    run = waiting.last()
    with hold_run(run):
        assert "being driven" in waiting("rm", run, "--yes", expect=1).stderr
    assert (waiting.data / "runs" / run / "run.json").is_file()
