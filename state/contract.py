"""What the analyst writes for one file: the contract its code is written and judged against."""

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from state.objection import Objection
from state.value import Value

__all__ = ["Contract", "ExpectedCall", "Obligation", "Signature"]


class Obligation(Value):
    """What the file owes to one requirement."""

    requirement: str = Field(description="Requirement id, for instance R7.")
    where: str = Field(min_length=1, description="Function, class or method that meets it.")
    what: str = Field("", description="What exactly, with equations in code-ready form; empty: as the ledger says.")


class Signature(Value):
    """A public function, class, method or constant this file defines."""

    declaration: str = Field(
        min_length=1, description="One Python declaration: 'def f(x: int) -> int', 'class C(Base)' or 'LIMIT: int'."
    )
    owner: str = Field("", description="Class name for a method, empty at module level.")
    meaning: str = Field("", description="Shapes, units, errors, what is returned.")


class ExpectedCall(Value):
    """What this file uses from another file of the repository."""

    path: str
    name: str = Field(min_length=1, description="Imported name, or Class.method.")
    call: str = Field("", description="The call as it will be written: 'fit(x, y, epochs=cfg[\"epochs\"])'.")


class Contract(Value):
    """The obligations and the exact surface of one file."""

    path: str
    obligations: tuple[Obligation, ...] = ()
    signatures: tuple[Signature, ...] = ()
    uses: tuple[ExpectedCall, ...] = ()
    config_keys: tuple[str, ...] = Field((), description="Dotted keys of config.yaml that it reads.")
    reads: tuple[str, ...] = Field((), description="Artifacts it reads: files, with format.")
    writes: tuple[str, ...] = Field((), description="Artifacts it writes: files, with format.")
    steps: tuple[str, ...] = Field((), description="The algorithm in order.")
    must_not: tuple[str, ...] = Field((), description="What must not be simplified away.")
    pitfalls: tuple[str, ...] = ()
    no_change: SkipJsonSchema[str] = Field("", description="Why nothing changes, where others disagree with it.")
    of_design: SkipJsonSchema[bool] = Field(default=False, description="The design's own; `steps` begin with its role.")
    amendments: SkipJsonSchema[tuple[str, ...]] = Field(
        (), description="What holds in place of the above since an audit found it wrong; written by the program."
    )
    facts: SkipJsonSchema[tuple[str, ...]] = Field(
        (), description="What libraries do, tried in the sandbox, with versions; written by the program."
    )
    objections: tuple[Objection, ...] = Field((), description="Decisions you had to keep and believe to be wrong.")
