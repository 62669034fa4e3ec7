"""Runs of ours that work on a server: each has its card and status here, and its repository when it is finished."""

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from papercoder.errors import PaperCoderError, RunError
from papercoder.remote.connection import connected
from papercoder.remote.run import RemoteRun, repository_files, thread_of
from papercoder.runs.card import RunCard, paper_source
from papercoder.runs.drive import DriveResult
from papercoder.runs.folders import run_folder
from papercoder.workspace.disk import write_repository

if TYPE_CHECKING:
    from langgraph_sdk.client import LangGraphClient

__all__ = ["Followed", "drive_there", "drive_there_all", "sent_paper"]

_TRIES = 6
_PAUSE = 2.0
"""Seconds before a server that does not answer is asked again, doubled each time: a minute outlasts its restart."""


@dataclass(frozen=True)
class Followed:
    """Who is told of one run: the nodes that work, and how it ended."""

    at: Callable[[tuple[str, ...]], None]
    end: Callable[[DriveResult], None]


async def sent_paper(paper: str) -> str:
    """Return what a server is given for a paper: its text where it is a file of this machine, which no server reads.

    Raises:
        PaperError: the file cannot be read.
    """
    if not await asyncio.to_thread(_is_file_here, paper):
        return paper
    from papercoder.papers.markdown import as_markdown
    from papercoder.papers.read import read_paper

    return as_markdown(await read_paper(paper, allow_files=True))


def _is_file_here(paper: str) -> bool:
    return os.path.exists(os.path.expanduser(paper))


async def drive_there(card: RunCard, at: Callable[[tuple[str, ...]], None], answer: Any = None) -> DriveResult:
    """Drive one run on its server until it stops, and bring a finished repository into the run's folder.

    A server that does not answer is asked again for a minute; what it has done by then is found, not asked for twice.

    Raises:
        RunError: the server cannot be reached, or refuses.
    """
    given = {"paper_source": await sent_paper(paper_source(card))}
    context = card.settings.model_dump(mode="json", exclude_defaults=True)
    answers = [] if answer is None else [answer]
    for tried in range(1, _TRIES + 1):
        try:
            async with connected(card.server) as client:
                run = RemoteRun(client, thread_of(card.id), given, context, tell=at)
                return await _brought_back(client, card, await run.until_it_stops(answers))
        except RunError:
            if tried == _TRIES:
                raise
            await asyncio.sleep(_PAUSE * 2 ** (tried - 1))
    raise RunError("Unreachable: the last try returns or raises.", "Report this.")


async def _brought_back(client: "LangGraphClient", card: RunCard, result: DriveResult) -> DriveResult:
    if result.report is None or not result.values.get("repository"):
        return result
    folder = os.path.join(run_folder(card.id), "repository")
    await asyncio.to_thread(write_repository, folder, await repository_files(client, result.values))
    report = result.report.model_copy(update={"repository": folder})
    return DriveResult(report.status, report.reason, report=report, values=result.values)


async def drive_there_all(cards: Sequence[RunCard], at_once: int, follow: Callable[[RunCard], Followed]) -> None:
    """Drive runs on their server, so many at once; one that fails leaves the others alone."""
    slots = asyncio.Semaphore(at_once)

    async def drive(card: RunCard) -> None:
        async with slots:
            followed = follow(card)
            try:
                result = await drive_there(card, followed.at)
            except PaperCoderError as error:
                result = DriveResult("failed", str(error), error=error)
            followed.end(result)

    async with asyncio.TaskGroup() as group:
        for card in cards:
            group.create_task(drive(card))
