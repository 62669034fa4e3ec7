"""checker: the static gates over the whole repository; asks no model."""

import asyncio

from typing_extensions import TypedDict

from agents.shared.tools import Tools
from papercoder.checks.run import Subject, check
from papercoder.checks.tickets import tickets_of
from papercoder.review.switches import switched_by
from papercoder.workspace.requirements import requirements_for
from state.channels import Decision, Json, State
from state.findings import Finding, Ticket

__all__ = ["CheckerUpdate", "checker"]


class CheckerUpdate(TypedDict, total=False):
    """What the checker writes."""

    findings: list[Json] | None
    decision: Decision
    tickets: list[Json]
    repair_round: int


async def checker(state: State, tools: Tools) -> CheckerUpdate:
    """Run the gates; errors become repair tickets while rounds are left."""
    if not tools.settings.check:
        return {"findings": None, "decision": "audit"}
    brief = await tools.brief(state["brief"])
    files = state.get("files", {})
    sources = await tools.files(files).sources(files)
    known = tools.files(files)
    contracts = {path: contract for path in brief.architecture.paths if (contract := await known.contract(path))}
    subject = Subject(
        files=sources,
        config=brief.config.text,
        requirements=requirements_for(sources, brief.logic.packages).distributions,
        entry_point=brief.architecture.entry_point,
        planned=brief.architecture.paths,
        owners={f.path: f.requirements for f in brief.logic.files},
        contracts=contracts,
        switches=switched_by(brief.config.entries),
        tables=[b.text for section in brief.paper.sections for b in section.blocks if b.kind == "table"],
    )
    findings = await asyncio.to_thread(check, subject)
    tickets = tickets_of(findings, files) if state.get("repair_round", 0) < tools.settings.repair_rounds else []
    update: CheckerUpdate = {
        "findings": [f.to_json() for f in findings],
        "decision": "repair" if tickets else "audit",
        "tickets": [t.to_json() for t in tickets],
    }
    if tickets:
        update["repair_round"] = state.get("repair_round", 0) + 1
        _tell(tools, findings, tickets)
    return update


def _tell(tools: Tools, findings: list[Finding], tickets: list[Ticket]) -> None:
    errors = sum(f.severity == "error" for f in findings)
    tools.note("checker", f"{errors} errors in {len(tickets)} files go back to the coder")
