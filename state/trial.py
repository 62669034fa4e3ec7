"""What a trial of the repository showed, stage by stage."""

from typing import Literal

from pydantic import Field, JsonValue

from state.value import Value

__all__ = ["ModeReport", "Ran", "Reach", "SizeReport", "Stage", "StageReport", "StageResult", "Trial", "TrialResult"]

Stage = Literal["install", "compile", "import", "smoke", "metrics", "modes", "sizes"]
Ran = Literal["yes", "in part", "no", "no code", "not run"]
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
    profile: str = Field("", description="Where the time went when a limit of time was hit: seconds by function.")


class Reach(Value):
    """How much of the lines that the audit cites for a requirement ran in the smoke test."""

    requirement: str
    path: str
    ran: Ran = Field(description="`no code`: nothing that could run is cited; `not run`: nothing was measured.")
    statements: int = Field(0, description="Statements cited, those that refuse bad input aside.")
    executed: int = Field(0, description="How many of them ran.")
    missed: tuple[int, ...] = Field((), description="First lines of those that did not.")


class ModeReport(Value):
    """One way to start the program, tried in smoke mode."""

    name: str = Field(description="What the command line had beside the usual options; empty for nothing.")
    command: str
    result: StageResult
    reason: str = Field("", description="Why it failed, or what it swallowed; what had to be run before it.")
    output: str = Field("", description="End of the output, where it failed.")
    seconds: float = 0.0


class SizeReport(Value):
    """A value that the smoke block replaces, tried larger."""

    key: str
    smoke: JsonValue = None
    real: JsonValue = None
    tried: JsonValue = None
    result: StageResult
    reason: str = Field("", description="Why it failed or was not tried.")
    seconds: float = 0.0
    peak_mb: float = Field(0.0, description="Most MiB that one process held.")
    limit: str = Field("", description="The limit of the trial that it met.")
    expected_seconds: float | None = Field(None, description="At the real value, from the growth that was measured.")
    expected_mb: float | None = Field(None, description="At the real value, where memory grew.")
    exponent: float | None = Field(None, description="Power with which time grew; null where it did not measurably.")
    output: str = Field("", description="End of the output, where it failed.")


class Trial(Value):
    """The trial run of the repository inside the sandbox."""

    result: TrialResult
    reason: str = ""
    sandbox: str = Field(
        "", description="Back end that confined it: bubblewrap, docker, podman, none; empty when not run."
    )
    confinement: str = Field("", description="What the back end put in force, such as how processes were limited.")
    environment: str = Field("", description="Where the distributions came from: the current interpreter, or made.")
    resolved: tuple[str, ...] = Field((), description="`name==version` of each distribution that it ran with.")
    stages: tuple[StageReport, ...] = ()
    metrics: dict[str, float] = Field(default_factory=dict, description="What metrics.json held.")
    lines: dict[str, tuple[tuple[int, int], ...]] = Field(
        default_factory=dict, description="Stretches of lines that ran in the smoke test, by path."
    )
    modes: tuple[ModeReport, ...] = Field((), description="Every way to start the program that was found.")
    sizes: tuple[SizeReport, ...] = Field((), description="What the smoke block replaces, tried at real sizes.")
    unread: tuple[str, ...] = Field(
        (), description="Options that select something whose values the code does not list."
    )
    unmeasured: str = Field("", description="Why it is not known which lines ran; empty where it is.")
    reached: tuple[Reach, ...] = Field((), description="Per requirement: whether the lines cited for it ran.")
    memory: str = Field("", description="The most memory at real sizes beside what the paper says, where it does.")
