"""Every client's answer shape through the whole graph; more shapes in tests/review."""

from pathlib import Path

import pytest

from tests.graph.driving import drive
from tests.server import ServerOptions, serve

ANSWERS = {
    "agent-chat-ui": {"decisions": [{"type": "approve"}]},
    "Agent Inbox, older": [{"type": "accept", "args": None}],
    "Agent Inbox": {"decisions": [{"type": "approve", "args": None}]},
    "a word": "approve",
    "a truth value": True,
    "a program": {"set": {"training.epochs": 7}},
}


@pytest.mark.parametrize("client", ANSWERS)
async def test_each_client_is_understood(client: str, tmp_path: Path) -> None:
    with serve(ServerOptions(files=4)) as server:
        run = await drive(server, tmp_path, [ANSWERS[client]], audit=False)
    (request,) = run.requests
    assert request["review_configs"][0]["allowed_decisions"] == ["approve", "edit", "reject"]
    assert run.state["config"]["reviewed"]
    assert run.report["status"] == "complete"


async def test_without_a_person_the_report_says_so(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4)) as server:
        run = await drive(server, tmp_path, audit=False)
    assert run.requests == []
    assert run.report["unreviewed"]
