import asyncio
import time
from email.utils import formatdate
from typing import Any

import pytest

from papercoder.errors import ProviderError, TransientError
from papercoder.models.prompt import Prompt
from papercoder.models.providers.chat import backoff
from papercoder.models.providers.failures import scrub
from state.review import Review
from tests.models.conftest import SECRET, Clients
from tests.models.server import Handler, Server, Step, chat, hang, raw, reset, status

PROMPT = Prompt("system", ("paper",), "# Task: coder")


@pytest.mark.parametrize(
    "fault",
    [status(429), status(500), status(503), status(408), reset],
    ids=["429", "500", "503", "408", "reset"],
)
async def test_faults_that_pass_are_tried_again(server: Server, clients: Clients, fault: Step) -> None:
    server.steps = [fault, chat("fine")]
    asked = clients()
    assert await asked.client.ask_text(PROMPT, str) == "fine"
    assert len(server.seen) == 2
    assert asked.names() == ["call-started", "call-retried", "call-finished"]
    assert len(asked.records.calls()) == 1


async def test_retries_are_bounded_and_end_in_a_transient_error(server: Server, clients: Clients) -> None:
    server.steps = [status(503, "busy")]
    asked = clients()
    with pytest.raises(TransientError, match="openai:m answered HTTP 503: busy"):
        await asked.client.ask_text(PROMPT, str)
    assert len(server.seen) == 3
    assert asked.events[-1]["event"] == "call-finished"
    assert "503" in asked.events[-1]["reason"]


async def test_retry_after_is_honoured(server: Server, clients: Clients) -> None:
    server.steps = [status(429, Retry_After="0.4"), status(429, retry_after_ms="200"), chat("fine")]
    begin = time.monotonic()
    await clients().client.ask_text(PROMPT, str)
    assert time.monotonic() - begin >= 0.6


async def test_a_wait_of_an_hour_is_said_instead_of_waited(server: Server, clients: Clients) -> None:
    server.steps = [status(429, Retry_After=formatdate(time.time() + 3600, usegmt=True))]
    with pytest.raises(TransientError, match=r"asks to wait 3\d\d\d seconds"):
        await clients().client.ask_text(PROMPT, str)


async def test_a_hang_ends_at_the_timeout(server: Server, clients: Clients) -> None:
    server.steps = [hang]
    begin = time.monotonic()
    with pytest.raises(TransientError, match="did not answer in time"):
        await clients(request_timeout=0.3, request_retries=1).client.ask_text(PROMPT, str)
    assert 0.6 <= time.monotonic() - begin < 8


async def test_no_server_at_all(server: Server, clients: Clients) -> None:
    server.close()
    with pytest.raises(TransientError, match="The connection to openai:m failed") as e:
        await clients(request_retries=1).client.ask_text(PROMPT, str)
    assert "server is running" in e.value.hint


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (status(401, f"Incorrect API key provided: {SECRET}"), "OPENAI_API_KEY"),
        (status(403), "may not use"),
        (status(404, "the model `m` does not exist"), "usually ends in /v1"),
        (status(400, "maximum context length is 8192 tokens"), "larger context window"),
        (status(400, "the request exceeds the available context size (4096)"), "larger context window"),
        (status(400, "unsupported value: 'temperature'"), "temperature"),
        (status(429, "You exceeded your current quota, please check your plan"), "top it up"),
        (status(422, "no such parameter"), "no such parameter"),
    ],
)
async def test_refusals_are_not_tried_again(server: Server, clients: Clients, step: Step, said: str) -> None:
    server.steps = [step]
    asked = clients()
    with pytest.raises(ProviderError) as e:
        await asked.client.ask_json(PROMPT, Review, lambda _: [])
    assert said in str(e.value)
    assert SECRET not in str(e.value) + str(asked.events)
    assert len(server.seen) == 1
    assert asked.records.calls() == ()


async def test_a_fault_inside_a_reply_is_tried_again(server: Server, clients: Clients) -> None:
    server.steps = [raw('{"error": {"message": "upstream is down", "code": 502}}'), chat("fine")]
    assert await clients().client.ask_text(PROMPT, str) == "fine"


async def test_cancelling_ends_the_request(server: Server, clients: Clients) -> None:
    server.steps = [hang]
    asked = clients()
    task = asyncio.create_task(asked.client.ask_text(PROMPT, str))
    await server.first_request()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert asked.events[-1]["reason"] == "interrupted"
    assert asked.records.calls() == ()


def _refusing(levels: set[str], words: str) -> Step:
    def step(handler: Handler, body: dict[str, Any]) -> None:
        kind = body.get("response_format", {}).get("type", "")
        (status(400, words) if kind in levels else chat('{"issues": []}'))(handler, body)

    return step


@pytest.mark.parametrize(
    ("refused", "words", "formats"),
    [
        (set(), "", ["json_schema"]),
        ({"json_schema"}, "This response_format type is unavailable now", ["json_schema", "json_object"]),
        ({"json_schema", "json_object"}, "unknown field response_format", ["json_schema", "json_object", None]),
        ({"json_object", "json_schema"}, "failed to parse grammar", ["json_schema", "json_object", None]),
    ],
)
async def test_the_response_format_is_negotiated_once(
    server: Server, clients: Clients, refused: set[str], words: str, formats: list[str | None]
) -> None:
    server.steps = [_refusing(refused, words)]
    asked = clients()
    for task in ("one", "two"):
        await asked.client.ask_json(Prompt("s", (), task), Review, lambda _: [])
    kinds = [body.get("response_format", {}).get("type") for body in server.seen]
    assert kinds == [*formats, formats[-1]]
    schema = server.seen[0]["response_format"]["json_schema"]
    assert schema["strict"] is False
    assert schema["schema"] == Review.model_json_schema()


async def test_settings_reach_the_request(server: Server, clients: Clients) -> None:
    server.steps = [chat("fine")]
    await clients(temperature=0.5, reasoning_effort="low", max_output_tokens=999).client.ask_text(PROMPT, str)
    body = server.seen[0]
    assert (body["temperature"], body["reasoning_effort"]) == (0.5, "low")
    assert 999 in {body.get("max_tokens"), body.get("max_completion_tokens")}
    assert "prompt_cache_key" not in body


async def test_a_failing_run_waits_for_the_replies_that_are_under_way(server: Server, clients: Clients) -> None:
    server.steps = [chat("late", wait=0.5), status(401)]
    asked = clients()

    async def ask(task: str, delay: float) -> str:
        await asyncio.sleep(delay)
        return await asked.client.ask_text(Prompt("s", (), task), str)

    tasks = [asyncio.create_task(ask("one", 0)), asyncio.create_task(ask("two", 0.2))]
    with pytest.raises(ProviderError):
        await tasks[1]
    assert [call.answer for call in asked.records.calls()] == ["late"]
    assert await tasks[0] == "late"


async def test_no_key_in_the_records(server: Server, clients: Clients) -> None:
    server.steps = [status(500, SECRET), chat("fine")]
    asked = clients()
    await asked.client.ask_text(PROMPT, str)
    written = [path.read_text() for path in asked.folder.rglob("*.*")]
    assert len(written) == 4
    assert not [text for text in written if SECRET in text or server.url in text]
    assert SECRET not in str(asked.events)


def test_secrets_are_taken_out_of_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ODD_API_KEY", "plainlooking42")
    text = scrub("key sk-abcdef123456 at http://me:pw@host/v1 with Bearer abc.def and plainlooking42")
    assert text == "key [secret] at http://[secret]host/v1 with [secret] and [secret]"


@pytest.mark.parametrize(
    "echo",
    [
        "Ab3dEf6hIj9l",
        "proj-Ab3dEf6hIj9l",
        "AB3DEF6HIJ9L",
        "ab3def6hij9l.",
        "key=Ab3dEf6hIj9lMn2p",
        "Bad key:dEf6hIj9l!",
    ],
)
def test_a_key_that_comes_back_without_its_prefix_is_taken_out(monkeypatch: pytest.MonkeyPatch, echo: str) -> None:
    monkeypatch.setenv("ODD_API_KEY", "sk-proj-Ab3dEf6hIj9l_Mn2p" if "Mn2p" not in echo else "sk-Ab3dEf6hIj9lMn2p")
    assert "ef6hij9" not in scrub(f"Incorrect API key provided: {echo} for the organisation").lower()
    assert "Incorrect API key provided" in scrub(f"Incorrect API key provided: {echo}")


def test_backoff_doubles_up_to_a_minute() -> None:
    assert 0.75 <= backoff(1, 1) <= 1
    assert 3 <= backoff(1, 3) <= 4
    assert backoff(1, 50) <= 60
