"""What the auditor answers: a verdict per requirement, and what else it saw."""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from state.objection import Objection
from state.value import Value

__all__ = ["MET", "UNMET", "Audit", "Elsewhere", "OtherFinding", "Verdict", "VerdictResult", "worst"]

VerdictResult = Literal["met", "met with departure", "partly", "missing", "not checkable"]
MET = ("met", "met with departure")
"""The results that count as met: a departure that one should know of is told, and costs nothing."""
UNMET = ("partly", "missing")
"""The results that go back to be repaired."""
_FROM_WORST = (*reversed(UNMET), *reversed(MET), "not checkable")


def worst(results: Iterable[str]) -> str:
    """Return what several files that share a requirement make of it: a file that cannot decide it decides nothing."""
    return min(results, key=_FROM_WORST.index, default="")


class Elsewhere(Value):
    """The part of a requirement that another file decides."""

    path: str
    what: str = Field(min_length=1, description="What that file must do for the requirement, so that it can be judged.")


class Verdict(Value):
    """The auditor's judgement of one requirement in one file."""

    requirement: str
    result: VerdictResult
    lines: tuple[tuple[int, int], ...] = Field((), description="First and last line of each place that shows it.")
    function: SkipJsonSchema[str] = Field("", description="What shows it; of Python a program finds it by the lines.")
    reason: str = ""
    change: str = Field("", description="The smallest change that would meet it.")
    elsewhere: tuple[Elsewhere, ...] = Field((), description="What other files decide of it.")
    contract: str = Field("", description="Where the contract demands what is wrong: what it must say instead.")


class OtherFinding(Value):
    """A defect that no verdict has a place for."""

    path: str = Field(description="The file that must change.")
    severity: Literal["high", "medium", "low"]
    what: str = Field(min_length=1)
    change: str = Field(min_length=1, description="The smallest change that mends it.")


class Audit(Value):
    """The auditor's answer for one file."""

    verdicts: tuple[Verdict, ...] = ()
    other_findings: tuple[OtherFinding, ...] = Field((), description="Defects that no verdict above has a place for.")
    objections: tuple[Objection, ...] = Field((), description="Decisions you had to judge by and believe to be wrong.")
