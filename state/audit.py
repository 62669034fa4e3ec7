"""What the auditor answers: a verdict per requirement."""

from typing import Literal

from pydantic import Field

from state.value import Value

__all__ = ["Audit", "Verdict", "VerdictResult"]

VerdictResult = Literal["met", "partly", "missing", "not checkable"]


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
