"""What the critic of a planning artifact answers."""

from typing import Literal

from pydantic import Field

from state.value import Value

__all__ = ["Issue", "Review", "SettledIssue"]


class Issue(Value):
    """One fault of a planning artifact."""

    severity: Literal["high", "medium", "low"]
    where: str = Field(min_length=1, description="Place in the artifact: an id, a path, a key or a field.")
    problem: str = Field(min_length=1)
    change: str = Field(min_length=1, description="What would mend it.")


class SettledIssue(Issue):
    """A fault that its finder mends by edits, or leaves to the author by saying what to change."""

    severity: Literal["high", "medium", "low"] = Field("medium", description="Only with `change`.")
    change: str = Field("", description="Only of what the edits do not mend: what its author must do.")


class Review(Value):
    """The critic's answer; no issues means that nothing needs to change."""

    issues: tuple[Issue, ...] = ()
