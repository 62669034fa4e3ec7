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


def test_the_commands_say_it_once_before_anything_else(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    for name in ("one", "two"):
        (papers / f"{name}.md").write_text(f"# Paper {name}\n\n## 1 Method\n\nWe add one.\n")
    recorded = Path(__file__).parents[2] / "examples/recorded"

    def said(*words: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-m", "papercoder", *words],
            cwd=tmp_path,
            env={**os.environ, "PAPERCODER_DATA": str(tmp_path / "data"), "PATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode != 0
        return done.stderr.splitlines()

    model = ("--model", f"replay:{recorded}", "--yes")
    for words in (("run", "papers/one.md", *model), ("batch", "papers", *model), ("resume", "last")):
        lines = said(*words)
        assert lines[0].startswith("No sandbox works here, so nothing that is written will be run"), lines
        assert sum("No sandbox works" in line for line in lines) == 1
