"""What LangChain leaves out of OpenAI's streams or counts twice: refusals, and usage that each piece repeats."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.outputs import ChatGenerationChunk

__all__ = ["with_whole_stream"]


def with_whole_stream(made: "BaseChatModel") -> "BaseChatModel":
    """Give a client of the OpenAI family a stream that says what an ordinary answer says; return the client.

    Its class stays the provider's own, of which there are a dozen; only this object's two methods are wrapped.
    """
    read, stream = getattr(made, "_convert_chunk_to_generation_chunk", None), getattr(made, "_astream")  # noqa: B009 -- not public
    if read is None:
        return made

    def with_refusal(chunk: dict[str, Any], *rest: Any) -> "ChatGenerationChunk | None":
        piece: ChatGenerationChunk | None = read(chunk, *rest)
        refusal = _refusal(chunk)
        if piece is not None and refusal:
            piece.message.additional_kwargs["refusal"] = refusal
        return piece

    async def with_last_usage(*given: Any, **named: Any) -> AsyncIterator["ChatGenerationChunk"]:
        """Some servers count in every piece what they have written so far; adding it up would multiply the cost."""
        from langchain_core.messages import AIMessageChunk
        from langchain_core.outputs import ChatGenerationChunk

        usage = None
        async for piece in stream(*given, **named):
            if isinstance(piece.message, AIMessageChunk):
                usage = piece.message.usage_metadata or usage
                piece.message.usage_metadata = None
            yield piece
        if usage is not None:
            yield ChatGenerationChunk(message=AIMessageChunk(content="", usage_metadata=usage))

    made.__dict__["_convert_chunk_to_generation_chunk"] = with_refusal
    made.__dict__["_astream"] = with_last_usage
    return made


def _refusal(chunk: dict[str, Any]) -> str:
    """Return the part of a refusal that this event of the stream holds."""
    choices = chunk.get("choices") or []
    delta = choices[0].get("delta") if choices and isinstance(choices[0], dict) else None
    refusal = delta.get("refusal") if isinstance(delta, dict) else None
    return refusal if isinstance(refusal, str) else ""
