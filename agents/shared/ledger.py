"""The plan in three steps: overall plan, requirements of groups of sections side by side, one call that merges them."""

import asyncio

from agents.shared.brief import Brief
from agents.shared.grouping import is_long, joined, section_groups
from agents.shared.prompting import message
from agents.shared.tools import Tools
from papercoder.papers.evidence import Evidence
from papercoder.papers.quoting.ledger import part_checker
from papercoder.workspace.showing import show_answer
from prompts.loader import render
from state.metrics import grid_faults
from state.plan import LedgerPart, Plan, PlanOutline

__all__ = ["plan_by_section"]


async def plan_by_section(tools: Tools, brief: Brief, evidence: Evidence, notes: list[str]) -> Plan | None:
    """Return the plan; None for a paper so short that one call is quicker.

    Every call shows the same paper first, so that providers have it in their cache.
    """
    if not is_long(brief.paper):
        return None
    client, edits = tools.client("planner"), render("revising/edits")
    task = render(
        "ledger/outline", schema=PlanOutline.schema_text(), notes=notes, plan=render("ledger/plan", written=False)
    )
    asked = tools.prompt(brief, ("paper",), task)
    outline = await client.ask_json(
        asked, PlanOutline, lambda o: grid_faults(o.metrics, o.axes), subject="outline", edits=edits
    )
    shown = [message("plan", show_answer(outline))]

    async def part(group: tuple[str, ...]) -> LedgerPart:
        rules = render("ledger/requirements")
        task = render("ledger/section", sections=group, schema=LedgerPart.schema_text(), requirements=rules)
        asked = tools.prompt(brief, ("paper",), task, shown)
        async with tools.slot():
            return await client.ask_json(asked, LedgerPart, part_checker(evidence), subject=group[0], edits=edits)

    found = await asyncio.gather(*(part(group) for group in section_groups(brief.paper)), return_exceptions=True)
    whole = joined(found)
    asked = tools.prompt(brief, ("paper",), render("ledger/merge", ledger=show_answer(whole), edits=edits), shown)
    checker = part_checker(evidence, whole=True)
    merged = await client.ask_json(asked, LedgerPart, checker, subject="merge", edits=edits, base=whole)
    told = {name: getattr(outline, name) for name in outline.model_fields_set}
    objections = (*outline.objections, *merged.objections)
    return Plan(**{**told, "requirements": merged.requirements, "objections": objections})
