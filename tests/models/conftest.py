"""A server, a run's records, and a client that asks the one and writes the other."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from papercoder.models.model_client import ModelClient
from papercoder.models.recorded.records import Records
from state.settings import AgentName, Settings
from tests.models.server import Server

SECRET = "sk-test-0123456789abcdef"
Clients = Callable[..., "RecordedClient"]


def made(**given: Any) -> Settings:
    return Settings.from_json(given)


class RecordedClient:
    """A client with what it emitted and wrote."""

    def __init__(self, folder: Path, settings: Settings, agent: AgentName) -> None:
        self.events: list[dict[str, Any]] = []
        self.folder = folder
        self.records = Records.open(str(folder))
        self.client = ModelClient(settings, self.records, agent, self.events.append, pause=0.01)

    def names(self) -> list[str]:
        return [event["event"] for event in self.events]


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


@pytest.fixture
def clients(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clients:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)

    def make(folder: str = "run/records", agent: AgentName = "coder", **settings: Any) -> RecordedClient:
        chosen = {"model": "openai:m", "base_url": server.url, "request_timeout": 10, "request_retries": 2}
        return RecordedClient(tmp_path / folder, made(**(chosen | settings)), agent)

    return make
