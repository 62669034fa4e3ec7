"""repairer: one file that is written, mended where checks or audits found fault; the coder's second task."""

from agents.shared.checking import checked_at_once
from agents.shared.file_job import FileJob
from papercoder.checks.tickets import left_as_is, said_finding, said_verdict
from papercoder.errors import AnswerError
from papercoder.papers.topics import cited_sections
from papercoder.workspace.edits import parse_repair
from papercoder.workspace.objections import WithObjections, without_objections
from papercoder.workspace.showing import as_lines, numbered, requirement_list, show_contract, show_obligations
from prompts.loader import render
from state.files import FileState
from state.findings import Ticket

__all__ = ["repairer"]


async def repairer(job: FileJob) -> FileState:
    """Repair one file as its ticket says."""
    current, ticket = await job.source(), Ticket.from_json(job.task["ticket"])
    task = await _task(job, ticket, current)
    prompt = await job.prompt("coder", lambda _: task, sliced=("values",))
    client, refuse = job.tools.client("coder"), await checked_at_once(job, current)

    def read(answer: str) -> WithObjections:
        edits, objections = without_objections(answer)
        if objections and not edits.strip():
            return current, objections
        text = parse_repair(edits, job.path, current)
        refuse(text)
        return text, objections

    try:
        text, said = await client.ask_text(prompt, read, subject=job.path)
    except AnswerError as error:
        job.tools.note("coder", f"{job.path}: {error.message}")
        return {}
    update: FileState = {"objections": job.objections("repairer", said)} if said else {}
    if text != current:
        return {**await job.next_version(text), **update}
    return {**update, "left": left_as_is(ticket, job.known.get("source", ""))} if said else {}


async def _task(job: FileJob, ticket: Ticket, current: str) -> str:
    # A verdict is about what the code means, which bodies decide; a finding of a program is local.
    contract, whole = await job.files.contract(job.path), bool(ticket.verdicts)
    owned = {r.id for r in job.brief.owned(job.path)}
    judged = {v.requirement for v in ticket.verdicts}
    findings = "\n".join(said_finding(f) for f in ticket.findings)
    verdicts = "\n".join(said_verdict(v) for v in ticket.verdicts)
    about = [r for r in job.brief.plan.requirements if r.id in judged]
    return render(
        "repairer",
        path=job.path,
        contract=show_contract(contract) if whole else show_obligations(contract, owned),
        signatures="" if whole or contract is None else as_lines([s.to_json() for s in contract.signatures]),
        requirements=requirement_list(about) if about else "",
        sections=cited_sections(job.brief.paper, about, f"{findings}\n{verdicts}"),
        current=numbered(current),
        findings=findings,
        verdicts=verdicts,
        protected=ticket.protected,
        dependencies=await job.files.listed(job.entry.dependencies) if whole else [],
        interfaces=await job.files.interfaces(job.neighbours if not whole else job.brief.dependents(job.path)),
    )
