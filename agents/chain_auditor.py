"""chain-auditor: the core requirements of a file judged along their whole path; the auditor's second task."""

from agents.shared.file_job import FileJob
from papercoder.checks.chains import (
    chain_faults,
    core_of,
    files_on_the_way,
    known_after,
    paths_shared,
    within_room,
)
from papercoder.errors import AnswerError
from papercoder.papers.topics import cited_sections
from papercoder.workspace.showing import numbered, requirement_list
from prompts.loader import render
from state.answers.chain import ChainAudit
from state.files import FileState

__all__ = ["chain_auditor"]


async def chain_auditor(job: FileJob) -> FileState:
    """Judge the file's core requirements in all the code that shares them, by a call that judged none of it."""
    brief, wanted = job.brief, core_of(job.brief.owned(job.path))
    ids, texts = [r.id for r in wanted], await job.files.sources(job.files.written)
    way = files_on_the_way(
        job.path, brief.architecture.entry_point, {f.path: f.dependencies for f in brief.logic.files}
    )
    code = within_room([job.path, *paths_shared(job.path, ids, texts, job.files.known), *way], texts)
    task = render(
        "chain_auditor",
        path=job.path,
        requirements=requirement_list(wanted),
        sections=cited_sections(brief.paper, wanted),
        files=[{"path": path, "text": numbered(text)} for path, text in code.items()],
        interfaces=await job.files.interfaces(path for path in job.files.written if path not in code),
        schema=ChainAudit.schema_text(),
    )
    prompt = job.tools.prompt(brief, ("values",), task)
    try:
        found = await job.tools.client("auditor").ask_json(
            prompt, ChainAudit, lambda answer: chain_faults(answer, ids, code), subject=job.path
        )
    except AnswerError as error:
        job.tools.note("auditor", f"{job.path}, along the path: {error.message}")
        found = ChainAudit()
    return known_after(job.known, found, {path: job.files.of(path)["source"] for path in code})
