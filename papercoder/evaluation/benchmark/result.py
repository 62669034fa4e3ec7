"""The result of one cell of a benchmark: how its repository was made and what the judges say."""

from typing import Literal

from pydantic import Field

from papercoder.evaluation.benchmark.executability import Executability
from papercoder.evaluation.judging.judgements import Evaluation, Kind, Severity
from state.status import Coverage, RunStatus, Usage
from state.value import Value

__all__ = ["CellResult", "RubricScore", "nothing_used", "plus"]

_COUNTS = ("calls", "input_tokens", "cached_tokens", "output_tokens", "seconds")


def nothing_used() -> Usage:
    """Return the usage of no calls."""
    return Usage.model_validate({})


def plus(one: Usage, other: Usage) -> Usage:
    """Return both together; the cost is None where one is."""
    unknown = one.cost is None or other.cost is None
    sums = {name: getattr(one, name) + getattr(other, name) for name in _COUNTS}
    return Usage(**sums, cost=None if unknown else (one.cost or 0.0) + (other.cost or 0.0))


class RubricScore(Value):
    """The rubric's numbers; the tree stands in a file of its own."""

    score: float | None
    strict_score: float
    leaves: int
    not_graded: int
    kinds: dict[str, float] = Field(default_factory=dict, description="Score by fine-grained category.")


class CellResult(Value):
    """One cell."""

    version: Literal[1] = 1
    paper: str
    system: str
    seed: int
    run: str
    done: bool = Field(description="Nothing is left to do; an unfinished cell goes on when the suite is run again.")
    error: str = Field("", description="What kept it from being finished.")
    status: RunStatus = "running"
    reason: str = ""
    repository: str = ""
    files: int = 0
    code_files: int = 0
    gate_errors: int | None = Field(None, description="Errors that the static gates find; None where not run.")
    coverage: tuple[Coverage, ...] = ()
    executability: Executability | None = None
    seconds: float | None = Field(None, description="Time in which at least one call of the run was under way.")
    usage: Usage = Field(default_factory=nothing_used)
    judging: Usage = Field(default_factory=nothing_used)
    evaluations: tuple[Evaluation, ...] = Field((), description="One per judge, the suite's first judge first.")
    rubric: RubricScore | None = None

    def score(self, kind: Kind, judge: int = 0) -> float | None:
        """Return the mean score of one kind by one judge."""
        return self.evaluations[judge].score(kind) if judge < len(self.evaluations) else None

    def severities(self) -> dict[Severity, float]:
        """Return the critiques per sample by severity, from the strictest kind the first judge gave."""
        protocols = self.evaluations[0].protocols if self.evaluations else ()
        return protocols[-1].severities() if protocols else {}
