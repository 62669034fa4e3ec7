"""The program answers at once: nothing heavy is imported before a command runs."""

import subprocess
import sys

import pytest

from tests.cli.conftest import PROGRAM

HEAVY = ("langgraph", "langchain_core", "openai", "pydantic", "rich", "unstructured", "yaml", "httpx", "state", "graph")
COMMANDS = ("run", "resume", "fork", "runs", "show", "parse", "check", "doctor")


def test_help_imports_nothing_heavy() -> None:
    code = f"import sys; import papercoder.cli.app; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_names_every_command_and_the_exit_codes() -> None:
    done = subprocess.run([*PROGRAM, "--help"], capture_output=True, text=True, check=True)
    assert all(f"\n  {name}" in done.stdout for name in COMMANDS)
    assert "0 complete" in done.stdout


@pytest.mark.parametrize("command", ["run", "resume", "fork"])
def test_settings_are_options_of_every_command_that_drives(command: str) -> None:
    done = subprocess.run([*PROGRAM, command, "--help"], capture_output=True, text=True, check=True)
    for flag in ("--model", "--agent-model", "--max-cost", "--set", "--no-trial"):
        assert flag in done.stdout
    assert "--yes-after-hint" not in done.stdout
