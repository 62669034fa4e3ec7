"""checker: the static gates over the whole repository; asks no model."""

import asyncio
from collections.abc import Mapping

from langgraph.runtime import Runtime
from typing_extensions import TypedDict

from agents.shared.brief import Brief, load_brief
from agents.shared.tools import Tools, open_tools
from papercoder.checks.run import Subject, check
from papercoder.workspace.requirements import requirements_for
from state.channels import State
from state.files import FileState
from state.findings import Finding, Ticket
from state.settings import Settings
from state.value import Json

__all__ = ["CheckerUpdate", "checker", "met_requirements", "tickets_of"]


class CheckerUpdate(TypedDict, total=False):
    """What the checker writes."""

    findings: list[Json]
    checked: bool
    recheck: bool
    tickets: list[Json]
    repair_round: int


async def checker(state: State, runtime: Runtime[Settings]) -> CheckerUpdate:
    """Run the gates; errors become repair tickets while rounds are left."""
    tools = await open_tools(runtime)
    if not tools.settings.check:
        return {"findings": [], "checked": False, "recheck": False, "tickets": []}
    brief = await load_brief(tools, state["brief"])
    files = state.get("files", {})
    sources = {path: await tools.load_text(file["source"]) for path, file in files.items() if file.get("source")}
    findings = await asyncio.to_thread(_check, brief, sources)
    tickets = tickets_of(findings, files) if state.get("repair_round", 0) < tools.settings.repair_rounds else []
    update: CheckerUpdate = {
        "findings": [f.to_json() for f in findings],
        "checked": True,
        "recheck": False,
        "tickets": [t.to_json() for t in tickets],
    }
    if tickets:
        update["repair_round"] = state.get("repair_round", 0) + 1
        _tell(tools, findings, tickets)
    return update


def _check(brief: Brief, sources: Mapping[str, str]) -> list[Finding]:
    needed = requirements_for(dict(sources), brief.logic.packages)
    return check(
        Subject(
            files=sources,
            config=brief.config.text,
            requirements=needed.distributions,
            entry_point=brief.architecture.entry_point,
            planned=brief.architecture.paths,
            owners={f.path: f.requirements for f in brief.logic.files},
        )
    )


def tickets_of(findings: list[Finding], files: Mapping[str, FileState]) -> list[Ticket]:
    """Return one ticket for each file with a finding of severity error, files that could not be written included."""
    writable = {path for path, file in files.items() if file.get("source") or file.get("contract")}
    faulty = [f.path for f in findings if f.severity == "error" and f.path in writable]
    return [
        Ticket(
            path=path,
            findings=tuple(f for f in findings if f.path == path and f.severity != "note"),
            protected=met_requirements(files[path]),
        )
        for path in dict.fromkeys(faulty)
    ]


def met_requirements(file: FileState) -> tuple[str, ...]:
    """Return the requirements that the newest audit of a file found met."""
    return tuple(v["requirement"] for v in file.get("verdicts", []) if v["result"] == "met")


def _tell(tools: Tools, findings: list[Finding], tickets: list[Ticket]) -> None:
    errors = sum(f.severity == "error" for f in findings)
    tools.note("checker", f"{errors} errors in {len(tickets)} files go back to the coder")
