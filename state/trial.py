"""What a trial of the repository showed, stage by stage."""

from typing import Literal

from pydantic import Field

from state.value import Value

__all__ = ["Stage", "StageReport", "StageResult", "Trial", "TrialResult"]

Stage = Literal["install", "compile", "import", "smoke", "metrics"]
StageResult = Literal["passed", "failed", "not run"]
TrialResult = Literal["passed", "failed", "not run"]


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
