"""Streamed answers are recorded as ordinary ones are, and what a server does not stream is not paid for twice."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from papercoder.models.following import CallUnderWay, calls_under_way, follow, following
from papercoder.models.prompt import Prompt
from papercoder.models.providers import streaming
from papercoder.models.recorded.call import Call
from tests.models.conftest import Clients
from tests.models.server import USAGE, Handler, Json, Server, Step, chat, cut_stream, raw, status, together
from tests.models.test_families import GOOGLE_WARNS, claude, gemini

PROMPT = Prompt("system", ("paper",), "# Task: coder")
TEXT = "```python\nx = 'naïve 東京'\n```\n" * 40 + "END"


@pytest.fixture(autouse=True)
def followed() -> Iterator[None]:
    """Look at every call, as a live view does, and forget what servers of earlier tests could do."""
    streaming.Streaming._refused.clear()
    streaming.Streaming._silent.clear()
    with following():
        yield


def meaning(call: Call) -> dict[str, Any]:
    return {name: value for name, value in call.to_json().items() if name not in {"started", "seconds"}}


def events(*parts: Json | str, kind: str = "text/event-stream") -> Step:
    """Send server-sent events, Anthropic's with their names."""

    def step(handler: Handler, body: Json) -> None:
        lines = []
        for part in parts:
            if isinstance(part, dict) and "type" in part:
                lines.append(f"event: {part['type']}\n")
            lines.append(f"data: {part if isinstance(part, str) else json.dumps(part)}\n\n")
        handler.send(200, "".join(lines).encode(), kind)

    return step


def piece(delta: Json, finish: str | None = None, usage: Json | None = None) -> Json:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]} | (
        {"usage": usage} if usage else {}
    )


def either(plain: Step, stream: Step) -> Step:
    return lambda handler, body: (stream if body.get("stream") else plain)(handler, body)


def claude_events(text: str) -> Step:
    usage = {"input_tokens": 10, "output_tokens": 5, "cache_read_input_tokens": 2600, "cache_creation_input_tokens": 40}
    message: Json = {
        "id": "m",
        "type": "message",
        "role": "assistant",
        "model": "c",
        "content": [],
        "stop_reason": None,
    }
    return events(
        {"type": "message_start", "message": message | {"usage": usage | {"output_tokens": 1}}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        *({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": c}} for c in text),
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": usage},
        {"type": "message_stop"},
    )


def gemini_events(text: str) -> Step:
    def part(said: str, written: int, **more: Any) -> Json:
        usage = {"promptTokenCount": 3000, "cachedContentTokenCount": 2048, "candidatesTokenCount": written}
        candidate = {"content": {"role": "model", "parts": [{"text": said}]}, "index": 0, **more}
        return {"candidates": [candidate], "usageMetadata": usage | {"totalTokenCount": 3000 + written}}

    return events(part(text[:9], 2), part(text[9:], 5, finishReason="STOP"))


FAMILIES = {
    "openai:m": (chat(TEXT), chat(TEXT)),
    "anthropic:claude-sonnet-5": (claude(TEXT), claude_events(TEXT)),
    "google_genai:gemini-2.5-pro": (gemini(TEXT), gemini_events(TEXT)),
}


@GOOGLE_WARNS
@pytest.mark.parametrize("model", list(FAMILIES))
async def test_a_streamed_answer_is_recorded_as_an_ordinary_one(
    model: str, server: Server, clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "none")
    monkeypatch.setenv("GOOGLE_API_KEY", "none")
    base = server.url if model.startswith("openai") else server.url.removesuffix("/v1")
    plain, stream = FAMILIES[model]
    server.steps = [plain]
    asked = clients("plain", model=model, base_url=base, stream=False)
    assert await asked.client.ask_text(PROMPT, str) == TEXT
    server.steps = [stream]
    streamed = clients("streamed", model=model, base_url=base)
    assert await streamed.client.ask_text(PROMPT, str) == TEXT
    assert meaning(streamed.records.calls()[0]) == meaning(asked.records.calls()[0])
    assert list(dict.fromkeys(streamed.names())) == ["call-started", "call-writing", "call-finished"]
    assert asked.names() == ["call-started", "call-finished"]


@pytest.mark.parametrize(
    "step",
    [
        chat(TEXT, "length"),
        chat(None, refusal="I must not write this."),
        chat(None, "content_filter"),
        chat("", usage=None),
        either(
            chat("ab"), events(piece({"content": "a"}, usage=USAGE), piece({"content": "b"}, "stop", USAGE), "[DONE]")
        ),
        either(chat("ab"), events(piece({"content": "ab"}, "stop"), piece({}, "stop", USAGE), "[DONE]")),
    ],
    ids=["cut", "refusal", "filter", "empty", "usage in every piece", "two reasons"],
)
async def test_reason_refusal_and_usage_are_those_of_an_ordinary_answer(
    step: Step, server: Server, clients: Clients
) -> None:
    found = []
    for stream in (False, True):
        server.steps = [step, chat("fine")]
        asked = clients(f"{stream}", stream=stream)
        await asked.client.ask_text(PROMPT, str)
        found.append([meaning(call) for call in asked.records.calls()])
    assert found[0] == found[1]
    assert sum(body.get("stream") is True for body in server.seen) >= 1


@pytest.mark.parametrize(
    "refused",
    [
        status(400, "Your organization must be verified to stream this model."),
        status(400, "Unrecognized request argument supplied: stream_options"),
        status(501, "streaming is not implemented"),
    ],
    ids=["stream", "stream_options", "not implemented"],
)
async def test_a_server_that_refuses_to_stream_is_asked_in_the_ordinary_way_from_then_on(
    refused: Step, server: Server, clients: Clients
) -> None:
    server.steps = [either(chat("fine"), refused)]
    for folder in ("one", "two"):
        asked = clients(folder)
        assert await asked.client.ask_text(PROMPT, str) == "fine"
        assert asked.names() == ["call-started", "call-finished"]
    assert [body.get("stream", False) for body in server.seen] == [True, False, False]


async def test_an_answer_that_comes_whole_although_a_stream_was_asked_for_is_taken(
    server: Server, clients: Clients
) -> None:
    message = {"role": "assistant", "content": TEXT}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    server.steps = [raw(json.dumps({"id": "1", "object": "chat.completion", "created": 1, "model": "m",
                                    "choices": [choice], "usage": USAGE}))]  # fmt: skip
    asked = clients()
    assert await asked.client.ask_text(PROMPT, str) == TEXT
    (call,) = asked.records.calls()
    assert (call.finish_reason, call.usage.input_tokens, call.usage.reasoning_tokens) == ("stop", 100, 5)
    assert len(server.seen) == 1


async def test_a_server_that_counts_ordinary_answers_alone_is_asked_for_those(server: Server, clients: Clients) -> None:
    server.steps = [either(chat("fine"), events(piece({"content": "fine"}, "stop"), "[DONE]"))]
    usages = []
    for folder in ("one", "two", "three"):
        asked = clients(folder)
        await asked.client.ask_text(PROMPT, str)
        usages.append(asked.records.calls()[0].usage)
    assert [body.get("stream", False) for body in server.seen] == [True, False, False]
    assert [usage.estimated for usage in usages] == [True, False, False]


async def test_a_server_that_never_counts_is_streamed_from(server: Server, clients: Clients) -> None:
    server.steps = [chat("fine", usage=None)]
    for folder in ("one", "two", "three"):
        await clients(folder).client.ask_text(PROMPT, str)
    assert [body.get("stream", False) for body in server.seen] == [True, False, True]


async def test_an_answer_that_breaks_off_is_asked_for_again_and_not_taken_for_whole(
    server: Server, clients: Clients
) -> None:
    server.steps = [cut_stream("fi", announced=False), chat("fine")]
    asked = clients()
    assert await asked.client.ask_text(PROMPT, str) == "fine"
    assert len(asked.records.calls()) == 1
    assert [body.get("stream", False) for body in server.seen] == [True, False]
    assert "call-retried" in asked.names()


def writing(until: Callable[[], bool]) -> Step:
    """Stream words until something has happened, for half a minute at most."""

    def step(handler: Handler, body: Json) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.end_headers()
        deadline, number = time.monotonic() + 30, 0
        while not until() and time.monotonic() < deadline:
            handler.wfile.write(f"data: {json.dumps(piece({'content': f'word{number} '}))}\n\n".encode())
            number += 1
            time.sleep(0.01)
        handler.wfile.write(f"data: {json.dumps(piece({}, 'stop', USAGE))}\n\ndata: [DONE]\n\n".encode())
        handler.close_connection = True

    return step


async def test_the_last_words_are_told_while_they_come_twice_a_second(server: Server, clients: Clients) -> None:
    asked = clients()
    server.steps = [writing(lambda: asked.names().count("call-writing") >= 3)]
    begin = time.monotonic()
    await asked.client.ask_text(PROMPT, str)
    told = [event for event in asked.events if event["event"] == "call-writing"]
    assert 3 <= len(told) <= 1 + (time.monotonic() - begin) / 0.5
    assert {event["call_id"] for event in asked.events} == {told[0]["call_id"]}
    assert [event["tokens"] for event in told] == sorted(event["tokens"] for event in told)
    assert told[-1]["words"].split()[-1].startswith("word")
    assert len(told[-1]["words"]) <= 160


async def test_a_page_of_another_process_asks_for_the_words_and_finds_them_in_the_run(
    server: Server, clients: Clients, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("papercoder.models.following._here", [])
    run = str(tmp_path / "run")
    seen: list[CallUnderWay] = []

    def page_has_words() -> bool:
        follow(run)
        seen.extend(calls_under_way(run))
        return bool(seen and seen[-1].words)

    server.steps = [chat("fine"), writing(page_has_words)]
    asked = clients()
    await asked.client.ask_text(PROMPT, str)
    assert calls_under_way(run) == ()
    assert "call-writing" not in asked.names()
    follow(run)
    await asked.client.ask_text(Prompt("system", ("paper",), "another"), str, subject="a.py")
    last = seen[-1]
    assert (last.agent, last.subject, last.call_id) == ("coder", "a.py", asked.events[-1]["call_id"])
    assert last.tokens > 0
    assert "word" in last.words
    assert calls_under_way(run) == ()


async def test_no_more_calls_are_streamed_at_once_than_a_process_can_follow(server: Server, clients: Clients) -> None:
    server.steps = [together("fine", 20)]
    asked = clients()
    await asyncio.gather(*(asked.client.ask_text(Prompt("system", (), f"{n}"), str) for n in range(20)))
    assert sum(body.get("stream", False) for body in server.seen) == 16
    await asked.client.ask_text(PROMPT, str)
    assert server.seen[-1]["stream"] is True


async def test_an_endless_stream_costs_no_memory_and_is_one_of_our_own_errors(server: Server, clients: Clients) -> None:
    def endless(handler: Handler, body: Json) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.end_headers()
        event = f"data: {json.dumps(piece({'content': 'x' * 20_000}))}\n\n".encode()
        try:
            while not handler.server.owner.closing.is_set():
                handler.wfile.write(event)
        except OSError:
            left.set()

    left = threading.Event()
    server.steps = [endless, chat("fine")]
    asked = clients()
    assert await asked.client.ask_text(PROMPT, str) == "fine"
    assert [call.finish_reason for call in asked.records.calls()] == ["malformed", "stop"]
    assert await asyncio.to_thread(left.wait, 10), "the connection was left open"
