"""Pages served by a real process, over runs made by the command line; a real Chromium where it is installed."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import PROGRAM, Cli, make_cli
from tests.server.options import ServerOptions
from tests.server.running import RunningServer, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")


@dataclass(frozen=True)
class Pages:
    """Pages that are served: `address` holds the token, `root` does not."""

    cli: Cli
    address: str
    process: int = 0

    @property
    def root(self) -> str:
        return self.address.split("/?")[0]

    @cached_property
    def run(self) -> str:
        """The newest run, read from the folder: a process that lists the runs takes a second."""
        cards = [json.loads(path.read_text()) for path in self.cli.data.glob("runs/*/run.json")]
        return str(max(cards, key=lambda card: str(card["started"]))["id"])


@contextmanager
def serve_pages(cli: Cli) -> Iterator[Pages]:
    """Serve the pages of a command line's runs until the block ends."""
    pipe, words = subprocess.PIPE, [*PROGRAM, "web"]
    process = subprocess.Popen(words, cwd=cli.folder, env=cli.environment, stdout=pipe, stderr=pipe, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        match = re.search(r"http://\S+", process.stdout.readline())
        assert match, process.stderr.read()
        yield Pages(cli, match[0], process.pid)
    finally:
        process.terminate()
        _, errors = process.communicate(timeout=60)
        assert "Traceback" not in errors, errors


@pytest.fixture(scope="session")
def model() -> Iterator[RunningServer]:
    with serve(ServerOptions(files=4)) as running:
        yield running


@pytest.fixture(scope="session")
def asked(tmp_path_factory: pytest.TempPathFactory, model: RunningServer) -> Path:
    """Return the folder of a command line whose only run waits for its review."""
    cli = make_cli(tmp_path_factory.mktemp("asked"), model.url)
    cli("run", "paper.txt", expect=3)
    return cli.folder


@pytest.fixture
def waiting(tmp_path: Path, asked: Path, model: RunningServer) -> Cli:
    """Return a command line with its own copy of that run."""
    shutil.copytree(asked, tmp_path, dirs_exist_ok=True)
    return make_cli(tmp_path, model.url)


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory, asked: Path, model: RunningServer) -> Iterator[Pages]:
    """Serve a data folder that each test fills anew; a server opens its database for every page."""
    cli = make_cli(tmp_path_factory.mktemp("shared"), model.url)
    shutil.copytree(asked / "data", cli.data)
    with serve_pages(cli) as served:
        yield served


@pytest.fixture
def pages(asked: Path, shared_server: Pages) -> Pages:
    """Return pages with that run as it was; for tests that start no process which may outlive them."""
    shutil.rmtree(shared_server.cli.data)
    shutil.copytree(asked / "data", shared_server.cli.data)
    assert shared_server.run  # looked up now, before a test adds runs of its own
    return shared_server


@pytest.fixture
def own_pages(waiting: Cli) -> Iterator[Pages]:
    """Serve that run alone; for tests that have it go on."""
    with serve_pages(waiting) as served:
        yield served


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """Serve the recorded example, waiting for its review: a real paper with pages."""
    cli = make_cli(tmp_path_factory.mktemp("example"), "http://127.0.0.1:9/v1")
    paper, recorded = ROOT / "examples/paper/paper.pdf", ROOT / "examples/recorded"
    cli("run", str(paper), "--model", f"replay-loosely:{recorded}", expect=3)
    with serve_pages(cli) as served:
        yield served


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    """Start a browser for one module: Playwright's event loop in the main thread would stop `asyncio.run` of others."""
    if not CHROMIUM:
        pytest.skip("no Chromium is installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
