"""What a plan tells of its data, experiments and evaluation: its author's words, else what its ledger holds of them."""

from typing import Literal

from state.plan import Plan, RequirementKind

__all__ = ["Told", "ledger_lines"]

Told = Literal["data", "experiments", "evaluation"]
_KINDS: dict[Told, tuple[RequirementKind, ...]] = {
    "data": ("data", "preprocessing"),
    "experiments": ("experiment", "baseline"),
    "evaluation": ("metric", "reporting"),
}


def ledger_lines(plan: Plan, about: Told) -> tuple[str, ...]:
    """Return what the ledger says of it, a line for each requirement; none where the author wrote of it."""
    if getattr(plan, about):
        return ()
    of_kind = (r for kind in _KINDS[about] for r in plan.requirements if r.kind == kind)
    return tuple(f"{r.id}: {' '.join(r.statement.split())}" for r in of_kind)
