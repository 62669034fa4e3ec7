"""A model's reply in one shape, whatever the provider calls its parts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from papercoder.models.prompt import Message, valid_unicode
from papercoder.models.recorded.call import Tokens
from papercoder.models.text_length import IMAGE_TOKENS, estimate_tokens

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

__all__ = ["LONGEST_TEXT", "Reply", "estimated", "reply_of"]

LONGEST_TEXT = 2_000_000  # characters: half a million tokens, more than any model writes in one answer
_MOST_TOKENS = 10**12  # more than any run; a sum of such counts still fits where numbers are kept
_WRITES = ("cache_creation", "ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens")
"""Anthropic's client gives either the sum or, with the sum at 0, what was written for how long."""
_REASONS = {
    "stop": "stop",
    "end_turn": "stop",
    "stop_sequence": "stop",
    "eos": "stop",
    "complete": "stop",
    "completed": "stop",
    "length": "length",
    "max_tokens": "length",
    "max_output_tokens": "length",
    "model_length": "length",
    "content_filter": "filter",
    "content_filtered": "filter",
    "guardrail_intervened": "filter",
    "safety": "filter",
    "recitation": "filter",
    "blocklist": "filter",
    "prohibited_content": "filter",
    "refusal": "refusal",
}


@dataclass(frozen=True)
class Reply:
    """What came back.

    Args:
        text: The answer; the words of the refusal where the model refused; what was wrong with a malformed reply.
        finish_reason: stop, length, filter, refusal, malformed, empty where the server gave none, or its own word.
        usage: Tokens, estimated where the server gave none.
        model: Of a replayed reply, the model that was recorded.
        earlier_wording: Whether it was recorded for another wording of the request.
    """

    text: str
    finish_reason: str
    usage: Tokens
    model: str = ""
    earlier_wording: bool = False

    @property
    def replayed(self) -> bool:
        """Say whether the reply came from a record and cost nothing."""
        return bool(self.model)


def reply_of(message: "BaseMessage", sent: Sequence[Message]) -> Reply:
    """Read LangChain's message."""
    refusal = message.additional_kwargs.get("refusal")
    text = valid_unicode(str(message.text))
    if len(text) > LONGEST_TEXT:
        said = f"the answer has {len(text):,} characters; at most {LONGEST_TEXT:,} are read"
        return Reply(said, "malformed", _tokens(message) or estimated(sent, ""))
    reason = _finish_reason(message.response_metadata)
    if isinstance(refusal, str) and refusal and not text.strip():
        text, reason = valid_unicode(refusal), "refusal"
    return Reply(text, reason, _tokens(message) or estimated(sent, text))


def estimated(sent: Sequence[Message], text: str) -> Tokens:
    """Estimate the tokens of a call from its characters."""
    read = sum(estimate_tokens(message.text) + IMAGE_TOKENS * len(message.images) for message in sent)
    return Tokens(input_tokens=read, output_tokens=estimate_tokens(text), estimated=True)


def _finish_reason(metadata: dict[str, Any]) -> str:
    details = metadata.get("incomplete_details")
    word = details.get("reason") if isinstance(details, dict) else None
    for name in ("finish_reason", "stop_reason", "stopReason", "done_reason", "status"):
        word = word or metadata.get(name)
    if not word:
        return ""
    name = str(getattr(word, "value", word)).rpartition(".")[2].lower()
    return _REASONS.get(name, name)


def _tokens(message: "BaseMessage") -> Tokens | None:
    usage = getattr(message, "usage_metadata", None) or {}
    details = usage.get("input_token_details") or {}
    tokens = Tokens(
        input_tokens=_count(usage.get("input_tokens")),
        cached_tokens=_count(details.get("cache_read")),
        written_tokens=sum(_count(details.get(name)) for name in _WRITES),
        output_tokens=_count(usage.get("output_tokens")),
        reasoning_tokens=_count((usage.get("output_token_details") or {}).get("reasoning")),
    )
    return tokens if tokens.input_tokens or tokens.output_tokens else None


def _count(value: Any) -> int:
    """Return a count of tokens; what a server misreports must not cost the reply it stands in."""
    if not isinstance(value, int | float) or not math.isfinite(value):
        return 0
    return min(max(0, int(value)), _MOST_TOKENS)
