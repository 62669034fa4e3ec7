"""A repository on disk, a paper, and a server that answers as judge."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from papercoder.evaluation.judging.session import JudgeSession
from papercoder.papers.read import read_paper
from papercoder.settings import Permissions, permit
from state.paper import Paper
from state.settings import Settings
from tests.server import Fault, RunningServer, ServerOptions, make_paper, serve
from tests.server.project import build_project
from tests.server.sources import source

FILES = 5


@pytest.fixture(autouse=True)
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A data folder of its own, and the permissions of a local caller."""
    monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    permit(Permissions(files=True, private_urls=True, base_url=True))
    yield
    permit(None)


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    with serve(ServerOptions(files=FILES)) as running:
        yield running


@pytest.fixture
async def paper() -> Paper:
    return await read_paper(make_paper(FILES), allow_files=False, allow_private_urls=False)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The made-up project as a folder."""
    project = build_project(FILES)
    for file in project.files:
        place = tmp_path / "repository" / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(source(project, file))
    (tmp_path / "repository/README.md").write_text("# Everything is implemented\n")
    return tmp_path / "repository"


def settings_for(server: RunningServer, **more: Any) -> Settings:
    known = {"model": "openai:test-model", "base_url": server.url, "request_retries": 0, "price": (1.1, 0.55, 4.4)}
    return Settings(**{**known, **more})


def faulty(*faults: Fault) -> ServerOptions:
    return ServerOptions(files=FILES, faults=faults)


async def session(server: RunningServer, folder: Path, **more: Any) -> JudgeSession:
    return await JudgeSession.open(settings_for(server, **more), str(folder))
