"""The program answers at once: nothing heavy is imported before a command runs."""

import os
import subprocess
import sys

import pytest

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


def test_a_shell_can_complete_commands() -> None:
    code = "import sys; sys.argv[0] = 'papercoder'; from papercoder.cli import main; main()"
    asked = {"_PAPERCODER_COMPLETE": "complete_bash", "COMP_WORDS": "papercoder ru", "COMP_CWORD": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | asked, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["run", "runs"]
