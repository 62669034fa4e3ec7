"""From a paper to its repository in one call: `reproduce`, and `resume` for a run that was left."""

import asyncio
import contextvars
import os
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, Unpack

from papercoder.errors import InputError
from papercoder.library.checks_before_start import check_answer, check_models, check_output
from papercoder.library.delivery import begin_git_where_asked, deliver
from papercoder.library.paper_input import source_of, valid_text
from papercoder.library.replay_folder import with_absolute_replay
from papercoder.library.status_writer import StatusWriter
from papercoder.runs.card import RunCard, now, read_card, write_card
from papercoder.runs.databases.storage_halves import Storage
from papercoder.runs.drive import DriveRequest, DriveResult, drive
from papercoder.runs.folders import new_run_id
from papercoder.runs.listing import find_run
from papercoder.runs.lock import hold_run
from papercoder.runs.so_far import report_so_far
from state.settings import Settings
from state.status import Report, Usage

if TYPE_CHECKING:
    from langchain_core.callbacks import BaseCallbackHandler
    from langchain_core.language_models import BaseChatModel
    from langgraph.checkpoint.base import BaseCheckpointSaver
    from langgraph.store.base import BaseStore

__all__ = ["Options", "Reproduction", "Review", "areproduce", "aresume", "reproduce", "resume"]

T = TypeVar("T")
Review = Callable[[dict[str, Any]], Any | Awaitable[Any]]
"""From the question of the review (`action_requests`, as LangGraph's clients render it) to its answer: "approve", or
`{"decisions": [{"type": "approve" | "edit" | "reject", ...}]}`; None leaves the run waiting."""


@dataclass(frozen=True)
class Reproduction:
    """How far a run came.

    Args:
        run: Its id; `resume(run)` and `papercoder resume RUN` go on with it.
        status: complete, partial, failed, stopped, or "waiting for review".
        reason: One sentence.
        report: What was checked and what was not; None before the end. One that an error or a limit ended has a report
            too, with a hint.
        repository: Folder of the finished repository; empty before the end.
        git: What became of the Git repository that was asked for (the setting `git`); empty where none was.
        question: What the review asks, where it waits.
        values: State of the graph by channel: plan, architecture, logic, config, ...
        usage: Calls, tokens and dollars of all its processes so far.
    """

    run: str
    status: str
    reason: str
    report: Report | None
    repository: str
    git: str
    question: dict[str, Any] | None
    usage: Usage
    values: Mapping[str, Any] = field(repr=False)


class Options(TypedDict, total=False):
    """What a caller may bring along."""

    model: "str | BaseChatModel"
    """`provider:name`, or a chat model of LangChain's; else the settings' or the environment's."""
    review: Review | str | None
    """Answers the review of config.yaml; "approve" approves it unread; None leaves the run waiting there."""
    settings: Mapping[str, Any]
    """Settings of the run by name, as `papercoder run --help` lists them."""
    until: str
    """Node after which to stop, for one agent alone: "planner" leaves the plan in `values`."""
    callbacks: "Sequence[BaseCallbackHandler]"
    """LangChain's callback handlers: they see the graph, its nodes and every call of a model."""
    checkpointer: "BaseCheckpointSaver[Any]"
    """Keeps the steps of the run instead of the data folder's database; needs `store`."""
    store: "BaseStore"
    """Keeps the texts that the steps refer to; needs `checkpointer`."""
    watch: Callable[[str, Any], None]
    """Is told what happens, as `papercoder.runs.drive.Watch` is."""


async def areproduce(paper: str, *, output: str = "", **options: Unpack[Options]) -> Reproduction:
    """Reproduce a paper, as far as it goes without a person.

    Args:
        paper: Path, URL, arXiv id, or the paper's text itself.
        output: New or empty folder that the finished repository is also written to.
        options: See `Options`.

    Raises:
        InputError: the paper, a setting or the model cannot be used.
        RunError: the data folder cannot be used.
    """
    from papercoder.settings import load_settings

    _permit_files()
    asked = {**options.get("settings", {}), **_model(options)}
    settings = with_absolute_replay(load_settings(asked, os.environ))
    check_models(settings, options.get("until", ""))
    card = _card(paper, output, settings)
    await asyncio.to_thread(write_card, card)
    return await _drive(card, options)


def _card(paper: str, output: str, settings: Settings) -> RunCard:
    check_output(output)
    is_text = "\n" in paper.strip()
    run_id = new_run_id("" if is_text else paper)
    return RunCard(
        id=run_id,
        paper=valid_text(paper.strip().splitlines()[0][:200] if is_text else paper),
        paper_source=valid_text(paper) if is_text else source_of(paper, run_id),
        started=now(),
        settings=settings,
        output=os.path.abspath(output) if output else "",
    )


async def aresume(run: str, **options: Unpack[Options]) -> Reproduction:
    """Go on with a run where it stands; nothing that was answered is paid for again.

    Args:
        run: Its id, or the beginning of one.
        options: See `Options`. A chat model of LangChain's, a checkpointer and a store are given again.

    Raises:
        InputError: there is no such run, or a setting cannot be used.
        RunError: the data folder cannot be used, or another process drives the run.
    """
    _permit_files()
    card = await asyncio.to_thread(lambda: read_card(find_run(run)))
    changed = {**options.get("settings", {}), **_model(options)}
    if changed:
        from papercoder.settings import load_settings

        settings = load_settings({**card.settings.model_dump(), **changed}, {})
        card = card.model_copy(update={"settings": with_absolute_replay(settings)})
        await asyncio.to_thread(write_card, card)
    check_models(card.settings, options.get("until", ""))
    return await _drive(card, options)


def reproduce(paper: str, *, output: str = "", **options: Unpack[Options]) -> Reproduction:
    """Do what `areproduce` does; also inside a running event loop, as notebooks have one."""
    return _blocking(areproduce(paper, output=output, **options))


def resume(run: str, **options: Unpack[Options]) -> Reproduction:
    """Do what `aresume` does; also inside a running event loop, as notebooks have one."""
    return _blocking(aresume(run, **options))


async def _drive(card: RunCard, options: Options) -> Reproduction:
    from graph.pipeline import build
    from papercoder.runs.storage import disk_faults

    review, storage = options.get("review"), _storage(options)
    approved = {"approve_config": True} if review == "approve" else {}
    request = DriveRequest(
        card.id,
        card.settings.model_copy(update=approved),
        {"paper_source": card.paper_source},
        until=options.get("until", ""),
        callbacks=tuple(options.get("callbacks", ())),
    )
    with disk_faults(), hold_run(card.id):
        while True:
            status = await asyncio.to_thread(StatusWriter, card)
            watch = status.written_by(options.get("watch", _unwatched))
            result = await drive(build(), request, watch, storage=storage, listen=False)
            status.finish(result)
            answer = await _answer(review, result)
            if answer is None:
                break
            request = replace(request, answer=answer)
    if isinstance(result.error, InputError):
        raise result.error
    return await asyncio.to_thread(_reproduction, card, result, status.usage())


def _unwatched(kind: str, data: Any) -> None:
    """Let what happens pass."""


async def _answer(review: Review | str | None, result: DriveResult) -> Any:
    if result.question is None or review is None or isinstance(review, str):
        return None
    said = review(result.question)
    answer = await said if isawaitable(said) else said
    check_answer(answer)
    return answer


def _reproduction(card: RunCard, result: DriveResult, usage: Usage) -> Reproduction:
    repository = deliver(card, result)
    git = begin_git_where_asked(card, repository, result.values, result.report) if result.report else ""
    return Reproduction(
        run=card.id,
        status=result.status,
        reason=result.reason,
        report=result.report or _report_of_failure(result, usage),
        repository=repository,
        git=git,
        question=result.question,
        usage=usage,
        values=result.values,
    )


def _report_of_failure(result: DriveResult, usage: Usage) -> Report | None:
    if result.error is None:
        return None
    report = report_so_far(result.status, result.reason, result.values, result.error.hint)
    return report.model_copy(update={"usage": usage})


def _model(options: Options) -> dict[str, str]:
    """Return the setting that names a model, which for a chat model is the name it is lent under."""
    model = options.get("model", "")
    if isinstance(model, str):
        return {"model": model} if model else {}
    from papercoder.models.providers.lent_models import lend

    return {"model": lend(model)}


def _storage(options: Options) -> Storage | None:
    saver, store = options.get("checkpointer"), options.get("store")
    if saver is None and store is None:
        return None
    if saver is None or store is None:
        raise InputError(
            "checkpointer and store belong together: one keeps the steps of a run, the other the texts they refer to.",
            "Give both, or neither for the data folder's database.",
        )
    return Storage(saver=saver, store=store)


def _permit_files() -> None:
    """Let the graph read this machine's files: it is the person's own program that asks."""
    from papercoder.settings import Permissions, permit

    permit(Permissions(files=True, private_urls=True, base_url=True))


def _blocking(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; in a thread of its own where this thread's event loop is running already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1, thread_name_prefix="papercoder") as pool:
        return pool.submit(contextvars.copy_context().run, asyncio.run, work).result()
