"""Runs of ours that work on a server: each has its card and status here, and its repository when it is finished."""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from papercoder.errors import PaperCoderError, TransientError
from papercoder.remote.connection import connected
from papercoder.remote.run import RemoteRun, repository_files, thread_of
from papercoder.runs.card import RunCard, paper_source
from papercoder.runs.drive import DriveResult
from papercoder.runs.folders import run_folder
from papercoder.workspace.disk import write_repository
from state.status import Usage

if TYPE_CHECKING:
    from langgraph_sdk.client import LangGraphClient

__all__ = ["Followed", "drive_there", "drive_there_all", "sent_paper"]

_PATIENCE = 120.0
"""Seconds that a server may stay silent before a run is given up: a restart of a large image takes about a minute."""
_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds before a server that does not answer is asked again, the last as often as needed: a kill costs little then,
and a hundred runs that wait ask a server that starts no more than a dozen times a second."""


@dataclass(frozen=True)
class Followed:
    """Who is told of one run: the nodes that work and what was used so far, and how it ended."""

    at: Callable[[tuple[str, ...], Usage], None]
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


async def drive_there(card: RunCard, at: Callable[[tuple[str, ...], Usage], None], answer: Any = None) -> DriveResult:
    """Drive one run on its server until it stops, and bring a finished repository into the run's folder.

    A server that does not answer is asked again until it has been silent for two minutes, however often that happens;
    what it has done by then is found, not asked for twice.

    Raises:
        RunError: the server cannot be reached, or refuses.
        SettingsError: it does not know the token.
    """
    given = {"paper_source": await sent_paper(paper_source(card))}
    context = card.settings.model_dump(mode="json", exclude_defaults=True)
    answers = [] if answer is None else [answer]
    patience = _Patience()
    while True:
        try:
            async with connected(card.server) as client:
                run = RemoteRun(client, thread_of(card.id), given, context, tell=at, heard=patience.heard)
                return await _brought_back(client, card, await run.until_it_stops(answers))
        except TransientError:
            if not patience.is_left():
                raise
            await asyncio.sleep(patience.pause())


class _Patience:
    """How long a server has been silent, and how long to wait before it is asked again."""

    def __init__(self) -> None:
        self.heard()

    def heard(self) -> None:
        """Take note that the server has answered."""
        self._since, self._tried = time.monotonic(), 0

    def is_left(self) -> bool:
        """Say whether it is asked again."""
        return time.monotonic() - self._since < _PATIENCE

    def pause(self) -> float:
        """Return the seconds to wait."""
        self._tried += 1
        return _PAUSES[min(self._tried, len(_PAUSES)) - 1]


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
