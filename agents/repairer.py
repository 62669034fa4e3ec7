"""repairer: one file that is written, mended where checks or audits found fault; the coder's second task."""

from agents.shared.file_job import FileJob
from papercoder.errors import AnswerError
from papercoder.workspace.edits import parse_repair
from prompts.loader import render
from state.audit import Verdict
from state.files import FileState
from state.findings import Finding, Ticket

__all__ = ["repairer"]


async def repairer(job: FileJob) -> FileState:
    """Repair one file as its ticket says."""
    current = await job.source()
    task = await _task(job, Ticket.from_json(job.task["ticket"]), current)
    prompt = await job.prompt("coder", lambda _: task, sliced=("config",))
    client = job.tools.client("coder")
    try:
        text = await client.ask_text(prompt, lambda answer: parse_repair(answer, job.path, current), subject=job.path)
    except AnswerError as error:
        job.tools.note("coder", f"{job.path}: {error.message}")
        return {}
    return await job.next_version(text)


async def _task(job: FileJob, ticket: Ticket, current: str) -> str:
    return render(
        "repairer",
        path=job.path,
        contract=await job.contract(),
        requirements=job.requirements,
        sections=job.sections if ticket.verdicts else "",
        current=current,
        findings="\n".join(_say_finding(f) for f in ticket.findings),
        verdicts="\n".join(_say_verdict(v) for v in ticket.verdicts),
        protected=ticket.protected,
        dependencies=await job.files.listed(job.entry.dependencies),
        interfaces=await job.files.interfaces(job.brief.dependents(job.path)),
    )


def _say_finding(finding: Finding) -> str:
    place = f"line {finding.line}, " if finding.line else ""
    return f"- {place}{finding.rule} ({finding.severity}): {finding.message}"


def _say_verdict(verdict: Verdict) -> str:
    change = f" Smallest change: {verdict.change}" if verdict.change else ""
    return f"- {verdict.requirement} ({verdict.result}): {verdict.reason}{change}"
