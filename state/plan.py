"""What the planner writes: the overall plan and the requirement ledger."""

from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from state.grounding import Grounding
from state.metrics import Axis, ExperimentCost, Metric, metric_keys
from state.objection import Objections
from state.value import Value

__all__ = [
    "KINDS", "LedgerPart", "Plan", "PlanOutline", "Requirement", "RequirementKind", "RequirementStatus", "Weight",
]  # fmt: skip

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

_MOST_REQUIREMENTS = 2_000
"""The longest papers have some hundred; more are a slip, and every later step looks at each of them."""


class Requirement(Value):
    """One thing the repository must do for the paper to count as reproduced."""

    id: str = Field(pattern=r"^R[0-9]+$", description="R1, R2, ... in the order of the paper.")
    kind: RequirementKind
    statement: str = Field(min_length=1, description="What the code must do, with every number it needs.")
    quote: str = Field("", description="Verbatim words of the paper; empty unless the status is stated or implied.")
    section: str = Field("", description="Id of the section the quote stands in, for instance s3.2.")
    status: RequirementStatus
    weight: Weight
    must_not: tuple[str, ...] = Field((), description="What a lazy implementation would simplify away.")
    grounding: SkipJsonSchema[Grounding | None] = Field(
        None, description="Where the quote was found; written by the program."
    )


def _bounded(requirements: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
    if len(requirements) > _MOST_REQUIREMENTS:
        raise ValueError(
            f"the ledger has {len(requirements)} requirements; at most {_MOST_REQUIREMENTS}: name what the code must do"
        )
    return requirements


_Ledger = Annotated[tuple[Requirement, ...], AfterValidator(_bounded)]


class PlanOutline(Value):
    """The overall plan without its ledger."""

    title: str
    claims: tuple[str, ...] = Field(min_length=1, description="What the paper claims, one sentence each.")
    method: str = Field(min_length=1, description="The method, step by step, in the order in which it runs.")
    data: str = Field(min_length=1, description="Datasets, splits and preprocessing.")
    experiments: str = Field(min_length=1, description="Every experiment, baseline and ablation.")
    evaluation: str = Field(min_length=1, description="Metrics and protocol: seeds, selection, averaging.")
    axes: tuple[Axis, ...] = Field((), description="What several metrics vary over, each axis and each value once.")
    metrics: tuple[Metric, ...] = Field(min_length=1)
    costs: tuple[ExperimentCost, ...] = Field((), description="What each experiment takes at full size.")
    objections: Objections = ()


class LedgerPart(Value):
    """Requirements of some sections, or of all."""

    requirements: _Ledger = ()
    objections: Objections = ()


class Plan(PlanOutline):
    """The overall plan with the ledger."""

    requirements: _Ledger = Field(min_length=1)

    @property
    def metric_keys(self) -> tuple[str, ...]:
        """Return every key that metrics.json must hold."""
        return metric_keys(self.metrics, self.axes)

    def requirement(self, requirement_id: str) -> Requirement | None:
        """Return the requirement of that id, or None."""
        return next((r for r in self.requirements if r.id == requirement_id), None)
