"""What an agent holds against the paper or against what it was given, for the person who decides."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from state.value import Value

__all__ = ["Objection", "Objections"]


class Objection(Value):
    """A doubt that its author could not settle."""

    kind: Literal["contradiction", "doubt", "remark"] = Field(
        "doubt",
        description="contradiction: the paper says two things; doubt: a decision, or what was handed on, "
        "is probably wrong; remark: worth knowing.",
    )
    what: str = Field(min_length=1, description="What is doubted, with the id, path or key it is about.")
    why: str = Field(min_length=1, description="The evidence, with the sections it stands in.")
    instead: str = Field("", description="What should be done instead, or what was done until somebody decides.")
    by: SkipJsonSchema[str] = Field("", description="The agent that raised it; written by the program.")


Objections = Annotated[
    tuple[Objection, ...],
    Field(description="What you hold against the paper or what you were given, and cannot settle."),
]
"""The field of an answer that holds them; none by default."""
