"""What an auditor answers that judges requirements along their whole path through the repository."""

from typing import Literal

from pydantic import Field

from state.audit import OtherFinding, VerdictResult
from state.value import Value

__all__ = ["ChainAudit", "ChainLink", "ChainVerdict"]


class ChainLink(Value):
    """One place on the path."""

    part: Literal["configuration", "decision", "call", "formula", "report"] = Field(
        description="What happens there: the value is read; a branch or selection is made; it is called and handed on; "
        "it is computed; the result is written."
    )
    path: str
    lines: tuple[int, int] = Field(description="First and last line.")
    what: str = Field(min_length=1, description="What the code does there, in a few words.")


class ChainVerdict(Value):
    """The judgement of one requirement over all the files that have a part in it."""

    requirement: str
    result: VerdictResult
    chain: tuple[ChainLink, ...] = Field((), description="The places in the order in which the values pass them.")
    reason: str = Field("", description="One or two sentences: where the path breaks, or that it holds throughout.")
    path: str = Field("", description="Where it is unmet: the file that must change.")
    change: str = Field("", description="Where it is unmet: the smallest change of that file.")


class ChainAudit(Value):
    """The auditor's answer."""

    verdicts: tuple[ChainVerdict, ...] = ()
    other_findings: tuple[OtherFinding, ...] = Field((), description="Defects that no verdict above has a place for.")
