"""What is wrong with a plan and its ledger: ids, evidence, and the grid of metrics."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from papercoder.papers.evidence import Evidence
from state.metrics import grid_faults
from state.plan import LedgerPart, Plan, Requirement

__all__ = ["part_checker", "plan_checker", "plan_faults", "requirement_faults"]

L = TypeVar("L", Plan, LedgerPart)

# Real papers had 40 to 200; beyond this every later step compares thousands with thousands for minutes.
_MOST_REQUIREMENTS = 2_000


def plan_checker(evidence: Evidence) -> Callable[[Plan], list[str]]:
    """Return a checker of one conversation; quotes that are not found are sent back once."""
    return _checker(evidence, lambda plan: plan_faults(plan, evidence))


def part_checker(evidence: Evidence, *, whole: bool = False) -> Callable[[LedgerPart], list[str]]:
    """Return the same for requirements alone; a whole ledger may not be empty."""

    def hard(part: LedgerPart) -> list[str]:
        empty = ["the ledger has no requirement"] if whole and not part.requirements else []
        return empty + requirement_faults(part.requirements, evidence)

    return _checker(evidence, hard)


def _checker(evidence: Evidence, hard: Callable[[L], list[str]]) -> Callable[[L], list[str]]:
    """Return a checker that finds what is `hard` each time, and quotes that are not found once."""
    sent_back = False

    def faults(answer: L) -> list[str]:
        nonlocal sent_back
        if len(answer.requirements) > _MOST_REQUIREMENTS:
            return [f"{len(answer.requirements)} requirements; join them to {_MOST_REQUIREMENTS} at most"]
        soft = [] if sent_back else evidence.requirement_faults(answer.requirements)
        sent_back = sent_back or bool(soft)
        return hard(answer) + soft

    return faults


def plan_faults(plan: Plan, evidence: Evidence) -> list[str]:
    """Return what is wrong with a plan in itself."""
    return [*grid_faults(plan.metrics, plan.axes), *requirement_faults(plan.requirements, evidence)]


def requirement_faults(requirements: Sequence[Requirement], evidence: Evidence) -> list[str]:
    """Return what is wrong with requirements in themselves."""
    return [*_id_faults(requirements), *(fault for r in requirements for fault in _faults(r, evidence))]


def _id_faults(requirements: Sequence[Requirement]) -> list[str]:
    ids = Counter(r.id for r in requirements)
    return [f"{i} is the id of {n} requirements; each needs its own" for i, n in ids.items() if n > 1]


def _faults(requirement: Requirement, evidence: Evidence) -> list[str]:
    quoted = requirement.status in ("stated", "implied", "figure")
    if quoted and not requirement.quote.strip():
        return [f"{requirement.id}: the status '{requirement.status}' needs a quote"]
    if quoted and (fault := evidence.section_fault(requirement.section)):
        return [f"{requirement.id}: {fault}"]
    if "status" not in requirement.model_fields_set and not quoted and requirement.section:
        unquoted = "it names a section and quotes nothing; copy the words of the paper that say it, or leave"
        return [f"{requirement.id}: {unquoted} 'section' out where the paper does not say it"]
    if not quoted and requirement.quote:
        return [f"{requirement.id}: the status '{requirement.status}' has no quote; leave 'quote' and 'section' empty"]
    return []
