"""A recorded model call: what one file of a run's records holds."""

from typing import Literal, Self

from pydantic import Field, model_validator

from papercoder.models.prompt import Role, digest_of_digests
from state.settings import AgentName
from state.value import Value

__all__ = ["Call", "Sent", "Tokens"]


class Tokens(Value):
    """Tokens of one call as the server counts them."""

    input_tokens: int = Field(default=0, ge=0)
    cached_tokens: int = Field(default=0, ge=0, description="Part of the input served from the provider's cache.")
    written_tokens: int = Field(default=0, ge=0, description="Part of it put into that cache, where this costs more.")
    output_tokens: int = Field(default=0, ge=0, description="Reasoning included.")
    reasoning_tokens: int = Field(default=0, ge=0)
    estimated: bool = Field(default=False, description="The server gave no counts; four characters count as a token.")


class Sent(Value):
    """One message of the request."""

    role: Role
    text: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the text; stands in texts/<sha256>.txt.")


class Call(Value):
    """One request and its reply. Holds no key, no header and no address."""

    version: Literal[1] = 1
    key: str = Field(description="SHA-256 over the request's messages.")
    attempt: int = Field(ge=1, description="Number among identical requests of the run.")
    agent: AgentName
    subject: str = Field(default="", description="File the call is about, or empty.")
    model: str = Field(description="As asked: provider:name; of a replayed call, the model that was recorded.")
    context_window: int | None = Field(default=None, description="Tokens the model could read, as the run assumed it.")
    started: str = Field(description="UTC, ISO 8601.")
    seconds: float = Field(ge=0)
    finish_reason: str = Field(description="stop, length, filter, refusal, malformed, or the provider's own word.")
    usage: Tokens
    cost: float | None = Field(default=None, description="US dollars; null where the price is unknown.")
    replayed: bool = Field(default=False, description="Answered from the records of an earlier run.")
    earlier_wording: bool = Field(
        default=False, description="Replayed for a request that was worded otherwise when the reply was recorded."
    )
    messages: tuple[Sent, ...] = Field(min_length=1)
    answer: str

    @model_validator(mode="after")
    def _key_belongs(self) -> Self:
        if self.key != digest_of_digests([(sent.role, sent.text) for sent in self.messages]):
            raise ValueError("the key does not belong to the messages")
        return self
