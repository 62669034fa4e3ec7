"""What no file's author could settle alone, settled in one call for all files; the program makes their contracts."""

from typing import NamedTuple

from agents.shared.beliefs import with_facts
from agents.shared.brief import Brief
from agents.shared.tools import Tools
from papercoder.checks.contracts.completing import makes_metrics, planned_contract, with_keys, with_settled
from papercoder.checks.contracts.settled import settled_checker
from papercoder.errors import AnswerError
from papercoder.review.design.amending import amended, with_type_dependencies
from papercoder.workspace.open_points import not_shown
from papercoder.workspace.showing import show_metrics
from prompts.loader import render
from state.answers.settled import Settled
from state.files import FileState
from state.logic import LogicDesign

__all__ = ["Settlement", "settle_together"]


class Settlement(NamedTuple):
    """What was settled.

    Args:
        logic: The design with what was wrong in it mended.
        files: What is known of each file then: its contract.
    """

    logic: LogicDesign
    files: dict[str, FileState]


_REPORTED = ("experiment", "reporting")
"""Kinds of requirements whose files make keys of metrics.json."""
_SHOWN = ("paper", "plan", "approach", "agreed", "files", "config")


async def settle_together(tools: Tools, brief: Brief) -> Settlement:
    """Return the contracts and the design they are made of; the design alone makes them where no answer was valid."""
    unread = not tools.settings.critic_rounds("logic-designer")
    remarks = not_shown(brief.settled, brief.plan, brief.logic)
    task = render("analyst/together", remarks=remarks, unread=unread, schema=Settled.schema_text())
    prompt, edits = tools.prompt(brief, _SHOWN, task), render("revising/edits")

    def design(found: Settled) -> LogicDesign:
        return with_type_dependencies(amended(brief.logic, found.design_edits, found.needs))

    checker = settled_checker(design, brief.config.text)
    try:
        found = await tools.client("analyst").ask_json(prompt, Settled, checker, subject="all files", edits=edits)
    except AnswerError as error:
        tools.note("analyst", f"the contracts say what the design says: {error.message}")
        found = Settled()
    if found.design_edits:
        count = len(found.design_edits)
        tools.note("analyst", f"{count} edit{'s' * (count > 1)} of the design")
    logic = design(found)
    return Settlement(logic, await _contracts(tools, brief, logic, found))


async def _contracts(tools: Tools, brief: Brief, logic: LogicDesign, found: Settled) -> dict[str, FileState]:
    plans, known = {entry.path: planned_contract(entry) for entry in logic.files}, dict[str, FileState]()
    reported = [r.id for r in brief.plan.requirements if r.kind in _REPORTED]
    # without the entry point, whose author is shown them anyway
    makers = makes_metrics(logic, found.rules, reported) - {brief.architecture.entry_point}
    for entry in logic.files:
        keys = show_metrics(brief.plan) if entry.path in makers else ""
        settled = with_settled(plans[entry.path], found, plans, entry.dependencies)
        whole = with_keys(settled, entry, brief.plan.axes, keys)
        known[entry.path] = {"contract": await tools.save_text(with_facts(tools, brief, whole).model_dump_json())}
    if found.objections:
        said = [o.model_copy(update={"by": "analyst"}).to_json() for o in found.objections]
        known[brief.architecture.entry_point]["objections"] = said
    return known
