"""auditor: each requirement judged in the code that owns it, and in the files that have a part in it."""

from agents.shared.file_job import FileJob
from papercoder.checks.audits import AuditedFile, asked_of, audit_faults, difference, earlier_lines, known_then, unread
from papercoder.errors import AnswerError
from papercoder.papers.topics import cited_sections
from papercoder.workspace.open_points import objected, open_for
from papercoder.workspace.showing import numbered, requirement_list, show_obligations
from prompts.loader import render
from state.audit import Audit
from state.files import FileState

__all__ = ["auditor"]


async def auditor(job: FileJob) -> FileState:
    """Judge one file; the prompt shows the configuration and the task alone.

    A file that is judged already is asked only about the parts that other files' audits leave to it.
    """
    source, planned = await job.source(), job.brief.architecture.paths
    asked = asked_of(job.brief.plan, job.entry.requirements, job.known, job.task.get("passed_on", []), source)
    prompt = job.tools.prompt(job.brief, ("values",), await _task(job, source, asked))
    try:
        found = await job.tools.client("auditor").ask_json(
            prompt, Audit, lambda answer: audit_faults(answer, asked, source.count("\n"), planned), subject=job.path
        )
    except AnswerError as error:
        job.tools.note("auditor", f"{job.path}: {error.message}")
        found = unread(asked, error.message)
    texts = {path: job.files.of(path).get("source", "") for path in planned}
    objections = job.objections("auditor", found.objections)
    return {**known_then(job.known, found, asked, texts), "objections": objections}


async def _task(job: FileJob, source: str, asked: AuditedFile) -> str:
    before, audited = "", job.known.get("audited", "")
    if audited and audited != job.known["source"]:
        before = difference(await job.tools.load_text(audited), source)
    earlier = earlier_lines(job.known, job.path) if before else ""
    contract, owner = await job.files.contract(job.path), job.brief.architecture.owner
    return render(
        "auditor",
        path=job.path,
        contract=show_obligations(contract, asked.ids),
        requirements=requirement_list(asked.wanted),
        parts=asked.parts_said,
        shared=[{"id": r.id, "owner": owner(r.id), "statement": r.statement} for r in asked.shared],
        sections=cited_sections(job.brief.paper, asked.wanted, earlier),
        code=numbered(source),
        interfaces=await job.files.interfaces(job.neighbours),
        objected=objected(job.known, open_for(job.path, contract, job.brief.logic, job.brief.settled)),
        changed=before,
        earlier=earlier,
        pass_on=job.tools.settings.pass_on,
        schema=Audit.schema_text(),
    )
