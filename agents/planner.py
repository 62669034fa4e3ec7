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

__all__ = ["PlannerUpdate", "plan_faults", "planner"]


class PlannerUpdate(TypedDict):
    """What the planner writes."""

    plan: Json
    objections: dict[str, list[Json]]


async def planner(state: State, tools: Tools) -> PlannerUpdate:
    """Plan the reproduction."""
    brief = await tools.settled(state)
    _, dropped = fit_paper(brief.paper, context_window(tools.settings, "planner") // 2)
    task = render("planner", schema=Plan.schema_text(), notes=[*brief.paper.warnings, *dropped])
    evidence = Evidence(brief.paper)
    prompt = tools.prompt(brief, ("paper",), task)
    found = await tools.ask_refined("planner", prompt, Plan, lambda: _checker(evidence))
    plan = evidence.ground_plan(found.value)
    return {"plan": plan.to_json(), "objections": {"planner": found.objections(plan.objections)}}


def _checker(evidence: Evidence) -> Callable[[Plan], list[str]]:
    sent_back = False

    def faults(plan: Plan) -> list[str]:
        nonlocal sent_back
        soft = [] if sent_back else evidence.requirement_faults(plan.requirements)
        sent_back = sent_back or bool(soft)
        return plan_faults(plan, evidence) + soft

    return faults


def plan_faults(plan: Plan, evidence: Evidence) -> list[str]:
    """Return what is wrong with a plan in itself."""
    expected = [f"R{n}" for n in range(1, len(plan.requirements) + 1)]
    ids = [r.id for r in plan.requirements]
    faults = [f"requirement ids must run from R1 without gaps; got {', '.join(ids)}"] if ids != expected else []
    repeated = [name for name, n in Counter(m.name for m in plan.metrics).items() if n > 1]
    faults += [f"metric '{name}' is named more than once" for name in repeated]
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
