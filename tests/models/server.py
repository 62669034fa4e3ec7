"""A small HTTP server that answers chat completions as scripted: one step per request, the last one for all further."""

import asyncio
import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = [
    "Handler",
    "Server",
    "Step",
    "chat",
    "cut_stream",
    "hang",
    "no_choices",
    "raw",
    "reset",
    "status",
    "together",
]

Json = dict[str, Any]
Step = Callable[["Handler", Json], None]
USAGE: Json = {
    "prompt_tokens": 100,
    "completion_tokens": 20,
    "total_tokens": 120,
    "prompt_tokens_details": {"cached_tokens": 60},
    "completion_tokens_details": {"reasoning_tokens": 5},
}


class Handler(BaseHTTPRequestHandler):
    server: "_Http"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the name in the standard library
        return

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        step = self.server.owner.take(body)
        step(self, body)

    def send(self, code: int, data: bytes, kind: str = "application/json", **headers: str) -> None:
        self.send_response(code)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, owner: "Server") -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.owner = owner

    def handle_error(self, request: Any, client_address: Any) -> None:
        return


class Server:
    """Steps in, requests out. `steps` may be set anew at any time; `seen` holds the bodies in order of arrival."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.seen: list[Json] = []
        self.most_at_once = 0
        self.sent = 0
        self.at_once = 0
        self.lock = threading.Lock()
        self.crowd = threading.Condition()
        self.closing = threading.Event()
        self.arrived = threading.Event()
        self._http = _Http(self)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    async def first_request(self) -> None:
        """Wait until a request has come."""
        await asyncio.to_thread(self.arrived.wait, 10)

    def take(self, body: Json) -> Step:
        with self.lock:
            self.seen.append(body)
            self.arrived.set()
            return self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]

    def close(self) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def chat(
    text: str | None, finish: str | None = "stop", *, usage: Json | None = USAGE, wait: float = 0, **more: Any
) -> Step:
    """Answer with that text; a stream where one is asked for."""

    def step(handler: Handler, body: Json) -> None:
        time.sleep(wait)
        message = {"role": "assistant", "content": text, **more}
        if body.get("stream"):
            _stream(handler, message, finish, usage if body.get("stream_options", {}).get("include_usage") else None)
            return
        reply = _envelope([{"index": 0, "finish_reason": finish, "message": message}])
        handler.send(200, json.dumps(reply | ({"usage": usage} if usage else {})).encode())

    return step


def together(text: str, count: int) -> Step:
    """Answer once so many requests are here at the same time, or after five seconds."""

    def step(handler: Handler, body: Json) -> None:
        owner = handler.server.owner
        with owner.crowd:
            owner.at_once += 1
            owner.most_at_once = max(owner.most_at_once, owner.at_once)
            owner.crowd.notify_all()
            owner.crowd.wait_for(lambda: owner.most_at_once >= count, timeout=5)
            owner.at_once -= 1
        chat(text)(handler, body)

    return step


def _envelope(choices: Any, kind: str = "chat.completion") -> Json:
    return {"id": "1", "object": kind, "created": 1, "model": "m", "choices": choices}


def _chunk(delta: Json, finish: str | None = None) -> bytes:
    data = _envelope([{"index": 0, "delta": delta, "finish_reason": finish}], "chat.completion.chunk")
    return b"data: " + json.dumps(data).encode() + b"\n\n"


def _stream(handler: Handler, message: Json, finish: str | None, usage: Json | None) -> None:
    text = message["content"] or ""
    parts = [_chunk({"role": "assistant", "content": text[:5]}), _chunk({"content": text[5:]})]
    if refusal := message.get("refusal"):
        parts += [_chunk({"refusal": refusal[:7]}), _chunk({"refusal": refusal[7:]})]
    parts.append(_chunk({}, finish))
    if usage:
        last = _envelope([], "chat.completion.chunk") | {"usage": usage}
        parts.append(b"data: " + json.dumps(last).encode() + b"\n\n")
    handler.send(200, b"".join(parts) + b"data: [DONE]\n\n", "text/event-stream")


def cut_stream(text: str, *, announced: bool) -> Step:
    """Stream a part and close; announced: the length promised more, so that the client can tell."""

    def step(handler: Handler, body: Json) -> None:
        data = _chunk({"role": "assistant", "content": text})
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        if announced:
            handler.send_header("content-length", str(len(data) + 100))
        handler.end_headers()
        handler.wfile.write(data)
        handler.close_connection = True

    return step


def status(code: int, message: str = "no", **headers: str) -> Step:
    return lambda handler, body: handler.send(code, json.dumps({"error": {"message": message}}).encode(), **headers)


def raw(data: str, kind: str = "application/json") -> Step:
    return lambda handler, body: handler.send(200, data.encode(), kind)


def no_choices(value: Any = ()) -> Step:
    return raw(json.dumps(_envelope(list(value) if value is not None else None)))


def hang(handler: Handler, body: Json) -> None:
    handler.server.owner.closing.wait(20)


def reset(handler: Handler, body: Json) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.shutdown(socket.SHUT_RD)
    handler.connection.close()
