"""How a run ended, as status.json says it."""

from typing import Literal

from pydantic import Field

from state.answers.probes import Probe
from state.audit import OtherFinding
from state.findings import Finding
from state.objection import Objection
from state.parts.figures_read import FiguresRead
from state.trial import Trial
from state.value import Value

__all__ = ["Check", "Coverage", "Report", "RunStatus", "Usage"]

RunStatus = Literal["running", "waiting for review", "complete", "partial", "failed", "stopped"]


class Usage(Value):
    """What the run's model calls used."""

    calls: int = 0
    input_tokens: int = 0
    cached_tokens: int = Field(0, description="Part of the input tokens served from the provider's cache.")
    output_tokens: int = 0
    cost: float | None = Field(0.0, description="US dollars; null where a model has no known price.")
    seconds: float = Field(0.0, description="Sum over the calls; parallel calls count each.")
    earlier_wording: int = Field(default=0, description="Replayed calls that were recorded for an earlier wording.")


class Check(Value):
    """One thing that was or was not verified."""

    name: Literal["files", "gates", "audit", "trial"]
    result: Literal["passed", "failed", "not run"]
    detail: str = ""


class Coverage(Value):
    """Requirements of one kind by verdict."""

    kind: str
    total: int
    met: int = 0
    partly: int = 0
    missing: int = 0
    not_checked: int = 0
    left_out: int = 0


class Report(Value):
    """The truth about a finished run."""

    version: Literal[1] = 1
    status: RunStatus
    reason: str = Field("", description="One sentence; what is missing when partial, what stopped it when stopped.")
    hint: str = Field("", description="What to do about it, where an error or a limit ended the run.")
    files_planned: int = 0
    files_written: int = 0
    missing: tuple[str, ...] = Field((), description="Planned files that were not written.")
    checks: tuple[Check, ...] = ()
    findings: tuple[Finding, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    not_implemented: tuple[str, ...] = Field((), description="Requirements left out openly, with the reason.")
    assumptions: tuple[str, ...] = Field((), description="Config keys whose value the paper does not give.")
    figures: FiguresRead = Field(default=FiguresRead(read=0, captions=0, reason=""), description="The paper's figures.")
    unreviewed: bool = Field(default=False, description="config.yaml was approved without a person.")
    trial: Trial | None = None
    other_findings: tuple[OtherFinding, ...] = Field(
        (), description="What auditors found beside the requirements in files as they are now, not repaired."
    )
    objections: tuple[Objection, ...] = Field(
        (), description="Decisions that those who had to keep them believe to be wrong, the weightiest first."
    )
    probes: tuple[Probe, ...] = Field((), description="Beliefs about libraries, and what came of trying them.")
    repository: str = Field("", description="Folder of the repository.")
    usage: Usage = Field(Usage.from_json({}), description="What all calls of the run have used.")
