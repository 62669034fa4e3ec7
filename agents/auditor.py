"""auditor: each requirement judged in the code that owns it."""

from agents.shared.file_job import FileJob
from papercoder.errors import AnswerError
from prompts.loader import render
from state.audit import Audit
from state.files import FileState

__all__ = ["audit_faults", "auditor"]


async def auditor(job: FileJob) -> FileState:
    """Judge the requirements of one file; the prompt shows the configuration and the task alone."""
    source = await job.source()
    prompt = job.tools.prompt(job.brief, ("config",), await _task(job, source))
    ids = [r.id for r in job.brief.owned(job.path)]
    try:
        found = await job.tools.client("auditor").ask_json(
            prompt, Audit, lambda answer: audit_faults(answer, ids, source.count("\n")), subject=job.path
        )
    except AnswerError as error:
        job.tools.note("auditor", f"{job.path}: {error.message}")
        unread = f"no valid audit: {error.message}"
        verdicts = [{"requirement": i, "result": "not checkable", "reason": unread} for i in ids]
    else:
        verdicts = [v.to_json() for v in found.verdicts]
    return {"verdicts": verdicts, "audited": job.known["source"]}


async def _task(job: FileJob, source: str) -> str:
    return render(
        "auditor",
        path=job.path,
        contract=await job.contract(),
        requirements=job.requirements,
        sections=job.sections,
        code="\n".join(f"{n:4} {line}" for n, line in enumerate(source.splitlines(), 1)),
        interfaces=await job.files.interfaces(job.neighbours),
        schema=Audit.schema_text(),
    )


def audit_faults(found: Audit, ids: list[str], n_lines: int) -> list[str]:
    """Return what is wrong with an audit: each requirement once, cited lines that exist."""
    given = [v.requirement for v in found.verdicts]
    faults = [f"{i} has no verdict" for i in ids if i not in given]
    faults += [f"{i} is not owned by this file" for i in dict.fromkeys(given) if i not in ids]
    faults += [f"{i} has {given.count(i)} verdicts" for i in dict.fromkeys(given) if given.count(i) > 1]
    for verdict in found.verdicts:
        if verdict.result in ("met", "partly") and not verdict.lines:
            faults.append(f"{verdict.requirement}: '{verdict.result}' needs the lines that show it")
        for first, last in verdict.lines:
            if not 1 <= first <= last <= max(n_lines, 1):
                faults.append(f"{verdict.requirement}: lines {first}-{last} do not exist; the file has {n_lines}")
        if verdict.result in ("partly", "missing") and not verdict.change:
            faults.append(f"{verdict.requirement}: '{verdict.result}' needs the smallest change that would meet it")
    return faults
