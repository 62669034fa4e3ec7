"""coder: one file, written against its contract."""

from collections.abc import Iterable

from agents.shared.file_job import FileJob
from agents.shared.rendering import show_metrics, show_promise
from papercoder.errors import AnswerError
from papercoder.workspace.answers import parse_file
from papercoder.workspace.languages import language_of
from papercoder.workspace.remarks import without_objections
from prompts.loader import render
from state.files import FileState
from state.objection import Objection

__all__ = ["coder"]


async def coder(job: FileJob) -> FileState:
    """Write one file."""
    task = await _task(job)
    prompt = await job.prompt("coder", lambda _: task, sliced=("config",))
    client = job.tools.client("coder")
    try:
        text, said = await client.ask_text(prompt, lambda answer: _read(answer, job.path), subject=job.path)
    except AnswerError as error:
        job.tools.note("coder", f"{job.path}: {error.message}")
        return {} if job.known.get("source") else {"failed": f"no valid code: {error.message}"}
    return {**await job.next_version(text), "objections": job.objections("coder", said)}


def _read(answer: str, path: str) -> tuple[str, tuple[Objection, ...]]:
    """Return the file, and what its author objects to behind it."""
    file, objections = without_objections(answer)
    return parse_file(file, path), objections


async def _task(job: FileJob) -> str:
    contract = await job.files.contract(job.path)
    used = {u.path for u in contract.uses} if contract else set()
    shown = await job.files.listed(job.shown_dependencies)
    others = sorted(used - {d["path"] for d in shown})
    brief = job.brief
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
        shared_knowledge=brief.logic.shared_knowledge,
        is_entry_point=job.path == brief.architecture.entry_point,
    )


async def _promises(job: FileJob, paths: Iterable[str]) -> list[dict[str, str]]:
    """Return path and contract of those files that are written at the same time."""
    if not job.tools.settings.from_contracts:
        return []
    open_files = [path for path in dict.fromkeys(paths) if not job.files.of(path).get("source")]
    contracts = [(path, await job.files.contract(path)) for path in open_files]
    return [{"path": path, "text": show_promise(contract)} for path, contract in contracts if contract]
