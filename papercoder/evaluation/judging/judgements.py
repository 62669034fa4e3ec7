"""What a judge answers, and what is made of its samples.

Scores and severities are those of Paper2CodeBench (arXiv 2504.17192, section 4 and appendix).
"""

from typing import Literal, get_args

from pydantic import Field

from papercoder.evaluation.statistics.estimates import mean, stdev
from state.status import Usage
from state.value import Value

__all__ = [
    "KINDS",
    "SEVERITIES",
    "Component",
    "Critique",
    "Evaluation",
    "Judgement",
    "JudgementSamples",
    "Kind",
    "Severity",
    "StrictJudgement",
    "sum_up_samples",
]  # fmt: skip

Severity = Literal["high", "medium", "low"]
Kind = Literal["reference-free", "reference-based", "strict"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
KINDS: tuple[Kind, ...] = get_args(Kind)


class Critique(Value):
    """One fault that a judge found."""

    file: str = Field("", description="Path in the repository; empty where what is missing has no file.")
    function: str = Field("", description="Function, class or Class.method; empty where it concerns the file.")
    severity: Severity
    text: str = Field(min_length=1, description="What differs from the paper, with the evidence.")


class Judgement(Value):
    """A judge's answer: the faults first, then the score that follows from them."""

    critiques: tuple[Critique, ...]
    score: int = Field(ge=1, le=5)


class Component(Value):
    """One key component of the paper, looked for in the code."""

    name: str = Field(min_length=1)
    result: Literal["implemented", "partly", "missing"]
    file: str = Field("", description="File of the repository that implements it; empty when missing.")
    function: str = Field("", description="Function or class that implements it; empty when missing.")


class StrictJudgement(Judgement):
    """The stricter judge's answer: where each key component stands in the code, before anything else."""

    components: tuple[Component, ...] = Field(min_length=1)


class JudgementSamples(Value):
    """All samples of one kind of judgement."""

    kind: Kind
    asked: int
    valid: int
    mean: float | None
    stdev: float | None
    judgements: tuple[StrictJudgement | Judgement, ...]
    refused: tuple[str, ...] = Field((), description="Why samples were left out.")
    files_shown: tuple[str, ...] = ()
    left_out: tuple[str, ...] = Field((), description="What the judge did not see, with the reason.")

    def severities(self) -> dict[Severity, float]:
        """Return the mean number of critiques per valid sample, by severity."""
        said = [c.severity for j in self.judgements for c in j.critiques]
        return {severity: said.count(severity) / max(1, self.valid) for severity in SEVERITIES}


class Evaluation(Value):
    """What `papercoder evaluate` writes."""

    version: Literal[1] = 1
    repository: str
    paper: str
    model: str
    files: int
    code_files: int
    protocols: tuple[JudgementSamples, ...]
    usage: Usage

    def score(self, kind: Kind) -> float | None:
        """Return the mean score of one kind, None where it was not asked or never valid."""
        return next((p.mean for p in self.protocols if p.kind == kind), None)


def sum_up_samples(
    kind: Kind, answers: list[Judgement | str], shown: tuple[str, ...], left_out: tuple[str, ...]
) -> JudgementSamples:
    """Sum up the samples; a text stands for a sample without a valid answer and says why."""
    valid = tuple(answer for answer in answers if not isinstance(answer, str))
    scores = [float(answer.score) for answer in valid]
    return JudgementSamples(
        kind=kind,
        asked=len(answers),
        valid=len(valid),
        mean=mean(scores),
        stdev=stdev(scores),
        judgements=valid,
        refused=tuple(answer for answer in answers if isinstance(answer, str)),
        files_shown=shown,
        left_out=left_out,
    )
