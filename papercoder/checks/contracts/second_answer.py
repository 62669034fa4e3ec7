"""The second answer about a contract that is said to disagree with others: edits, or a reason why nothing changes."""

from collections.abc import Mapping
from typing import Any

from state.contract import Contract
from state.files import FileState
from state.objection import Objection

__all__ = ["remark", "unsaid", "with_objections"]


def with_objections(contract: Contract, known: FileState) -> Contract:
    """Return the contract with what its analyst objected to, which is kept beside it, so that edits keep it too."""
    said = [Objection.from_json(o) for o in known.get("objections", []) if o["by"] == f"analyst for {contract.path}"]
    return contract.model_copy(update={"objections": tuple(said)})


def unsaid(found: Contract, earlier: Contract | None) -> list[str]:
    """Return what a second answer lacks that leaves its contract as it was: the reason."""
    same = earlier is not None and found.model_copy(update={"no_change": "", "objections": ()}) == earlier
    return ["nothing changes: say in `no_change` why"] if same and not found.no_change.strip() else []


def remark(unchanged: Mapping[str, Any]) -> Objection:
    """Return the reason as a person reads it, beside the objections."""
    return Objection(kind="remark", what=" ".join(unchanged["faults"]), why=f"No change: {unchanged['because']}")
