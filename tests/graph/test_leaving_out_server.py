"""Leaving a requirement out through langgraph_sdk against the real `langgraph dev`, and by an edit of the state."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from langgraph_sdk import get_client
from langgraph_sdk.client import LangGraphClient

from tests.graph.test_server import QUICK, TOKEN, langgraph_dev, new_thread, run
from tests.graph.without import options_without
from tests.server import make_paper, serve

REASON = "the data is not public"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("server")
    with serve(options_without("R2")) as model, langgraph_dev(model, folder, PAPERCODER_ALLOW_STATE_EDITS="1") as url:
        yield url


@pytest.fixture
async def client(address: str) -> AsyncIterator[LangGraphClient]:
    async with get_client(url=address, api_key=TOKEN) as connected:
        yield connected


async def asked(client: LangGraphClient, thread: str) -> dict[str, Any]:
    state = await client.threads.get_state(thread)
    assert state["next"] == ["config-review"]
    action: dict[str, Any] = state["interrupts"][0]["value"]["action_requests"][0]
    return action


async def test_a_client_leaves_out_is_asked_again_and_mends_it(client: LangGraphClient) -> None:
    thread = await new_thread(client)
    await run(client, thread, input={"paper_source": make_paper(4)}, context=QUICK)
    form = (await asked(client, thread))["args"]
    answer = [{"type": "edit", "args": {"action": "config_review", "args": {**form, "leave_out": '{"R2": ""}'}}}]
    await run(client, thread, command={"resume": answer}, context=QUICK)
    again = await asked(client, thread)
    assert "R2 needs a reason" in again["description"]
    assert again["args"]["leave_out"] == {"R2": ""}
    args = {**again["args"], "leave_out": {"R2": REASON}}
    mended = {"decisions": [{"type": "edit", "edited_action": {"name": "config_review", "args": args}}]}
    result = await run(client, thread, command={"resume": mended}, context=QUICK)
    assert result["report"]["status"] == "complete"
    assert result["report"]["not_implemented"] == [f"R2: decided by the reviewer: {REASON}"]
    assert f"decided by the reviewer: {REASON}" in Path(result["report"]["repository"], "README.md").read_text()


async def test_an_edit_of_the_state_leaves_out_even_what_the_design_still_gives_to_a_file(
    client: LangGraphClient,
) -> None:
    thread = await new_thread(client)
    await run(client, thread, input={"paper_source": make_paper(4)}, context=QUICK)
    values: Any = (await client.threads.get_state(thread))["values"]
    left_out = [{"requirement": "R2", "reason": REASON}]
    await client.threads.update_state(thread, {"architecture": {**values["architecture"], "left_out": left_out}})
    await run(client, thread, input=None, context=QUICK)
    shown = (await asked(client, thread))["args"]
    assert shown["left_out"] == left_out
    result = await run(client, thread, command={"resume": "approve"}, context=QUICK)
    assert result["report"]["not_implemented"] == [f"R2: {REASON}"]
    after: Any = (await client.threads.get_state(thread))["values"]
    assert after["architecture"]["left_out"] == left_out
    assert not any("R2" in file["owns"] for file in after["architecture"]["files"])
    assert not any("R2" in file["requirements"] for file in after["logic"]["files"])
    assert result["report"]["status"] == "complete"
