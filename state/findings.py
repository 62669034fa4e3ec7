"""What checks say about a file, and what is sent to repair."""

from typing import Literal

from pydantic import Field

from state.audit import Verdict
from state.value import Value

__all__ = ["Edit", "Finding", "Severity", "Ticket"]

Severity = Literal["error", "warning", "note"]


class Finding(Value):
    """One fault that a check found."""

    path: str
    line: int = Field(0, ge=0, description="From 1; 0 where it concerns the file as a whole.")
    rule: str = Field(description="Short stable name such as 'syntax' or 'unresolved-import'.")
    severity: Severity
    message: str


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
