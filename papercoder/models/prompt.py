"""What is sent to a model, and the digests by which a request is recognised again."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

__all__ = [
    "FAULTS",
    "Image",
    "Message",
    "Part",
    "Prompt",
    "Role",
    "digest",
    "digest_of_digests",
    "key_of",
    "valid_unicode",
]

FAULTS = "# Faults"
"""First line of the message that says what is wrong with the answer before it."""

Role = Literal["system", "user", "assistant"]


class Image(NamedTuple):
    """A picture that a message shows where its mark stands in the text.

    Args:
        mime_type: For instance image/png.
        data: The file.
    """

    mime_type: str
    data: bytes

    @property
    def mark(self) -> str:
        """Return what stands for the picture in a text; it names the bytes, so a request's key depends on them."""
        return f"[image {hashlib.sha256(self.data).hexdigest()}]"


Part = str | Image
"""A stretch of a message's content."""
_MARK = re.compile(r"(\[image [0-9a-f]{64}\])")


class Message(NamedTuple):
    """One message of a request: text, and the pictures that are named in it.

    Args:
        role: Who says it.
        text: The text, with the mark of each picture in its place.
        images: The pictures; a mark without its picture stays text.
    """

    role: Role
    text: str
    images: tuple[Image, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return the content in order: texts, and the pictures where their marks stand."""
        known = {image.mark: image for image in self.images}
        if not known:
            return (self.text,)
        return tuple(known.get(piece, piece) for piece in _MARK.split(self.text) if piece.strip())


@dataclass(frozen=True)
class Prompt:
    """A request in the order in which providers' caches serve it: what is constant first, the task last.

    Args:
        system: The text all agents share.
        shared: One user message each: paper, plan, architecture, logic design, config, as far as they exist.
        task: The agent's own part, the last user message.
        images: The pictures whose marks stand in these texts.
    """

    system: str
    shared: tuple[str, ...]
    task: str
    images: tuple[Image, ...] = ()

    def prefix(self) -> tuple[Message, ...]:
        """Return the messages that do not vary within a fan-out."""
        return (Message("system", valid_unicode(self.system)), *(self._user(text) for text in self.shared))

    def messages(self) -> tuple[Message, ...]:
        """Return the whole request."""
        return (*self.prefix(), self._user(self.task))

    def _user(self, text: str) -> Message:
        return Message("user", valid_unicode(text), tuple(image for image in self.images if image.mark in text))


def valid_unicode(text: str) -> str:
    """Return the text with lone surrogates replaced, which neither JSON over HTTP nor a file can carry."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


@lru_cache(maxsize=128)
def digest(text: str) -> str:
    """Return the SHA-256 of a text; cached, because a fan-out sends the same long texts many times."""
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_digests(parts: Sequence[tuple[str, str]]) -> str:
    """Return the key of a request given as (role, digest of the text) pairs.

    The pairs are all that a record keeps of a request, so its key can be checked without the texts.
    """
    canonical = "".join(f"{role} {text_digest}\n" for role, text_digest in parts)
    return hashlib.sha256(canonical.encode()).hexdigest()


def key_of(messages: Sequence[Message]) -> str:
    """Return the key of a request: it depends on the messages alone, not on model, run, date or folder."""
    return digest_of_digests([(message.role, digest(message.text)) for message in messages])
