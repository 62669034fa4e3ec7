"""coder: one file, written against its contract and checked at once."""

from collections.abc import Iterable

from agents.shared.checking import checked_at_once
from agents.shared.file_job import FileJob
from papercoder.checks.contracts.from_code import with_code
from papercoder.errors import AnswerError
from papercoder.workspace.drafts import DraftFile
from papercoder.workspace.languages import language_of
from papercoder.workspace.objections import WithObjections, without_objections
from papercoder.workspace.open_points import open_for
from papercoder.workspace.showing import show_agreed, show_metrics
from prompts.loader import render
from state.files import FileState

__all__ = ["coder"]


async def coder(job: FileJob) -> FileState:
    """Write one file; one that only holds a docstring needs no model."""
    if planned := job.planned_source:
        return await job.next_version(planned)
    task = await _task(job)
    prompt = await job.prompt("coder", lambda _: task, sliced=("values",))
    client, refuse = job.tools.client("coder"), await checked_at_once(job)
    draft = DraftFile(job.path, render("revising/code_edits"))

    def read(answer: str) -> WithObjections:
        file, objections = without_objections(answer)
        text = draft.read(file)
        refuse(text)
        return text, objections

    try:
        text, said = await client.ask_text(prompt, read, subject=job.path, draft=draft)
    except AnswerError as error:
        job.tools.note("coder", f"{job.path}: {error.message}")
        return {} if job.known.get("source") else {"failed": f"no valid code: {error.message}"}
    update: FileState = {**await job.next_version(text), "objections": job.objections("coder", said)}
    if job.planned_contract and (design := await job.files.contract(job.path)):
        seen = with_code(design, text) if job.path.endswith(".py") else design
        update["contract"] = await job.tools.save_text(seen.model_dump_json())
    return update


async def _task(job: FileJob) -> str:
    contract = await job.files.contract(job.path)
    used = {u.path for u in contract.uses} if contract else set()
    shown = await job.files.listed(job.shown_dependencies)
    others = sorted(used - {d["path"] for d in shown})
    brief = job.brief
    near = {r.id for path in (job.path, *job.neighbours) for r in brief.owned(path)}
    return render(
        "coder",
        path=job.path,
        language=language_of(job.path) or "",
        contract=await job.contract(),
        requirements=job.requirements,
        sections=job.sections,
        dependencies=shown,
        promises=await _promises(job, (*job.shown_dependencies, *used)),
        interfaces=await job.files.interfaces(() if job.shows_all_earlier else others),
        packages=[f"{p.name}{p.version}" for p in brief.logic.packages],
        metrics=show_metrics(brief.plan),
        open=open_for(job.path, contract, brief.logic, brief.settled),
        shared_knowledge=show_agreed(brief.logic.shared_knowledge, brief.architecture.data, job.path, near),
        is_entry_point=job.path == brief.architecture.entry_point,
    )


async def _promises(job: FileJob, paths: Iterable[str]) -> list[dict[str, str]]:
    """Return path and contract of those files that are written at the same time."""
    if not job.tools.settings.from_contracts:
        return []
    return await job.files.promises(path for path in paths if not job.files.of(path).get("source"))
