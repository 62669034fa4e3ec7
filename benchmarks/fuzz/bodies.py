"""Bodies that model servers send over HTTP, to the clients of three families: plain, compressed, cut, streamed, raw."""

# ruff: noqa: E501  # seeds read better whole

import asyncio
import gzip
import hashlib
import socket
import threading
import zlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from benchmarks.fuzz.reader import Reader
from papercoder.errors import PaperCoderError

__all__ = ["BODIES"]

_OPENAI = (
    b"""{"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [{"index": 0, "finish_reason": "stop",
"message": {"role": "assistant", "content": "An answer", "refusal": null, "tool_calls": [{"id": "a", "type": "function",
"function": {"name": "f", "arguments": "{\\"a\\": 1}"}}]}}], "usage": {"prompt_tokens": 10, "completion_tokens": 5,
"total_tokens": 15, "prompt_tokens_details": {"cached_tokens": 3}, "completion_tokens_details": {"reasoning_tokens": 2}}}""",
    b'{"error": {"message": "This is wrong", "type": "invalid_request_error", "param": null, "code": "x"}}',
    b'data: {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0, "delta": {"role": "assistant", "content": "An"}, "finish_reason": null}]}\n\ndata: {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0, "delta": {"content": " answer"}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}}\n\ndata: [DONE]\n\n',
)
_ANTHROPIC = (
    b"""{"id": "m", "type": "message", "role": "assistant", "model": "c", "stop_reason": "end_turn", "stop_sequence": null,
"content": [{"type": "text", "text": "An answer", "citations": null}, {"type": "thinking", "thinking": "x", "signature": "y"}],
"usage": {"input_tokens": 10, "output_tokens": 5, "cache_read_input_tokens": 3, "cache_creation_input_tokens": 4}}""",
    b'{"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}',
    b'event: message_start\ndata: {"type": "message_start", "message": {"id": "m", "type": "message", "role": "assistant", "model": "c", "content": [], "stop_reason": null, "stop_sequence": null, "usage": {"input_tokens": 3, "output_tokens": 1}}}\n\nevent: content_block_start\ndata: {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}\n\nevent: content_block_delta\ndata: {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "An answer"}}\n\nevent: content_block_stop\ndata: {"type": "content_block_stop", "index": 0}\n\nevent: message_delta\ndata: {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": null}, "usage": {"output_tokens": 5}}\n\nevent: message_stop\ndata: {"type": "message_stop"}\n\n',
)
_GOOGLE = (
    b"""{"candidates": [{"content": {"role": "model", "parts": [{"text": "An answer"}, {"text": "x", "thought": true}]},
"finishReason": "STOP", "index": 0, "safetyRatings": [], "avgLogprobs": -0.1}], "modelVersion": "g", "promptFeedback": {},
"usageMetadata": {"promptTokenCount": 30, "cachedContentTokenCount": 20, "candidatesTokenCount": 5, "totalTokenCount": 35}}""",
    b'{"error": {"code": 400, "message": "API key not valid", "status": "INVALID_ARGUMENT", "details": [{"@type": "x"}]}}',
    b'data: {"candidates": [{"content": {"role": "model", "parts": [{"text": "An"}]}, "index": 0}]}\r\n\r\ndata: {"candidates": [{"content": {"role": "model", "parts": [{"text": " answer"}]}, "finishReason": "STOP", "index": 0}], "usageMetadata": {"promptTokenCount": 3, "totalTokenCount": 5}}\r\n\r\n',
)
_ALWAYS = (
    b'{"choices": null}', b"[]", b"null", b'"text"', b"3", b"<html><body>502 Bad Gateway</body></html>", b"",
    b"[" * 100_000, b'{"a":' * 30_000, b'{"usage": {"prompt_tokens": NaN, "input_tokens": Infinity}}', b"1" * 5000,
    b'{"model": "\\ud800", "choices": [{"message": {"role": "assistant", "content": "\\udfff"}}]}',
)  # fmt: skip
"""Bodies that every family gets as they are."""
_CODES = (200, 200, 200, 200, 400, 401, 404, 413, 422, 429, 500, 503, 529, 302, 204, 206)


class _Server:
    """Sends what it is given, byte for byte, to every request."""

    def __init__(self) -> None:
        self.answer = b""
        self._socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def _serve(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            with connection:
                connection.settimeout(5)
                try:
                    self._take(connection)
                    connection.sendall(self.answer)
                    connection.shutdown(socket.SHUT_WR)
                except OSError:
                    continue

    @staticmethod
    def _take(connection: socket.socket) -> None:
        """Read a request whole, so that closing does not reset what was answered."""
        data = b""
        while b"\r\n\r\n" not in data:
            if not (part := connection.recv(65536)):
                return
            data += part
        head, _, body = data.partition(b"\r\n\r\n")
        lengths = [int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        while lengths and len(body) < lengths[0] and (part := connection.recv(65536)):
            body += part


@lru_cache(maxsize=1)
def _server() -> _Server:
    return _Server()


@lru_cache(maxsize=1)
def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()


def _wire(data: bytes) -> bytes:
    """Return the whole answer of the server; how it is sent is drawn from the input itself."""
    draw = hashlib.sha256(data).digest()
    if draw[0] % 8 == 7:
        return data if draw[1] % 2 else b"HTTP/1.1 200 OK\r\n" + data
    code = _CODES[draw[2] % len(_CODES)]
    body, encoding = _encoded(data, draw[3] % 8)
    stream = data.startswith((b"data:", b"event:"))
    kinds = (
        b"text/event-stream" if stream else b"application/json",
        b"text/html",
        b"application/json; charset=undefined",
    )
    kind = kinds[0 if draw[4] % 4 else draw[5] % 3]
    length = len(body) + (0 if draw[6] % 6 else draw[7] - 128)
    head = [b"HTTP/1.1 %d X" % code, b"content-type: " + kind, b"connection: close", *encoding]
    head += [b"content-length: %d" % length] if draw[8] % 3 else []
    head += [b"location: /elsewhere\xff\x1b]52;c;eA==\x07"] if code == 302 else []
    head += (
        [b"retry-after: " + (b"NaN", b"-1", b"99999999999", b"Wed, 99 Foo", b"1e999")[draw[9] % 5]]
        if code >= 429
        else []
    )
    return b"\r\n".join(head) + b"\r\n\r\n" + body


@lru_cache(maxsize=1)
def _bomb() -> bytes:
    return gzip.compress(b" " * 60_000_000)


def _encoded(data: bytes, how: int) -> tuple[bytes, list[bytes]]:
    if how == 1:
        return gzip.compress(data), [b"content-encoding: gzip"]
    if how == 2:
        whole = gzip.compress(data)
        return whole[: len(whole) // 2], [b"content-encoding: gzip"]
    if how == 3:
        return zlib.compress(data), [b"content-encoding: deflate"]
    if how == 4:
        return _bomb(), [b"content-encoding: gzip"]
    if how == 5:
        return data, [b"content-encoding: br"]
    return data, []


def _asked(model: str, path: str) -> Callable[[bytes, Path], object]:
    """Return a reader: one request of the family's client, answered with the input."""

    def read(data: bytes, _: Path) -> object:
        from papercoder.models.prompt import Message
        from papercoder.models.providers.chat import Chat
        from papercoder.models.providers.streaming import Streaming
        from state.settings import Settings

        server, own = _server(), _loop()
        server.answer = _wire(data)
        settings = Settings.from_json(
            {"model": model, "base_url": server.url + path, "request_timeout": 10, "request_retries": 0}
        )
        follower = (lambda *_: None) if data.startswith((b"data:", b"event:")) or len(data) % 2 else None
        Streaming._refused.clear()  # noqa: SLF001 -- else one bad stream would be the last of this server
        chat = Chat(settings, "coder", 0.0)
        reply: Any = own.run_until_complete(chat.send([Message("user", "text")], None, on_text=follower))
        # What is kept of a reply must be text that a file takes.
        return f"{reply.text}{reply.finish_reason}{reply.model}{reply.usage.to_json()}".encode()

    return read


BODIES = (
    Reader("HTTP bodies", "OpenAI and compatible", (*_OPENAI, *_ALWAYS), _asked("openai:m", "/v1"), (PaperCoderError,), share=2),
    Reader("HTTP bodies", "Anthropic", (*_ANTHROPIC, *_ALWAYS), _asked("anthropic:claude-sonnet-5", ""), (PaperCoderError,), share=2),
    Reader("HTTP bodies", "Google", (*_GOOGLE, *_ALWAYS), _asked("google_genai:gemini-2.5-pro", ""), (PaperCoderError,), share=2),
)  # fmt: skip
