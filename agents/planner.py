"""planner: the overall plan and the requirement ledger."""

from collections import Counter
from collections.abc import Callable

from langgraph.runtime import Runtime
from typing_extensions import TypedDict

from agents.shared.brief import load_paper
from agents.shared.evidence import Evidence
from agents.shared.prompting import shared_messages, system
from agents.shared.refining import ask_refined
from agents.shared.rendering import schema_of
from agents.shared.tools import open_tools
from papercoder.models.prompt import Prompt
from papercoder.models.window import context_window
from papercoder.papers.markdown import fit_paper
from prompts.loader import render
from state.channels import State
from state.plan import Plan, Requirement
from state.settings import Settings
from state.value import Json

__all__ = ["PlannerUpdate", "plan_faults", "planner"]


class PlannerUpdate(TypedDict):
    """What the planner writes."""

    plan: Json


async def planner(state: State, runtime: Runtime[Settings]) -> PlannerUpdate:
    """Plan the reproduction."""
    tools = await open_tools(runtime)
    paper = await load_paper(tools, state["paper"])
    _, dropped = fit_paper(paper, context_window(tools.settings, "planner") // 2)
    task = render("planner", schema=schema_of(Plan), notes=[*paper.warnings, *dropped])
    prompt = Prompt(system(), shared_messages(tools, paper), task)
    evidence = Evidence(paper)
    plan = await ask_refined(tools, "planner", prompt, Plan, lambda: _checker(evidence))
    return {"plan": evidence.ground_plan(plan).to_json()}


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
