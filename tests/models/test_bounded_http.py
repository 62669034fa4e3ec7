"""Bodies of a model server that have no end, unfold into gigabytes, or are no chat completion at all."""

import asyncio
import contextlib
import gzip
import json
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from papercoder.errors import PaperCoderError
from papercoder.models.prompt import Prompt
from papercoder.models.providers.bounded_http import LARGEST_BODY, LARGEST_STREAM
from papercoder.models.providers.clients import client
from tests.models.conftest import Clients, made
from tests.models.server import Handler, Server, Step, chat, raw
from tests.models.test_families import GOOGLE_WARNS, claude, gemini

PROMPT = Prompt("system", ("paper",), "# Task: coder")
BOMB = gzip.compress(b" " * (40 * LARGEST_BODY), 9)


def compressed(data: bytes, encoding: str) -> Step:
    return lambda handler, body: handler.send(200, data, content_encoding=encoding)


def endless(handler: Handler, body: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.send_header("content-type", "application/json")
    handler.end_headers()
    for _ in range(3 * LARGEST_BODY // 1_000_000):
        handler.wfile.write(b" " * 1_000_000)


def completion(text: str, usage: str) -> str:
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    body = json.dumps({"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]})
    return body[:-1] + f', "usage": {usage}}}'


@pytest.mark.parametrize(
    "step",
    [
        endless,
        compressed(BOMB, "gzip"),
        compressed(zlib.compress(b" " * (3 * LARGEST_BODY)), "deflate"),
        compressed(b"not compressed at all", "gzip"),
        compressed(b"????", "br"),
        raw("[" * 100_000),
        raw('{"choices": ' + "[" * 100_000),
        raw(completion("x" * 3_000_000, "{}")),
        raw("1" * 5000),
    ],
    ids=["endless", "gzip bomb", "deflate", "no gzip", "br", "brackets", "nested", "long text", "digits"],
)
async def test_such_a_body_is_one_of_our_own_errors_and_costs_no_memory(
    step: Step, server: Server, clients: Clients
) -> None:
    server.steps = [chat("fine"), step]
    await clients("first").client.ask_text(PROMPT, str)  # imports the provider's package, which is slow to trace
    tracemalloc.start()
    with pytest.raises(PaperCoderError):
        await clients(request_retries=0, answer_attempts=1).client.ask_text(PROMPT, str)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 * LARGEST_BODY


@pytest.mark.parametrize("usage", ['{"prompt_tokens": NaN, "completion_tokens": Infinity}', '{"prompt_tokens": 1e300}'])
async def test_a_usage_that_is_no_number_does_not_cost_the_reply(usage: str, server: Server, clients: Clients) -> None:
    server.steps = [raw(completion("an answer", usage))]
    assert "an answer" in await clients().client.ask_text(PROMPT, str)


async def test_an_honest_compressed_answer_is_read(server: Server, clients: Clients) -> None:
    server.steps = [compressed(gzip.compress(completion("an answer", "{}").encode()), "gzip")]
    assert await clients().client.ask_text(PROMPT, str) == "an answer"


MODELS = {"anthropic:claude-sonnet-5": claude, "google_genai:gemini-2.5-pro": gemini}


@pytest.fixture
def elsewhere(server: Server, clients: Clients, monkeypatch: pytest.MonkeyPatch) -> Clients:
    """Clients of providers other than OpenAI."""
    for name in ("ANTHROPIC_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.setenv(name, "none")
    return lambda *folder, **given: clients(*folder, base_url=server.url.removesuffix("/v1"), **given)


@GOOGLE_WARNS
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    "step",
    [endless, compressed(BOMB, "gzip"), compressed(b"????", "br"), raw("[" * 100_000), None],
    ids=["endless", "gzip bomb", "br", "brackets", "long text"],
)
async def test_the_bounds_hold_for_every_family(
    step: Step | None, model: str, server: Server, elsewhere: Clients
) -> None:
    answer: Callable[[str], Step] = MODELS[model]
    server.steps = [answer("fine"), step or answer("x" * 3_000_000)]
    await elsewhere("first", model=model).client.ask_text(PROMPT, str)
    tracemalloc.start()
    with pytest.raises(PaperCoderError) as raised:
        await elsewhere(model=model, request_retries=0, answer_attempts=1).client.ask_text(PROMPT, str)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 * LARGEST_BODY
    if step is endless:
        assert "longer than 20 MB" in raised.value.message


def streamed(handler: Handler, body: dict[str, Any]) -> None:
    """Stream events of 100 kB until the other side has had enough, with 500 MB as the end."""
    handler.send_response(200)
    handler.send_header("content-type", "text/event-stream")
    handler.end_headers()
    for _ in range(5_000):
        handler.wfile.write(b": " + b"x" * 100_000 + b"\n\n")
        handler.server.owner.sent += 100_002


@GOOGLE_WARNS
@pytest.mark.parametrize("model", ["openai:m", *MODELS])
async def test_a_stream_is_cut_off_while_it_arrives(model: str, server: Server, elsewhere: Clients) -> None:
    server.steps = [streamed]
    base = server.url if model.startswith("openai") else server.url.removesuffix("/v1")
    asked = client(made(model=model, base_url=base, request_timeout=30), "coder", asyncio.get_running_loop())
    with contextlib.suppress(Exception):  # each package has its own
        async for _ in asked.astream("text"):
            pass
    assert server.sent < 2 * LARGEST_STREAM
