"""What each family of providers is sent besides the texts: marks for its cache, pictures, its own structured output."""

import base64
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from papercoder.models.prompt import FAULTS, Image, Message
from papercoder.models.text_length import estimate_tokens
from state.value import Value

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["Family", "contents", "family_of", "format_arguments", "levels"]

Family = Literal["openai", "anthropic", "google", ""]
_PACKAGES: dict[str, Family] = {
    "langchain_openai": "openai",
    "langchain_anthropic": "anthropic",
    "langchain_google_genai": "google",
}
_LEVELS: dict[Family, tuple[str, ...]] = {
    "openai": ("json_schema", "json_object", ""),
    "anthropic": ("json_schema", ""),
    "google": ("json_schema", "json_object", ""),
    "": ("",),
}
_SMALLEST_MARKED = 1024
"""Tokens: Anthropic caches no shorter prefix, whatever the model; some need four times as many and ignore the mark."""


def family_of(model: "BaseChatModel") -> Family:
    """Return which of the known packages the client comes from; empty for others, which are sent texts only."""
    packages = {kind.__module__.partition(".")[0] for kind in type(model).__mro__}
    return next((family for package, family in _PACKAGES.items() if package in packages), "")


def levels(family: Family) -> tuple[str, ...]:
    """Return the response formats of the family, from the most precise down to none."""
    return _LEVELS[family]


def contents(family: Family, messages: Sequence[Message], prefix: int) -> list[tuple[str, Any]]:
    """Return the messages as LangChain takes them.

    Args:
        family: Of the provider.
        messages: The request.
        prefix: How many of its first messages other requests share; Anthropic is told to cache up to there.
    """
    shared = sum(estimate_tokens(message.text) for message in messages[:prefix])
    marked = prefix - 1 if family == "anthropic" and shared >= _SMALLEST_MARKED else -1
    return [(message.role, _content(message, marked=at == marked)) for at, message in enumerate(messages)]


def _content(message: Message, *, marked: bool) -> str | list[dict[str, Any]]:
    if not (marked or message.images):
        return message.text
    blocks = [_block(part) for part in message.parts]
    if marked:
        blocks[-1] = blocks[-1] | {"cache_control": {"type": "ephemeral"}}
    return blocks


def _block(part: str | Image) -> dict[str, Any]:
    if isinstance(part, str):
        return {"type": "text", "text": part}
    return {"type": "image", "base64": base64.b64encode(part.data).decode("ascii"), "mime_type": part.mime_type}


def format_arguments(family: Family, level: str, answer: type[Value], messages: Sequence[Message]) -> dict[str, Any]:
    """Return what the call is given so that the answer comes in the form; nothing where the family has no such form.

    Anthropic puts the form in front of the prompt, so that one form per agent would make every agent write the shared
    prefix into the cache anew. There it is given to a question that is asked again after an answer that did not fit.
    """
    if family == "openai":
        body = _openai(level, answer)
        return {"extra_body": body} if body else {}
    if family == "anthropic" and level and messages[-1].text.startswith(FAULTS):
        schema = _anthropic_schema(answer)
        return {"output_config": {"format": {"type": "json_schema", "schema": schema}}} if schema else {}
    if family == "google" and level:
        form = {"response_json_schema": _schema(answer)} if level == "json_schema" else {}
        return {"response_mime_type": "application/json", **form}
    return {}


def _openai(level: str, answer: type[Value]) -> dict[str, Any]:
    if level == "json_schema":
        schema = {"name": answer.__name__, "schema": _schema(answer), "strict": False}
        return {"response_format": {"type": "json_schema", "json_schema": schema}}
    return {"response_format": {"type": level}} if level else {}


@lru_cache(maxsize=64)
def _schema(answer: type[Value]) -> dict[str, Any]:
    return answer.model_json_schema()


@lru_cache(maxsize=64)
def _anthropic_schema(answer: type[Value]) -> dict[str, Any] | None:
    """Return the schema in Anthropic's narrower form; None where it cannot say what the answer may hold.

    Values of any type, and objects with keys of the model's choice, cannot be said there: the form would forbid them.
    """
    from anthropic import transform_schema

    schema = _schema(answer)
    if _has_open_object(schema):
        return None
    try:
        return transform_schema(schema)
    except ValueError:
        return None


def _has_open_object(schema: Any) -> bool:
    if isinstance(schema, list):
        return any(_has_open_object(part) for part in schema)
    if not isinstance(schema, dict):
        return False
    return isinstance(schema.get("additionalProperties"), dict) or any(map(_has_open_object, schema.values()))
