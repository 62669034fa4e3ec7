"""The HTTP side: routes, streaming, and the faults that happen on the connection itself."""

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tests.server.anthropic import anthropic_route
from tests.server.service import Plan, Service
from tests.server.wire import Refused, chunks, completion, error_body, sse

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["Application", "make_app"]

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_HANG_SECONDS = 3600.0


class Application:
    """The FastAPI application, with each connection kept at hand so that it can be cut."""

    def __init__(self, service: Service) -> None:
        self._app = make_app(service)

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        """Serve one connection event."""
        scope["connection"] = getattr(receive, "__self__", None)
        await self._app(scope, receive, send)


class _Reply:
    """A planned answer as an ASGI response."""

    background = None

    def __init__(self, service: Service, plan: Plan) -> None:
        self._service, self._plan = service, plan

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        plan, connection = self._plan, scope["connection"]
        if plan.fault == "reset":
            _reset(connection)
        elif plan.fault == "hang":
            await self._hang(connection)
        else:
            await asyncio.sleep(plan.reading)
            self._service.cache.remember(plan.prompt)
            sender = self._stream if plan.stream else self._whole
            if not connection.disconnected and await sender(connection, send):
                return
            self._service.finished(plan.number, delivered=False)
            return
        self._service.finished(plan.number, delivered=False, status=0)

    async def _hang(self, connection: Any) -> None:
        waited = 0.0
        while not (self._service.stopping or connection.disconnected) and waited < _HANG_SECONDS:
            await asyncio.sleep(0.05)
            waited += 0.05
        _abort(connection)

    async def _whole(self, connection: Any, send: _Send) -> bool:
        plan = self._plan
        await asyncio.sleep(plan.writing)
        if connection.disconnected:
            return False
        body = json.dumps(completion(plan.completion), ensure_ascii=False).encode()
        await send(_start("application/json", len(body)))
        step = max(1, -(-len(body) // 10)) if plan.fault in {"slow-stream", "cut-stream"} else len(body)
        return await self._pieces(connection, send, [body[i : i + step] for i in range(0, len(body), step)])

    async def _stream(self, connection: Any, send: _Send) -> bool:
        plan = self._plan
        await send(_start("text/event-stream"))
        events = [sse(chunk) for chunk in chunks(plan.completion, plan.stream_usage)]
        return await self._pieces(connection, send, [*events, sse("[DONE]")], plan.writing)

    async def _pieces(self, connection: Any, send: _Send, pieces: list[bytes], seconds: float = 0.0) -> bool:
        """Send the pieces spread over the seconds; return whether all were sent.

        The log knows of the delivery before the client can, so that nobody reads a log that lags behind an answer.
        """
        if self._plan.fault == "slow-stream":
            seconds += self._plan.seconds
        for at, piece in enumerate(pieces[:-1]):
            if self._plan.fault == "cut-stream" and at >= len(pieces) // 2:
                await asyncio.sleep(0.02)
                _abort(connection)
                return False
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            await asyncio.sleep(seconds / len(pieces))
            if connection.disconnected:
                return False
        self._service.finished(self._plan.number, delivered=True)
        await send({"type": "http.response.body", "body": pieces[-1], "more_body": False})
        return True


def _start(media: str, length: int | None = None) -> _Message:
    headers = [(b"content-type", media.encode())]
    if length is not None:
        headers.append((b"content-length", str(length).encode()))
    return {"type": "http.response.start", "status": 200, "headers": headers}


def _abort(connection: Any) -> None:
    connection.transport.abort()


def _reset(connection: Any) -> None:
    """Close with RST instead of FIN."""
    raw = connection.transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.transport.abort()


def make_app(service: Service) -> "FastAPI":
    """Return the application with the provider's routes, and `/requests` and `/bill` for looking inside."""
    from fastapi import FastAPI, Request
    from fastapi.responses import JSONResponse

    app = FastAPI(title="Test model")

    async def chat(request: Request) -> Any:
        token = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        try:
            body = await _body(request)
            return _Reply(service, service.plan(body, token))
        except Refused as refused:
            wait = refused.retry_after
            headers = {} if wait is None else {"Retry-After": f"{wait:g}"}
            return JSONResponse(error_body(refused), refused.status, headers)

    async def models() -> dict[str, Any]:
        entry = {"id": service.options.model, "object": "model", "created": 1_700_000_000, "owned_by": "tests"}
        return {"object": "list", "data": [entry]}

    async def requests() -> list[dict[str, Any]]:
        return [asdict(entry) for entry in service.log.entries()]

    async def bill() -> dict[str, Any]:
        return service.log.bill().to_json() | {"repeated": len(service.log.repeated())}

    app.add_route("/v1/chat/completions", chat, methods=["POST"])
    app.add_route("/v1/messages", anthropic_route(service, _body), methods=["POST"])
    app.add_api_route("/v1/models", models, methods=["GET"])
    app.add_api_route("/requests", requests, methods=["GET"])
    app.add_api_route("/bill", bill, methods=["GET"])
    return app


async def _body(request: Any) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError as error:
        raise Refused(400, "invalid_json", f"The body is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise Refused(400, "invalid_json", "The body is not a JSON object.")
    return body
