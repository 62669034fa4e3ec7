"""What the planner writes: the overall plan and the requirement ledger."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic.json_schema import SkipJsonSchema

from state.metrics import Axis, ExperimentCost, Metric, metric_keys
from state.objection import Objections
from state.parts.requirement import KINDS, Requirement, RequirementKind, RequirementStatus, Weight
from state.value import Value

__all__ = [
    "KINDS", "LedgerPart", "Plan", "PlanOutline", "Requirement", "RequirementKind", "RequirementStatus", "Weight",
    "WrittenPlan",
]  # fmt: skip

_MOST_REQUIREMENTS = 2_000
"""The longest papers have some hundred; more are a slip, and every later step looks at each of them."""


def _bounded(requirements: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
    if len(requirements) > _MOST_REQUIREMENTS:
        raise ValueError(
            f"the ledger has {len(requirements)} requirements; at most {_MOST_REQUIREMENTS}: name what the code must do"
        )
    return requirements


_Ledger = Annotated[tuple[Requirement, ...], AfterValidator(_bounded)]


class PlanOutline(Value):
    """The overall plan without its ledger; what its ledger says of data, experiments and evaluation is not repeated."""

    title: str
    claims: tuple[str, ...] = Field(min_length=1, description="What the paper claims, one sentence each.")
    method: str = Field(min_length=1, description="The method's steps in the order in which they run.")
    data: SkipJsonSchema[str] = Field("", description="Datasets and preprocessing, where its author wrote of them.")
    experiments: SkipJsonSchema[str] = Field("", description="Experiments and baselines, where written.")
    evaluation: SkipJsonSchema[str] = Field("", description="Metrics and protocol, where written.")
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


class WrittenPlan(Plan):
    """A plan whose author writes of data, experiments and evaluation too, as the published pipeline asks for."""

    data: str = Field(min_length=1, description="Datasets, splits and preprocessing.")
    experiments: str = Field(min_length=1, description="Every experiment, baseline and ablation.")
    evaluation: str = Field(min_length=1, description="Metrics and protocol: seeds, selection, averaging.")
