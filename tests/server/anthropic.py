"""The same answers behind Anthropic's Messages API, with its own accounting of what is cached where it is marked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from tests.server.metering import tokens
from tests.server.service import Plan, Service
from tests.server.wire import PIECE_CHARS, Refused, sse

__all__ = ["MarkedCache", "anthropic_route"]

_LEAST = 1024
_STOPS = {"stop": "end_turn", "length": "max_tokens"}
_ERRORS = {401: "authentication_error", 404: "not_found_error", 429: "rate_limit_error", 529: "overloaded_error"}
_FORMAT = {"type", "schema"}


@dataclass
class MarkedCache:
    """Prefixes that requests have marked; only these are kept, and only a whole one is found again."""

    _known: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def account(self, blocks: list[tuple[str, bool]]) -> tuple[int, int]:
        """Return the tokens read from the cache and written into it, and keep what is marked."""
        read = marked = 0
        text = ""
        with self._lock:
            for block, is_marked in blocks:
                text += block
                if text in self._known:
                    read = tokens(text)
                if is_marked and tokens(text) >= _LEAST:
                    marked = tokens(text)
                    self._known.add(text)
        return read, max(0, marked - read)


def anthropic_route(
    service: Service, read_body: Callable[[Any], Awaitable[dict[str, Any]]]
) -> Callable[[Any], Awaitable[Any]]:
    """Return the handler of POST /v1/messages."""
    cache = MarkedCache()

    async def messages(request: Any) -> Any:
        from fastapi.responses import JSONResponse, StreamingResponse

        try:
            body = await read_body(request)
            _check(body)
            blocks = _blocks(body)
            plan = service.plan(_as_openai(body), request.headers.get("x-api-key", ""))
        except Refused as refused:
            error = {"type": _ERRORS.get(refused.status, "invalid_request_error"), "message": str(refused)}
            return JSONResponse({"type": "error", "error": error}, refused.status)
        read, written = cache.account(blocks)
        service.log.note(plan.number, cached_tokens=read, written_tokens=written)
        if plan.stream:
            return StreamingResponse(_events(service, plan, read, written), media_type="text/event-stream")
        await asyncio.sleep(plan.reading + plan.writing)
        service.finished(plan.number, delivered=True)
        return JSONResponse(_message(plan, read, written))

    return messages


def _check(body: dict[str, Any]) -> None:
    """Refuse what the real service refuses.

    Raises:
        Refused: a field is missing, unknown or out of bounds.
    """
    if not body.get("max_tokens"):
        raise Refused(400, "invalid_request_error", "max_tokens: Field required")
    if "response_format" in body or any(message["role"] == "system" for message in body.get("messages", [])):
        raise Refused(400, "invalid_request_error", "response_format: Extra inputs are not permitted")
    if sum(marked for _, marked in _blocks(body)) > 4:
        raise Refused(400, "invalid_request_error", "A maximum of 4 blocks with cache_control may be provided.")
    form = (body.get("output_config") or {}).get("format")
    if form is not None and (set(form) != _FORMAT or form["type"] != "json_schema"):
        raise Refused(400, "invalid_request_error", "output_config.format: expected type json_schema and a schema")


def _blocks(body: dict[str, Any]) -> list[tuple[str, bool]]:
    """Return each block's text with its role, and whether it is marked, in the order in which it is cached."""
    found: list[tuple[str, bool]] = []
    for role, content in [("system", body.get("system", "")), *((m["role"], m["content"]) for m in body["messages"])]:
        parts = [{"type": "text", "text": content}] if isinstance(content, str) else content
        found += [(f"<{role}>{part.get('text', part)}", bool(part.get("cache_control"))) for part in parts]
    return found


def _as_openai(body: dict[str, Any]) -> dict[str, Any]:
    """Return the request as the service reads it: one message per block, since messages of one role are joined here."""
    messages = [{"role": "system", "content": body.get("system", "")}]
    for message in body["messages"]:
        content = message["content"]
        parts = [content] if isinstance(content, str) else [part.get("text", "") for part in content]
        messages += [{"role": message["role"], "content": part} for part in parts]
    asked = {"model": body.get("model", ""), "messages": messages, "max_tokens": body["max_tokens"]}
    return asked | {"stream": bool(body.get("stream"))}


async def _events(service: Service, plan: Plan, read: int, written: int) -> AsyncIterator[bytes]:
    """Send the message piece by piece, as fast as the answer is written."""
    whole = _message(plan, read, written)
    text, stop = whole["content"][0]["text"], {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    pieces = [text[at : at + PIECE_CHARS] for at in range(0, len(text), PIECE_CHARS)]
    start = whole | {"content": [], "stop_reason": None, "usage": whole["usage"] | {"output_tokens": 1}}
    await asyncio.sleep(plan.reading)
    yield _event("message_start", message=start)
    yield _event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    for piece in pieces:
        yield _event("content_block_delta", index=0, delta={"type": "text_delta", "text": piece})
        await asyncio.sleep(plan.writing / len(pieces))
    yield _event("content_block_stop", index=0)
    yield _event("message_delta", delta=stop, usage=whole["usage"])
    service.finished(plan.number, delivered=True)
    yield _event("message_stop")


def _event(kind: str, **fields: Any) -> bytes:
    return f"event: {kind}\n".encode() + sse({"type": kind, **fields})


def _message(plan: Plan, read: int, written: int) -> dict[str, Any]:
    reply = plan.completion
    size = tokens(plan.prompt)
    return {
        "id": f"msg_{reply.number}",
        "type": "message",
        "role": "assistant",
        "model": reply.model,
        "content": [{"type": "text", "text": reply.content or ""}],
        "stop_reason": _STOPS.get(reply.finish, reply.finish),
        "stop_sequence": None,
        "usage": {
            "input_tokens": max(0, size - read - written),
            "cache_read_input_tokens": read,
            "cache_creation_input_tokens": written,
            "cache_creation": {"ephemeral_5m_input_tokens": written, "ephemeral_1h_input_tokens": 0},
            "output_tokens": tokens(reply.content or ""),
        },
    }
