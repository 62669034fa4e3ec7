"""`papercoder batch --server` as a process, against the real `langgraph dev` with the test server as its model."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.graph.test_server import TOKEN, langgraph_dev
from tests.server import RunningServer, ServerOptions, make_paper, serve

QUICK = {"PAPERCODER_REFINE_ROUNDS": "0", "PAPERCODER_AUDIT": "false", "PAPERCODER_TRIAL": "false"}


@dataclass
class Place:
    """A person's machine beside a server, which others use too."""

    url: str
    model: RunningServer
    folder: Path
    before: int = 0
    """Requests that the model had answered before."""

    def requests(self) -> list[Any]:
        return list(self.model.requests[self.before :])

    def command(self, *words: str, token: str = TOKEN) -> "subprocess.Popen[str]":
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PAPERCODER_DATA": str(self.folder / "here"),
            "LANGGRAPH_API_KEY": token,
        }
        return subprocess.Popen(
            [sys.executable, "-m", "papercoder", *words],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *words: str, token: str = TOKEN) -> tuple[int, str]:
        process = self.command(*words, token=token)
        output, _ = process.communicate(timeout=240)
        return process.returncode, output

    def papers(self, count: int) -> list[str]:
        paths = [self.folder / f"paper-{number}.md" for number in range(count)]
        for number, path in enumerate(paths):
            path.write_text(make_paper(4).replace("# Layered", f"# {self.folder.name} {number}: Layered", 1))
        return [path.name for path in paths]

    def statuses(self) -> Counter[str]:
        files = (self.folder / "here/runs").glob("*/status.json")
        return Counter(json.loads(file.read_text())["status"] for file in files)

    def asked_twice(self) -> list[Any]:
        asked = Counter((r.agent, r.subject, r.key) for r in self.requests())
        return [key for key, times in asked.items() if times > 1]


WHOLE = ("--set", "context_policy=full")
"""Every prompt holds its paper, so that equal requests are repeated ones: slices of papers with one plan are alike."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, RunningServer]]:
    """Start one for all tests: that takes longer than most of them."""
    folder = tmp_path_factory.mktemp("server")
    with serve(ServerOptions(files=4)) as model, langgraph_dev(model, folder, **QUICK) as url:
        yield url, model


@pytest.fixture
def place(server: tuple[str, RunningServer], tmp_path: Path) -> Place:
    url, model = server
    return Place(url, model, tmp_path, len(model.requests))


def test_papers_are_sent_and_their_repositories_come_back(place: Place) -> None:
    code, output = place.run("batch", *place.papers(3), "--server", place.url, "--yes", "-o", "out", *WHOLE)
    assert code == 0, output
    assert place.statuses() == {"complete": 3}
    repositories = list((place.folder / "out").iterdir())
    assert len(repositories) == 3
    assert all((r / "main.py").is_file() and (r / "TRACE.md").is_file() for r in repositories)
    titles = {(r / "README.md").read_text().splitlines()[0] for r in repositories}
    assert len(titles) == 3
    files = (place.folder / "here/runs").glob("*/status.json")
    assert sum(json.loads(file.read_text())["usage"]["calls"] for file in files) == len(place.requests())
    assert place.asked_twice() == []


def test_a_client_that_is_killed_finds_its_runs_again(place: Place) -> None:
    papers = place.papers(3)
    process = place.command("batch", *papers, "--server", place.url, "--yes", "-o", "out", *WHOLE)
    until = time.monotonic() + 120
    while not place.requests() and time.monotonic() < until:
        time.sleep(0.05)
    process.kill()
    process.communicate()
    code, output = place.run("batch", "--resume", "last")
    assert code == 0, output
    assert place.statuses() == {"complete": 3}
    assert place.asked_twice() == []


def test_reviews_wait_are_listed_and_are_answered_from_here(place: Place) -> None:
    code, output = place.run("batch", *place.papers(2), "--server", place.url)
    assert code == 3, output
    runs = sorted(p.name for p in (place.folder / "here/runs").iterdir())
    assert all(f"papercoder resume {run}" in output for run in runs)
    assert place.statuses() == {"waiting for review": 2}
    code, output = place.run("resume", runs[0], "--approve")
    assert code == 0, output
    assert output.rstrip().splitlines()[-1].startswith("complete")
    assert place.statuses() == {"waiting for review": 1, "complete": 1}
    assert place.asked_twice() == []


def test_what_goes_wrong_is_said_in_words(place: Place) -> None:
    papers = place.papers(1)
    code, output = place.run("batch", *papers, "--server", "ftp://nowhere")
    assert (code, "is no address of a server" in output) == (2, True), output
    assert not (place.folder / "here/runs").exists()
    code, output = place.run("batch", *papers, "--server", place.url, token="wrong-token-00000001")
    assert code == 1, output
    assert "LANGGRAPH_API_KEY" in output
    assert "Traceback" not in output
    code, output = place.run("batch", "--resume", "last", "--yes")
    assert code == 0, output
