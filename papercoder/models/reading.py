"""Reading the answers to one question: an artifact, or edits of the one that the model wrote before."""

import json
from collections.abc import Callable, Sequence
from typing import Any, Generic, Protocol, TypeVar

from papercoder.models.answers import parse_object, validated
from papercoder.models.editing import ArtifactEdits, apply_artifact_edits
from state.value import Value

__all__ = ["Editable", "JsonReader", "Reader", "TextReader"]

T = TypeVar("T")
V = TypeVar("V", bound=Value)

_WORTH_EDITING = 2_000
"""Characters below which an answer is written again: edits with their places would not be shorter."""
_WHOLE = "Give the whole answer again, in the same form."


class Reader(Generic[T]):
    """Reads the answers to one question, one after the other.

    Args:
        read: Returns the value of an answer.

    Attributes:
        again: The sentence that asks for another answer.
        expected: The type whose schema the next answer should have; None for a text.
        edited: Whether the last answer was edits, so that the answer they belong to must stay in sight.
    """

    again = _WHOLE
    expected: type[Value] | None = None
    edited = False

    def __init__(self, read: Callable[[str], T]) -> None:
        self.read = read

    def start_over(self) -> None:
        """Forget the answers that were read."""


class Editable(Protocol):
    """What keeps the text of the last answer, which the next one may edit."""

    again: str
    edited: bool

    def start_over(self) -> None:
        """Forget the answers that were read."""


class TextReader(Reader[T]):
    """Reads answers that are texts.

    Args:
        parse: Returns the value of an answer.
        draft: Keeps what `parse` has read, where refused answers may be edited.
    """

    def __init__(self, parse: Callable[[str], T], draft: Editable | None = None) -> None:
        super().__init__(self._read)
        self._parse, self._draft = parse, draft

    def start_over(self) -> None:
        """Forget the answers that were read."""
        self.again, self.edited = _WHOLE, False
        if self._draft:
            self._draft.start_over()

    def _read(self, text: str) -> T:
        try:
            return self._parse(text)
        finally:
            if self._draft:
                self.again, self.edited = self._draft.again or _WHOLE, self._draft.edited


class JsonReader(Reader[V]):
    """Reads answers that are JSON objects.

    Args:
        answer: Type of the value.
        faults: Says what is wrong with a value beyond its schema.
        edits: How to answer with edits, as a model is told; empty where only whole answers are asked for.
        base: What the first answer may edit, if there is something.
    """

    def __init__(
        self, answer: type[V], faults: Callable[[V], Sequence[str]], edits: str = "", base: V | None = None
    ) -> None:
        super().__init__(self._read)
        self._answer, self._faults, self._how = answer, faults, edits
        self._first: dict[str, Any] | None = base.to_answer() if base is not None else None
        self.start_over()

    def start_over(self) -> None:
        """Forget the answers that were read, so that edits belong to the first base again."""
        self._keep(self._first)
        self.edited = False

    def _keep(self, data: dict[str, Any] | None) -> None:
        self._base = data
        editable = self._how and data is not None and len(json.dumps(data)) >= _WORTH_EDITING
        self.expected = ArtifactEdits if editable else self._answer
        self.again = self._how if editable else _WHOLE

    def _read(self, text: str) -> V:
        data = parse_object(text)
        self.edited = "edits" in data and bool(self._how) and self._base is not None
        if self.edited:
            data = apply_artifact_edits(self._base or {}, validated(data, ArtifactEdits))
        elif "edits" in data and "edits" not in self._answer.model_fields:
            return validated(data, self._answer)  # says why; what it would have edited stays the base
        self._keep(data)
        value = validated(data, self._answer)
        if found := self._faults(value):
            raise ValueError("\n".join(found))
        return value
