"""Answers as they are written: pieces added up to the message that an ordinary call returns, and told meanwhile."""

import asyncio
import errno
from collections.abc import Callable, Iterator
from contextlib import aclosing, contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, cast

from papercoder.models.providers.families import Family
from papercoder.models.providers.lent_models import PROVIDER
from papercoder.models.providers.reply import LONGEST_TEXT, Reply
from papercoder.models.text_length import estimate_tokens_of
from state.model_name import ModelName

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

__all__ = ["CutStreamError", "OnText", "Streaming", "streamed"]

OnText = Callable[[int, str], None]
"""Is told the tokens so far, counted by their characters, and the last words."""

_FAMILIES = frozenset({"openai", "anthropic", "google"})
"""Whose streams are known to end with a reason and usage; what others leave out would be missing in the records."""
_MOST_AT_ONCE = 16
"""A piece costs a fifth of a millisecond; 64 answers at a hundred pieces a second would take more than a core, and a
view has lines for half of these."""
_LAST = 160
"""Characters of the last words: more than a line of a wide terminal has left for them."""
_PAUSE = 0.5
"""Seconds between two tellings; a view is drawn four times a second, and each telling passes through the graph."""
_FOLDED = 256
"""Pieces kept before they are added up: each weighs some kilobytes, and an answer may have half a million."""


class CutStreamError(ConnectionError):
    """The stream ended without saying why: the answer may lack its end."""


class Streaming:
    """Whether a server's answers may be streamed: found out by asking, remembered while the process lives.

    Args:
        base_url: The server.
        model: The model.
    """

    _at_once: ClassVar[int] = 0
    _refused: ClassVar[set[tuple[str, str]]] = set()
    _silent: ClassVar[dict[tuple[str, str], set[bool]]] = {}

    def __init__(self, base_url: str, model: ModelName) -> None:
        self._place = (base_url, str(model))
        self._lent = model.provider == PROVIDER

    @contextmanager
    def slot(self, family: Family, on_text: OnText | None) -> Iterator[OnText | None]:
        """Yield the follower of a call that is to be streamed, None where it is to be asked in the ordinary way."""
        if on_text is None or not self._allowed(family):
            yield None
            return
        Streaming._at_once += 1
        try:
            yield on_text
        finally:
            Streaming._at_once -= 1

    def _allowed(self, family: Family) -> bool:
        """Say whether to stream; a model that a program lends is asked as its owner has set it up.

        A server that counts tokens in its ordinary answers alone is asked for these, or cost would be a guess.
        """
        if family not in _FAMILIES or self._lent or Streaming._at_once >= _MOST_AT_ONCE:
            return False
        return self._place not in self._refused and self._silent.get(self._place) != {True}

    def refuse(self) -> None:
        """Stream from this server no more."""
        self._refused.add(self._place)

    def learn(self, reply: Reply, *, was_streamed: bool) -> None:
        """Remember whether the server counted the tokens of an answer."""
        if reply.usage.estimated and reply.finish_reason != "malformed":
            self._silent.setdefault(self._place, set()).add(was_streamed)


async def streamed(
    model: "BaseChatModel", sent: list[tuple[str, Any]], config: Any, on_text: OnText, **arguments: Any
) -> "AIMessageChunk":
    """Return the whole message, telling its last words while it is written.

    Raises:
        CutStreamError: the answer ends without a reason.
        ValueError: the server sent no piece of an answer.
    """
    told, characters, tail = 0.0, 0, ""
    pieces: list[AIMessageChunk] = []
    facts: dict[str, Any] = {}
    clock = asyncio.get_running_loop().time
    # Left in the middle of an answer without an end, the stream and its connection are closed at once.
    async with aclosing(cast("AsyncGenerator[AIMessageChunk]", model.astream(sent, config, **arguments))) as stream:
        async for piece in stream:
            # Adding the pieces up would join what several of them say of the whole answer: "stopstop".
            facts |= {name: value for name, value in piece.response_metadata.items() if value}
            pieces.append(piece.model_copy(update={"response_metadata": {}}))
            text = piece.content if isinstance(piece.content, str) else str(piece.text)
            characters += len(text)
            tail = (tail + text)[-_LAST:]
            if len(pieces) >= _FOLDED:
                pieces = [pieces[0] + pieces[1:]]
            if characters > LONGEST_TEXT:
                break
            if text and clock() - told >= _PAUSE:
                on_text(estimate_tokens_of(characters), tail)
                told = clock()
    return _whole(pieces, facts, cut=characters <= LONGEST_TEXT)


def _whole(pieces: "list[AIMessageChunk]", facts: dict[str, Any], *, cut: bool) -> "AIMessageChunk":
    if not pieces:
        raise ValueError("the answer has no content")
    message = pieces[0] + pieces[1:]
    ended = {"finish_reason", "stop_reason"} & facts.keys() or message.usage_metadata
    if cut and not ended:
        raise CutStreamError(errno.ECONNABORTED, "the answer broke off")
    return message.model_copy(update={"response_metadata": facts})
