"""What checks, audits and trials say about a repository."""

from typing import Literal

from pydantic import Field

from state.value import Value

__all__ = [
    "Audit",
    "Edit",
    "Finding",
    "Severity",
    "Stage",
    "StageReport",
    "StageResult",
    "Ticket",
    "Trial",
    "TrialResult",
    "Verdict",
    "VerdictResult",
]

Severity = Literal["error", "warning", "note"]
VerdictResult = Literal["met", "partly", "missing", "not checkable"]
Stage = Literal["install", "compile", "import", "smoke", "metrics"]
StageResult = Literal["passed", "failed", "not run"]
TrialResult = Literal["passed", "failed", "not run"]


class Finding(Value):
    """One fault that a check found."""

    path: str
    line: int = Field(0, ge=0, description="From 1; 0 where it concerns the file as a whole.")
    rule: str = Field(description="Short stable name such as 'syntax' or 'unresolved-import'.")
    severity: Severity
    message: str


class Verdict(Value):
    """The auditor's judgement of one requirement in one file."""

    requirement: str
    result: VerdictResult
    lines: tuple[tuple[int, int], ...] = Field((), description="First and last line of each place that shows it.")
    function: str = Field("", description="Function, class or method that shows it.")
    reason: str = ""
    change: str = Field("", description="The smallest change that would meet it.")


class Audit(Value):
    """The auditor's answer for one file."""

    verdicts: tuple[Verdict, ...] = ()


class Ticket(Value):
    """What the coder is asked to repair in one file."""

    path: str
    findings: tuple[Finding, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    protected: tuple[str, ...] = Field((), description="Requirements that are met now and must stay met.")


class Edit(Value):
    """One search/replace edit; the search text must occur exactly once."""

    search: str
    replace: str


class StageReport(Value):
    """One stage of the trial."""

    stage: Stage
    result: StageResult
    command: str = Field("", description="What was run.")
    seconds: float = 0.0
    output: str = Field("", description="End of the captured output.")
    reason: str = Field("", description="Why it failed or was not run; which limit was hit.")


class Trial(Value):
    """The trial run of the repository inside the sandbox."""

    result: TrialResult
    reason: str = ""
    sandbox: str = Field(
        "", description="Back end that confined it: bubblewrap, docker, podman, none; empty when not run."
    )
    confinement: str = Field("", description="What the back end put in force, such as how processes were limited.")
    environment: str = Field("", description="Where the distributions came from: the current interpreter, or made.")
    stages: tuple[StageReport, ...] = ()
    metrics: dict[str, float] = Field(default_factory=dict, description="What metrics.json held.")
