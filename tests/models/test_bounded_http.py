"""Bodies of a model server that have no end, unfold into gigabytes, or are no chat completion at all."""

import gzip
import json
import tracemalloc
import zlib
from typing import Any

import pytest

from papercoder.errors import PaperCoderError
from papercoder.models.prompt import Prompt
from papercoder.models.providers.bounded_http import LARGEST_BODY
from tests.models.conftest import Clients
from tests.models.server import Handler, Server, Step, chat, raw

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
