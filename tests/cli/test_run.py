"""Whole runs as processes: the review without a terminal, budgets, forks, what is shown afterwards."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from state.status import Report
from tests.cli.conftest import Cli, make_cli
from tests.server.options import ServerOptions
from tests.server.running import RunningServer, serve


def test_a_complete_run_ends_with_the_repository_and_what_was_not_checked(finished: Cli) -> None:
    out = finished.folder / "out"
    status = json.loads((finished.folder / "out.status.json").read_text())
    assert status["status"] == "complete"
    assert status["unreviewed"]
    assert status["files_written"] == 4
    assert status["usage"]["calls"] > 8
    assert status["usage"]["cost"] > 0
    assert Report.model_fields.keys() < status.keys()
    assert (out / "main.py").is_file()
    shown = finished("show").stdout
    assert "- trial not run: switched off" in shown
    assert "+ files passed: 4 of 4 written" in shown
    assert "config.yaml was not reviewed by a person." in shown


def test_show_tells_requirements_coverage_and_calls(finished: Cli) -> None:
    ledger = finished("show", "--requirements").stdout
    assert re.search(r"^R1 .*\n.*quote found\n.*owner \S+, verdict met$", ledger, re.MULTILINE)
    assert re.search(r"^all +\d+ +\d+", finished("show", "last", "--coverage").stdout, re.MULTILINE)
    calls = finished("show", "--calls").stdout
    assert re.search(r"^coder: \d calls, \$\d", calls, re.MULTILINE)
    assert "stop" in calls


def test_resuming_a_finished_run_tells_its_end_and_asks_no_model(finished: Cli, server: RunningServer) -> None:
    before = len(server.requests)
    shown = finished("resume", finished.last()[:8]).stdout
    assert "Smoke test\n  cd " in shown
    assert shown.splitlines()[-1].startswith("complete")
    assert len(server.requests) == before


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_finished_repository_gets_one_first_commit_where_that_is_asked(finished: Cli, server: RunningServer) -> None:
    before = len(server.requests)
    assert not (finished.folder / "out" / ".git").exists()
    assert "Git repository begun: one commit, " in finished("resume", "--git").stdout
    log = ["git", "log", "--format=%s / %b", "--stat"]
    said = subprocess.run(log, cwd=finished.folder / "out", capture_output=True, text=True, check=True).stdout
    assert re.match(r"Reproduce .+ / Written by papercoder \S+; status: complete\.", said)
    assert "main.py" in said
    assert "lies in one already" in finished("resume", "--git").stdout
    assert len(server.requests) == before


def test_without_a_terminal_the_review_says_how_to_answer(waiting: Cli) -> None:
    told = (waiting.folder / "told.txt").read_text()
    run = waiting.last()
    assert "learning_rate: 0.05  # paper, section 4" in told
    assert f"papercoder resume {run} --config FILE" in told
    assert told.splitlines()[-1] == f"Go on with: papercoder resume {run}"
    assert "waiting for review" in waiting("runs").stdout


def test_a_rejection_has_the_config_written_again_and_an_edit_is_taken(waiting: Cli) -> None:
    again = waiting("resume", "--reject", "Use seed 3.", expect=3).stdout
    assert "config-writer: begins" in again
    (waiting.folder / "broken.yaml").write_text("seed: [1\n")
    assert "does not parse" in waiting("resume", "--config", "broken.yaml", expect=2).stderr
    text = again.split("\n\n", 1)[1].split("\n\nThis config.yaml waits")[0]
    (waiting.folder / "mine.yaml").write_text(re.sub(r"learning_rate: .*", "learning_rate: 3e-4", text, count=1))
    waiting("resume", "--config", "mine.yaml", "--until", "config-review", expect=3)
    assert waiting.config()["training"]["learning_rate"] == 0.0003


def test_a_spent_budget_stops_and_a_larger_one_goes_on(tmp_path: Path) -> None:
    with serve(ServerOptions(files=5)) as server:
        cli = make_cli(tmp_path, server.url)
        stopped = cli("run", "paper.txt", "--yes", "--max-tokens", "20000", expect=3)
        assert "of the 20,000 it may use" in stopped.stderr
        assert "papercoder resume" in stopped.stdout.splitlines()[-1]
        cli("resume", "--max-tokens", "1000000", "--until", "config-writer", expect=3)
        assert server.repeated() == {}


def test_a_fork_has_another_config_and_plans_nothing_again(finished: Cli, server: RunningServer) -> None:
    parent = finished.last()
    before = len(server.requests)
    finished("fork", parent, "--config-set", "training.epochs=7", "--until", "config-review", expect=3)
    assert len(server.requests) == before
    assert finished.config()["training"]["epochs"] == 7
    assert yaml.safe_load((finished.folder / "out" / "config.yaml").read_text())["training"]["epochs"] != 7
    assert f"fork of {parent} at config-review" in finished("show").stdout
