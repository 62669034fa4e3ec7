"""The program answers at once: nothing heavy is imported before a command runs."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from papercoder.cli.app import app
from tests.cli.conftest import PROGRAM

HEAVY = ("langgraph", "langchain_core", "openai", "pydantic", "rich", "unstructured", "yaml", "httpx", "state", "graph")
COMMANDS = (
    "init", "run", "resume", "fork", "runs", "show", "open", "rm", "parse", "check", "doctor", "evaluate", "grade",
    "bench", "batch",
)  # fmt: skip


def test_help_imports_nothing_heavy() -> None:
    code = f"import sys; import papercoder.cli.app; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_names_every_command_and_the_exit_codes() -> None:
    done = subprocess.run([*PROGRAM, "--help"], capture_output=True, text=True, check=True)
    assert all(f"\n  {name}" in done.stdout for name in COMMANDS)
    assert "0 complete" in done.stdout
    commands = done.stdout.partition("Commands:")[2].partition("Exit codes")[0].splitlines()
    assert not [line for line in commands if line.endswith("...")], "a line that is cut says nothing"


@pytest.mark.parametrize("command", ["run", "resume", "fork"])
def test_settings_are_options_of_every_command_that_drives(command: str) -> None:
    done = subprocess.run([*PROGRAM, command, "--help"], capture_output=True, text=True, check=True)
    for flag in ("--model", "--agent-model", "--max-cost", "--set", "--no-trial"):
        assert flag in done.stdout
    assert "--yes-after-hint" not in done.stdout


@pytest.mark.parametrize(
    ("command", "usage"),
    [
        ("run", "papercoder run [OPTIONS] PAPER..."),
        ("resume", "papercoder resume [OPTIONS] [RUN]"),
        ("batch", "papercoder batch [OPTIONS] [PAPERS...]"),
        ("bench", "papercoder bench [OPTIONS] SUITE"),
    ],
)
def test_a_usage_line_is_what_a_person_types(command: str, usage: str) -> None:
    done = subprocess.run([*PROGRAM, command, "-h"], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0].endswith(usage.partition(" ")[2])
    assert "list[str]" not in done.stdout
    assert "<int" not in done.stdout
    assert "<=x<=" not in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_the_short_help_option(command: str) -> None:
    done = subprocess.run([*PROGRAM, command, "-h"], capture_output=True, text=True, check=True)
    assert "Usage:" in done.stdout


def completed(words: str, **environment: str) -> list[str]:
    """Return what bash offers at the end of the line."""
    code = "import sys; sys.argv[0] = 'papercoder'; from papercoder.cli import main; main()"
    asked = {
        "_PAPERCODER_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split(" ")) - 1),
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={name: text for name, text in os.environ.items() if name != "PAPERCODER_DATA"} | asked | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_a_shell_can_complete_commands() -> None:
    assert completed("papercoder ru") == ["run", "runs"]


def test_a_shell_completes_runs_batches_and_nodes(tmp_path: Path) -> None:
    data = tmp_path / "data"
    settings = tmp_path / "settings.env"
    settings.write_text(f"PAPERCODER_DATA={data}\n")
    environment = {"PAPERCODER_SETTINGS": str(settings)}
    assert completed("papercoder show ", **environment) == []
    for run in ("attention-k2f9aa", "attention-zz0001", "resnet-0a0a0a"):
        (data / "runs" / run).mkdir(parents=True)
        (data / "runs" / run / "run.json").write_text("{damaged")
    (data / "batches").mkdir()
    (data / "batches/20261122-021500-abcd.json").write_text("{}")
    assert completed("papercoder show att", **environment) == ["attention-k2f9aa", "attention-zz0001"]
    assert completed("papercoder show l", **environment) == ["last"]
    assert completed("papercoder batch --resume 2", **environment) == ["20261122-021500-abcd"]
    assert completed("papercoder run paper.pdf --until pl", **environment) == ["planner"]


def test_every_command_that_names_a_run_or_a_node_completes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path))
    monkeypatch.setenv("PAPERCODER_SETTINGS", str(tmp_path / "settings.env"))
    (tmp_path / "runs/attention-k2f9aa").mkdir(parents=True)
    (tmp_path / "runs/attention-k2f9aa/run.json").write_text("{}")
    (tmp_path / "batches").mkdir()
    (tmp_path / "batches/20261122-021500-abcd.json").write_text("{}")
    program: Any = typer.main.get_command(app)
    asked = {("batch", "resume"): "20261122-021500-abcd"}
    named = 0
    for name, command in program.commands.items():
        for parameter in command.params:
            if parameter.name in ("run", "runs", "resume", "until", "at"):
                context = command.make_context(name, [], resilient_parsing=True)
                node = parameter.name in ("until", "at")
                wanted = "planner" if node else asked.get((name, parameter.name), "attention-k2f9aa")
                offered = [item.value for item in parameter.shell_complete(context, wanted[:3])]
                assert offered == [wanted], f"{name} {parameter.name}"
                named += 1
    assert named >= 12
