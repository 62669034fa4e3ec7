"""Asking the server as the project's agents do, through the provider's own client."""

from collections.abc import Sequence
from typing import Any

import openai
from openai.types.chat import ChatCompletionMessageParam

__all__ = ["client", "messages", "talk"]


def client(url: str) -> openai.OpenAI:
    """Return a client that tries nothing twice; without TLS, whose set-up takes longer than a call."""
    plain = openai.DefaultHttpxClient(verify=False, trust_env=False)
    return openai.OpenAI(base_url=url, api_key="none", max_retries=0, timeout=20, http_client=plain)


def messages(task: str, shared: Sequence[str] = (), after: Sequence[tuple[str, str]] = ()) -> list[Any]:
    """Return the messages of a request: system, shared, task, and what follows the task."""
    rows = [("system", "You belong to a team."), *(("user", text) for text in shared), ("user", task), *after]
    return [{"role": role, "content": text} for role, text in rows]


def talk(url: str, task: str, shared: Sequence[str] = (), after: Sequence[tuple[str, str]] = (), **more: Any) -> str:
    """Return the answer's text; with stream=True, joined from the pieces."""
    sent: list[ChatCompletionMessageParam] = messages(task, shared, after)
    with client(url) as ready:
        if more.pop("stream", False):
            pieces = ready.chat.completions.create(model="test-model", messages=sent, stream=True, **more)
            return "".join(c.choices[0].delta.content or "" for c in pieces if c.choices)
        done = ready.chat.completions.create(model="test-model", messages=sent, stream=False, **more)
        return done.choices[0].message.content or ""
