"""How an answer looks on the wire: one completion object or a stream of chunks, usage, and errors."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["PIECE_CHARS", "Completion", "Refused", "chunks", "completion", "error_body", "sse"]

PIECE_CHARS = 160


class Refused(Exception):
    """The request is answered with an HTTP error."""

    def __init__(self, status: int, code: str, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.retry_after = status, code, message, retry_after


@dataclass(frozen=True)
class Completion:
    """An answer before it is put on the wire; `content` None is null, `choices` False leaves the list empty."""

    number: int
    model: str
    content: str | None
    finish: str = "stop"
    refusal: str | None = None
    choices: bool = True
    usage: dict[str, Any] | None = None

    @property
    def head(self) -> dict[str, Any]:
        """Return the fields that the object and every chunk share."""
        return {"id": f"chatcmpl-{self.number}", "created": 1_700_000_000 + self.number, "model": self.model}


def error_body(refused: Refused) -> dict[str, Any]:
    """Return the error object as the provider sends it."""
    kinds = {401: "authentication_error", 429: "rate_limit_error", 500: "server_error", 503: "server_error"}
    kind = kinds.get(refused.status, "invalid_request_error")
    return {"error": {"message": refused.message, "type": kind, "param": None, "code": refused.code}}


def completion(answer: Completion) -> dict[str, Any]:
    """Return the whole chat.completion object."""
    message = {"role": "assistant", "content": answer.content, "refusal": answer.refusal}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": answer.finish}
    body = answer.head | {"object": "chat.completion", "choices": [choice] if answer.choices else []}
    return body | ({"usage": answer.usage} if answer.usage is not None else {})


def chunks(answer: Completion, with_usage: bool) -> Iterator[dict[str, Any]]:
    """Return the chat.completion.chunk objects in order."""
    if answer.choices:
        yield _chunk(answer, {"role": "assistant", "content": "" if answer.content is not None else None})
        text = answer.content or ""
        for start in range(0, len(text), PIECE_CHARS):
            yield _chunk(answer, {"content": text[start : start + PIECE_CHARS]})
        if answer.refusal:
            yield _chunk(answer, {"refusal": answer.refusal})
        yield _chunk(answer, {}, answer.finish)
    if with_usage and answer.usage is not None:
        yield answer.head | {"object": "chat.completion.chunk", "choices": [], "usage": answer.usage}


def _chunk(answer: Completion, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return answer.head | {"object": "chat.completion.chunk", "choices": [choice]}


def sse(data: dict[str, Any] | str) -> bytes:
    """Return one server-sent event."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"data: {text}\n\n".encode()
