"""What no file's author could settle alone, settled in one call for all files; the program makes their contracts."""

from agents.shared.beliefs import with_facts
from agents.shared.brief import Brief
from agents.shared.tools import Tools
from papercoder.checks.contracts.completing import planned_contract, with_settled
from papercoder.checks.contracts.settled import settled_checker
from papercoder.errors import AnswerError
from papercoder.workspace.open_points import not_shown
from prompts.loader import render
from state.answers.settled import Settled
from state.contract import Contract
from state.files import FileState

__all__ = ["settle_together"]

_SHOWN = ("paper", "plan", "approach", "agreed", "files", "config")


async def settle_together(tools: Tools, brief: Brief) -> dict[str, FileState]:
    """Return what is known of each file then: its contract; of the design alone where no answer was valid."""
    plans, depends = _plans(brief), {f.path: f.dependencies for f in brief.logic.files}
    remarks = not_shown(brief.settled, brief.plan, brief.logic)
    task = render("analyst/together", remarks=remarks, schema=Settled.schema_text())
    prompt = tools.prompt(brief, _SHOWN, task)
    try:
        found = await tools.client("analyst").ask_json(
            prompt,
            Settled,
            settled_checker(plans, depends, brief.config.text),
            subject="all files",
            edits=render("revising/edits"),
        )
    except AnswerError as error:
        tools.note("analyst", f"the contracts say what the design says: {error.message}")
        found = Settled()
    known: dict[str, FileState] = {}
    for path, contract in plans.items():
        whole = with_facts(tools, brief, with_settled(contract, found, plans, depends[path]))
        known[path] = {"contract": await tools.save_text(whole.model_dump_json())}
    if found.objections:
        said = [o.model_copy(update={"by": "analyst"}).to_json() for o in found.objections]
        known[brief.architecture.entry_point]["objections"] = said
    return known


def _plans(brief: Brief) -> dict[str, Contract]:
    """Return the contracts that the design itself makes, by path."""
    return {entry.path: planned_contract(entry) for entry in brief.logic.files}
