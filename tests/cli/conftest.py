"""The command line as real processes, with the test server as the model and a data folder per test."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from papercoder.runs.history import read_values
from tests.server.options import ServerOptions
from tests.server.paper import make_paper
from tests.server.running import RunningServer, serve

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-m", "papercoder")


@dataclass(frozen=True)
class Cli:
    """Runs commands in a working folder of their own."""

    folder: Path
    data: Path
    environment: dict[str, str]

    def __call__(self, *words: str, stdin: str = "", expect: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command to its end and compare its exit code."""
        done = subprocess.run(
            [*PROGRAM, *words],
            cwd=self.folder,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == expect, f"{words} -> {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stdout + done.stderr
        assert "Warning" not in done.stderr
        return done

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a command; the caller ends it."""
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [*PROGRAM, *words],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=pipe,
            stderr=pipe,
            text=True,
        )

    def config(self) -> dict[str, Any]:
        """Return the values of config.yaml in the newest run's state."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PAPERCODER_DATA", str(self.data))
            text = asyncio.run(read_values(self.last()))["config"]["text"]
        values: dict[str, Any] = yaml.safe_load(text)
        return values

    def last(self) -> str:
        """Return the id of the newest run."""
        return self("runs").stdout.splitlines()[1].split()[0]


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    """Serve a made-up project of four files."""
    with serve(ServerOptions(files=4)) as running:
        yield running


def make_cli(folder: Path, url: str) -> Cli:
    """Return a command line whose settings name that server."""
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("PAPERCODER_")}
    data = folder / "data"
    settings = {
        "PYTHONPATH": str(ROOT),
        "PAPERCODER_DATA": str(data),
        "PAPERCODER_SETTINGS": str(folder / "settings" / "settings.env"),
        "PAPERCODER_MODEL": "openai:test-model",
        "PAPERCODER_BASE_URL": url,
        "PAPERCODER_TRIAL": "false",
        "PAPERCODER_PRICE": "1.0,0.5,4.0",
        "OPENAI_API_KEY": "none",
        "COLUMNS": "100",
    }
    (folder / "paper.txt").write_text(make_paper(4), encoding="utf-8")
    return Cli(folder, data, inherited | settings)


@pytest.fixture
def cli(tmp_path: Path, server: RunningServer) -> Cli:
    """Return a command line with a data folder of this test and a paper called paper.txt."""
    return make_cli(tmp_path, server.url)


@pytest.fixture(scope="session")
def asked(tmp_path_factory: pytest.TempPathFactory, server: RunningServer) -> Path:
    """Return the folder of a command line whose only run waits for its review."""
    command_line = make_cli(tmp_path_factory.mktemp("asked"), server.url)
    told = command_line("run", "paper.txt", expect=3).stdout
    (command_line.folder / "told.txt").write_text(told, encoding="utf-8")
    return command_line.folder


@pytest.fixture
def waiting(cli: Cli, asked: Path) -> Cli:
    """Return a command line with its own copy of that run; what it printed is in told.txt."""
    shutil.copytree(asked, cli.folder, dirs_exist_ok=True)
    return cli


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, server: RunningServer) -> Cli:
    """Return a command line whose newest run is complete, its repository also in `out`; for tests that only look."""
    command_line = make_cli(tmp_path_factory.mktemp("finished"), server.url)
    command_line("run", "paper.txt", "--yes", "-o", "out")
    return command_line
