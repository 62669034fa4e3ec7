"""The real `langgraph dev` server, driven through its SDK, with the test server as the model."""

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from langgraph_sdk import get_client
from langgraph_sdk.client import LangGraphClient

from state.status import Report
from tests.server import RunningServer, ServerOptions, make_paper, serve
from tests.server.environment import environment_beside

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-for-the-tests"
QUICK = {"refine_rounds": 0, "audit": False, "trial": False}


@contextmanager
def langgraph_dev(model: RunningServer, folder: Path, **own: str) -> Iterator[str]:
    """Start the server on a free port; yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = environment_beside(model, folder, TOKEN, **own)
    command = [
        str(Path(sys.executable).with_name("langgraph")),
        "dev",
        "--no-browser",
        "--no-reload",
        "--port",
        str(port),
    ]
    config = ["--config", str(ROOT / "langgraph.json")]
    log = (folder / "server.log").open("w")
    with subprocess.Popen([*command, *config], cwd=folder, env=environment, stdout=log, stderr=log) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/ok", process, folder / "server.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            log.close()


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(960):  # on a busy machine it starts for minutes
        if process.poll() is not None:
            break
        try:
            if httpx.get(url, timeout=1).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.25)
    pytest.fail(f"the server did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("server")
    with serve(ServerOptions(files=5)) as model, langgraph_dev(model, folder, PAPERCODER_ALLOW_STATE_EDITS="1") as url:
        yield url


@pytest.fixture
async def client(address: str) -> AsyncIterator[LangGraphClient]:
    async with get_client(url=address, api_key=TOKEN) as connected:
        yield connected


async def run(client: LangGraphClient, thread: str, **given: Any) -> dict[str, Any]:
    result = await client.runs.wait(thread, "papercoder", raise_error=False, **given)
    assert isinstance(result, dict)
    return result


async def new_thread(client: LangGraphClient) -> str:
    thread = await client.threads.create()
    return str(thread["thread_id"])


async def test_a_run_stops_at_the_review_and_finishes_after_the_answer(client: LangGraphClient) -> None:
    thread = await new_thread(client)
    await run(client, thread, input={"paper_source": make_paper(5)}, context=QUICK)
    state = await client.threads.get_state(thread)
    assert state["next"] == ["config-review"]
    request = state["interrupts"][0]["value"]
    assert request["action_requests"][0]["name"] == "config_review"
    answer = {"decisions": [{"type": "approve"}]}
    result = await run(client, thread, command={"resume": answer}, context=QUICK)
    assert result["report"]["status"] == "complete"
    usage = result["report"]["usage"]
    assert usage["calls"] >= 9
    assert usage["input_tokens"] > usage["output_tokens"] > 0
    assert (await client.threads.get_state(thread))["values"]["usage"] == usage  # type: ignore[call-overload]
    folder = Path(result["report"]["repository"])
    assert set(result["repository"]) >= {"main.py", "config.yaml", "README.md", "TRACE.md", "requirements.txt"}
    for path, key in result["repository"].items():
        item = await client.store.get_item(("texts",), key=key)
        assert item["value"]["text"] == (folder / path).read_text()


async def test_a_chat_client_starts_a_run_and_reads_a_line_of_each_node(client: LangGraphClient) -> None:
    thread = await new_thread(client)
    asked: Any = {"type": "human", "content": [{"type": "text", "text": "Reproduce " + make_paper(5)}], "id": "asked"}
    lines = []
    stream: Any = client.runs.stream(
        thread, "papercoder", input={"messages": [asked]}, context=QUICK, stream_mode="updates"
    )
    async for part in stream:
        for node, update in (part.data if part.event == "updates" else {}).items():
            lines += [(node, m["content"]) for m in (update.get("messages", []) if isinstance(update, dict) else [])]
    node, review = lines.pop()
    assert (node, "## What to decide" in review) == ("design-ready", True)
    beside = ["config-writer", "logic-designer"]
    assert [node for node, _ in lines[:3]] == ["reader", "planner", "architect"]
    assert sorted(node for node, _ in lines[3:]) == beside
    assert all("\n" not in line and line.startswith(f"{node}: ") for node, line in lines)
    state: Any = await client.threads.get_state(thread)
    assert [m["type"] for m in state["values"]["messages"]] == ["human"] + ["ai"] * 6
    (request,) = state["interrupts"][0]["value"]["action_requests"]
    assert request["name"] == "config_review"
    assert review in request["description"]
    result = await run(client, thread, command={"resume": {"decisions": [{"type": "approve"}]}}, context=QUICK)
    assert result["report"]["status"] == "complete"
    state = await client.threads.get_state(thread)
    told: Any = state["values"]["messages"]
    assert told[-1]["content"].startswith("packager: complete, 5 of 5 files")
    assert len({m["id"] for m in told}) == len(told)


async def test_the_graph_and_its_settings_are_shown(client: LangGraphClient) -> None:
    (assistant,) = await client.assistants.search(graph_id="papercoder")
    schemas = await client.assistants.get_schemas(assistant["assistant_id"])
    settings: Any = schemas["context_schema"]
    assert all(field.get("description") for field in settings["properties"].values())
    for fields in (settings["properties"], schemas["config_schema"]["properties"]):  # type: ignore[index]
        assert fields["profile"]["metadata"]["x_oap_ui_config"]["type"] == "select"
    drawn = await client.assistants.get_graph(assistant["assistant_id"])
    assert "config-review" in {node["id"] for node in drawn["nodes"]}
    assert set(schemas["input_schema"]["properties"]) == {"paper_source", "messages"}  # type: ignore[index]
    assert set(schemas["output_schema"]["properties"]) == {"messages", "report", "repository"}  # type: ignore[index]
    assert "config.yaml" in str(assistant["description"])


@pytest.mark.parametrize(
    ("source", "context", "why"),
    [
        (str(ROOT / "README.md"), {}, "file"),
        ("http://127.0.0.1:9/paper.pdf", {}, "private"),
        ("http://169.254.169.254/latest/meta-data", {}, "private"),
        ("# A paper\n\nWith text.", {"base_url": "http://198.51.100.1/v1"}, "base_url"),
        ("# A paper\n\nWith text.", {"model": f"replay:{ROOT}"}, "replay"),
        ("# A paper\n\nWith text.", {"model": f"replay-loosely:{ROOT}"}, "replay-loosely"),
    ],
)
async def test_a_caller_gets_no_files_private_addresses_or_keys(
    client: LangGraphClient, source: str, context: Any, why: str
) -> None:
    thread = await new_thread(client)
    result = await run(client, thread, input={"paper_source": source}, context={**QUICK, **context})
    state = await client.threads.get_state(thread)
    assert "plan" not in state["values"]
    assert result["__error__"]["error"] in {"PaperError", "SettingsError"}
    assert why in result["__error__"]["message"]
    assert why in str(state["tasks"][0]["error"])
    report = Report.from_json(result["__error__"]["report"])
    assert report.status == "failed"
    assert f"{report.reason} {report.hint}" == result["__error__"]["message"]
    kept: Any = (await client.threads.get(thread))["error"]  # type: ignore[typeddict-item]  # the SDK's type lacks it
    assert kept["report"] == result["__error__"]["report"]
    again: Any = client.runs.stream(thread, "papercoder", context={**QUICK, **context}, stream_mode=["updates"])
    updates = [part.data async for part in again if part.event == "updates"]
    assert updates[-1]["reader"]["report"]["reason"] == report.reason


async def test_a_changed_plan_is_validated_like_an_answer(client: LangGraphClient) -> None:
    thread = await new_thread(client)
    await run(client, thread, input={"paper_source": make_paper(5)}, context=QUICK)
    values: Any = (await client.threads.get_state(thread))["values"]
    await client.threads.update_state(thread, {"config": {**values["config"], "entries": "nonsense"}})
    await run(client, thread, command={"resume": "approve"}, context=QUICK)
    assert (await client.threads.get(thread))["status"] == "error"
    await client.threads.update_state(thread, {"config": values["config"]})
    result = await run(client, thread, command={"resume": "approve"}, context=QUICK)
    assert result["report"]["status"] == "complete"


def test_the_example_is_finished_on_the_server(tmp_path: Path) -> None:
    """The operator's own environment names the recorded calls and lets callers name files."""
    own = {
        "PAPERCODER_MODEL": f"replay-loosely:{ROOT / 'examples/recorded'}",
        "PAPERCODER_BASE_URL": "",
        "PAPERCODER_ALLOW_FILES": "1",
    }
    with serve(ServerOptions(files=4)) as model, langgraph_dev(model, tmp_path, **own) as url:
        asyncio.run(_example(url))
        assert model.requests == []


async def _example(url: str) -> None:
    async with get_client(url=url, api_key=TOKEN) as client:
        thread = await new_thread(client)
        await run(client, thread, input={"paper_source": str(ROOT / "examples/paper/paper.pdf")})
        assert (await client.threads.get_state(thread))["next"] == ["config-review"]
        result = await run(client, thread, command={"resume": {"decisions": [{"type": "approve"}]}})
        assert result["report"]["status"] == "complete"
        assert result["report"]["files_written"] == result["report"]["files_planned"] >= 5
