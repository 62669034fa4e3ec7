"""planner: the overall plan and the requirement ledger."""

from typing_extensions import TypedDict

from agents.shared.ledger import plan_by_section
from agents.shared.tools import Tools
from papercoder.models.window import context_window
from papercoder.papers.evidence import Evidence
from papercoder.papers.markdown import fit_paper
from papercoder.papers.quoting.ledger import plan_checker
from prompts.loader import render
from state.channels import Json, State
from state.plan import Plan, WrittenPlan

__all__ = ["PlannerUpdate", "planner"]


class PlannerUpdate(TypedDict):
    """What the planner writes."""

    plan: Json
    objections: dict[str, list[Json]]


async def planner(state: State, tools: Tools) -> PlannerUpdate:
    """Plan the reproduction."""
    brief = await tools.settled(state)
    _, dropped = fit_paper(brief.paper, context_window(tools.settings, "planner") // 2)
    notes, evidence = [*brief.paper.warnings, *dropped], Evidence(brief.paper)
    answered = WrittenPlan if tools.settings.one_by_one else Plan
    rules = {
        "plan": render("ledger/plan", written=answered is WrittenPlan),
        "requirements": render("ledger/requirements"),
    }
    task = render("planner", schema=answered.schema_text(), notes=notes, **rules)
    by_section = tools.settings.ledger == "by-section"
    first = await plan_by_section(tools, brief, evidence, notes) if by_section else None
    prompt = tools.prompt(brief, ("paper",), task)
    found = await tools.ask_refined("planner", prompt, Plan, lambda: plan_checker(evidence), first=first)
    plan = evidence.ground_plan(found.value)
    return {"plan": plan.to_json(), "objections": {"planner": found.objections(plan.objections)}}
