"""What this machine lacks is said at the start of a run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from papercoder.library.missing_here import missing_here
from state.settings import Settings


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_a_missing_sandbox_is_said_where_the_trial_is_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path / "not" / "there"))
    monkeypatch.setenv("PATH", str(tmp_path))
    (said,) = missing_here(Settings(sandbox="bubblewrap"))
    assert "nothing that is written will be run: bwrap is not installed" in said
    assert "apt-get install bubblewrap" in said
    assert missing_here(Settings(trial=False)) == ()


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path / "not" / "there"))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1 << 40, 1 << 40, 100 << 20))
    (said,) = missing_here(Settings(trial=False))
    assert said.startswith(f"Only 100 MiB of disk are free in {tmp_path}")


def test_the_command_says_it_before_anything_else(tmp_path: Path) -> None:
    (tmp_path / "paper.md").write_text("# A paper\n\n## 1 Method\n\nWe add one.\n")
    recorded = Path(__file__).parents[2] / "examples/recorded"
    done = subprocess.run(
        [sys.executable, "-m", "papercoder", "run", "paper.md", "--model", f"replay:{recorded}", "--yes"],
        cwd=tmp_path,
        env={**os.environ, "PAPERCODER_DATA": str(tmp_path / "data"), "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode != 0
    lines = done.stderr.splitlines()
    assert lines[0].startswith("No sandbox works here, so nothing that is written will be run"), done.stderr
