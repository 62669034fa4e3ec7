"""What an agent answers instead of writing an artifact again: operations on what it wrote before."""

from typing import Literal

from pydantic import Field, JsonValue

from state.value import Value

__all__ = ["ArtifactEdit", "ArtifactEdits"]


class ArtifactEdit(Value):
    """One operation on an artifact."""

    op: Literal["replace", "add", "remove", "move"]
    at: tuple[str, ...] = Field(
        description="Way to the place: names of fields, and for an element of a list its id, path, key or name; "
        "for a list of texts, how the text begins."
    )
    value: JsonValue = Field(None, description="The new value; of 'add' the new element, or a list of new elements.")
    find: str = Field("", description="Of 'replace' in a long text: the words that value replaces; they occur once.")
    before: str = Field("", description="Of 'add' and 'move': the element to stand before; empty for the end.")


class ArtifactEdits(Value):
    """Operations on an artifact, carried out in order; none where nothing has to change."""

    edits: tuple[ArtifactEdit, ...]
