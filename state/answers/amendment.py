"""What the amender answers: the logic design brought in line with the approved configuration."""

from pydantic import Field

from state.objection import Objection
from state.value import Value

__all__ = ["Amendment", "DesignEdit", "Kept", "MissingDependency", "UnusedKey"]


class DesignEdit(Value):
    """One change of the logic design."""

    where: str = Field(description="Path of the file whose entry changes, or 'shared_knowledge'.")
    before: str = Field(
        "", description="The name that an interface line declares, or words of the role as they stand; empty to add."
    )
    after: str = Field("", description="What takes its place; empty to remove it.")


class MissingDependency(Value):
    """A file that needs another one, which the design does not say."""

    file: str
    on: str = Field(description="A file that stands earlier in the order.")


class UnusedKey(Value):
    """A key of config.yaml that no file will read."""

    key: str
    reason: str = Field(min_length=1)


class Kept(Value):
    """A finding that asks for no change."""

    finding: int = Field(ge=1, description="Number of the finding.")
    reason: str = Field(min_length=1)


class Amendment(Value):
    """The changes, and what stays as it is with its reason."""

    edits: tuple[DesignEdit, ...] = ()
    unused: tuple[UnusedKey, ...] = ()
    kept: tuple[Kept, ...] = ()
    objections: tuple[Objection, ...] = ()
