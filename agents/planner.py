"""planner: the overall plan and the requirement ledger."""

from collections import Counter
from collections.abc import Callable

from typing_extensions import TypedDict

from agents.shared.tools import Tools
from papercoder.models.window import context_window
from papercoder.papers.evidence import Evidence
from papercoder.papers.markdown import fit_paper
from prompts.loader import render
from state.channels import Json, State
from state.plan import Plan, Requirement

__all__ = ["PlannerUpdate", "checker", "plan_faults", "planner"]

# Real papers had 40 to 200; beyond this every later step compares thousands with thousands for minutes.
_MOST_REQUIREMENTS = 2_000


class PlannerUpdate(TypedDict):
    """What the planner writes."""

    plan: Json
    objections: dict[str, list[Json]]


async def planner(state: State, tools: Tools) -> PlannerUpdate:
    """Plan the reproduction."""
    brief = await tools.settled(state)
    _, dropped = fit_paper(brief.paper, context_window(tools.settings, "planner") // 2)
    task = render(
        "planner",
        schema=Plan.schema_text(),
        notes=[*brief.paper.warnings, *dropped],
        plan=render("ledger/plan"),
        requirements=render("ledger/requirements"),
    )
    evidence = Evidence(brief.paper)
    prompt = tools.prompt(brief, ("paper",), task)
    found = await tools.ask_refined("planner", prompt, Plan, lambda: checker(evidence))
    plan = evidence.ground_plan(found.value)
    return {"plan": plan.to_json(), "objections": {"planner": found.objections(plan.objections)}}


def checker(evidence: Evidence) -> Callable[[Plan], list[str]]:
    """Return what finds the faults of plans; quotes that are not found are sent back once."""
    sent_back = False

    def faults(plan: Plan) -> list[str]:
        nonlocal sent_back
        if len(plan.requirements) > _MOST_REQUIREMENTS:
            return [f"{len(plan.requirements)} requirements; join them to {_MOST_REQUIREMENTS} at most"]
        soft = [] if sent_back else evidence.requirement_faults(plan.requirements)
        sent_back = sent_back or bool(soft)
        return plan_faults(plan, evidence) + soft

    return faults


def plan_faults(plan: Plan, evidence: Evidence) -> list[str]:
    """Return what is wrong with a plan in itself."""
    ids = Counter(r.id for r in plan.requirements)
    faults = [f"{i} is the id of {n} requirements; each needs its own" for i, n in ids.items() if n > 1]
    faults += plan.metric_faults
    for requirement in plan.requirements:
        faults += _requirement_faults(requirement, evidence)
    return faults


def _requirement_faults(requirement: Requirement, evidence: Evidence) -> list[str]:
    quoted = requirement.status in ("stated", "implied")
    if quoted and not requirement.quote.strip():
        return [f"{requirement.id}: the status '{requirement.status}' needs a quote"]
    if quoted and (fault := evidence.section_fault(requirement.section)):
        return [f"{requirement.id}: {fault}"]
    if not quoted and requirement.quote:
        return [f"{requirement.id}: the status '{requirement.status}' has no quote; leave 'quote' and 'section' empty"]
    return []
