"""A requirement of the ledger: what the code must do, the words of the paper that say so, and how much rests on it."""

from typing import Annotated, Any, Literal, get_args

from pydantic import Field, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from state.grounding import Grounding
from state.value import Value

__all__ = ["KINDS", "Requirement", "RequirementKind", "RequirementStatus", "Weight"]

RequirementKind = Literal[
    "environment", "data", "preprocessing", "method", "training", "experiment", "baseline", "metric", "reporting"
]
KINDS: tuple[RequirementKind, ...] = get_args(RequirementKind)
_Asked = Literal["stated", "implied", "external", "unresolved"]
RequirementStatus = Annotated[
    Literal[_Asked, "figure"], WithJsonSchema({"enum": list(get_args(_Asked)), "type": "string"})
]
"""`figure`, for a quote that a model read from an image, is set by the program alone: no answer's schema offers it."""
Weight = Literal["core", "important", "minor"]


def _usual_status(given: dict[str, Any]) -> RequirementStatus:
    return "stated" if given.get("quote", "").strip() else "unresolved"


class Requirement(Value):
    """One thing the repository must do for the paper to count as reproduced."""

    id: str = Field(pattern=r"^R[0-9]+$", description="R1, R2, ... in the order of the paper.")
    kind: RequirementKind
    statement: str = Field(min_length=1, description="What the code must do, with every number it needs.")
    quote: str = Field("", description="Verbatim words of the paper; only where the status is stated or implied.")
    section: str = Field("", description="Id of the section the quote stands in, for instance s3.2.")
    status: RequirementStatus = Field(
        default_factory=_usual_status, description="Left out: stated where there is a quote, else unresolved."
    )
    weight: Weight = "important"
    must_not: tuple[str, ...] = Field((), description="What a lazy implementation would simplify away.")
    grounding: SkipJsonSchema[Grounding | None] = Field(
        None, description="Where the quote was found; written by the program."
    )
