"""A data folder of the test's own, and the command as a process."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from papercoder.sandbox import bubblewrap
from papercoder.sandbox.backend import BackendState

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("PAPERCODER_DATA", str(folder))
    return folder


@pytest.fixture
def confined() -> None:
    found = bubblewrap.find()
    if isinstance(found, BackendState):
        pytest.skip(f"bubblewrap does not work here: {found.reason}")


@pytest.fixture
def start(data: Path) -> Start:
    """Start `papercoder reproduce` with these words."""

    def started(*words: str, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "papercoder", "reproduce", *words],
            env={**os.environ, "PAPERCODER_DATA": str(data), **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            stdin=subprocess.DEVNULL,
        )

    return started
