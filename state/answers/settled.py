"""What one analyst settles for all files at once, beyond what design, ledger and configuration say."""

from pydantic import Field

from state.answers.amendment import DesignEdit, MissingDependency
from state.objection import Objection
from state.value import Value

__all__ = ["Rule", "Settled", "WorkedOut"]


class WorkedOut(Value):
    """What one requirement means in code."""

    requirement: str = Field(description="Requirement id, for instance R7.")
    where: str = Field(min_length=1, description="Function, class or method of its file that meets it.")
    what: str = Field(
        min_length=1, description="What exactly, beyond its statement, with equations in code-ready form."
    )


class Rule(Value):
    """What an author must know that nothing says yet."""

    files: tuple[str, ...] = Field(min_length=1, description="Every file whose author follows it or relies on it.")
    rule: str = Field(min_length=1)
    function: str = Field(
        "", description="What one of these files declares and holds the rule, so that the others call it; may be empty."
    )


class Settled(Value):
    """What the design leaves open, settled once."""

    design_edits: tuple[DesignEdit, ...] = Field((), description="What is wrong in the design, mended.")
    needs: tuple[MissingDependency, ...] = Field((), description="Dependencies that the design lacks.")
    worked_out: tuple[WorkedOut, ...] = ()
    rules: tuple[Rule, ...] = ()
    objections: tuple[Objection, ...] = Field((), description="Decisions you had to keep and believe to be wrong.")
