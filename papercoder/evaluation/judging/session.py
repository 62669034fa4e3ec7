"""What judges and graders share: their model, their records, the paper, and the shared part of their requests."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from papercoder.evaluation.judging.repository import Shown, SourceFile, fit
from papercoder.joint_limits import hold_operators_limits
from papercoder.models.model_client import ModelClient
from papercoder.models.recorded.records import Records
from papercoder.models.window import context_window
from papercoder.papers.markdown import estimate_tokens, fit_paper
from prompts.loader import render
from state.paper import Paper
from state.settings import AgentName, Settings
from state.status import Usage
from state.value import Value

__all__ = [
    "JudgeSession",
    "SharedMessages",
    "all_or_first_error",
    "fingerprint",
    "schema_of",
    "shared",
    "shared_messages",
]

T = TypeVar("T")
_SHOWN_SHARE = 0.75
"""Share of the window for paper and files; the rest holds task and answer, and the error of the estimate."""


def _silent(_: dict[str, Any]) -> None:
    """Take an event and do nothing."""


@dataclass
class JudgeSession:
    """One evaluation's settings and records.

    Args:
        settings: Model, limits.
        records: Where replies are saved, so that an interrupted evaluation goes on for free.
        emit: Takes the events of model calls.
    """

    settings: Settings
    records: Records
    emit: Callable[[dict[str, Any]], None] = _silent
    slots: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self.slots = asyncio.Semaphore(self.settings.max_parallel)

    @classmethod
    async def open(
        cls, settings: Settings, folder: str, emit: Callable[[dict[str, Any]], None] = _silent
    ) -> "JudgeSession":
        """Open the records in that folder, within what the operator allows all runs together.

        Raises:
            SettingsError: a limit of the operator is no number.
        """
        hold_operators_limits()
        return cls(settings, await asyncio.to_thread(Records.open, folder), emit)

    def client(self, agent: AgentName) -> ModelClient:
        """Return the model client of judge or grader."""
        return ModelClient(self.settings, self.records, agent, self.emit)

    async def tokens_for_files(self, agent: AgentName) -> int:
        """Return the tokens that paper and files may fill; a quarter of the window is left for task and answer."""
        return int(await asyncio.to_thread(context_window, self.settings, agent) * _SHOWN_SHARE)

    def usage(self) -> Usage:
        """Return what all calls so far have used."""
        return self.records.usage()


@dataclass(frozen=True)
class SharedMessages:
    """The shared messages of one evaluation, and what they show."""

    messages: tuple[str, ...]
    shown: Shown
    notes: tuple[str, ...]


def shared_messages(
    paper: Paper, room: int, files: Iterable[SourceFile], gold: Iterable[SourceFile] | None = None
) -> SharedMessages:
    """Give the paper up to half of the tokens, the repository the rest, shared evenly with the authors' one."""
    text, dropped = fit_paper(paper, room // 2)
    left = room - estimate_tokens(text)
    messages = [shared("paper", [("paper", text)])]
    notes = list(dropped)
    if gold is not None:
        authors = fit(gold, left // 2)
        left -= sum(estimate_tokens(f.text) for f in authors.files)
        notes += [f"authors' repository: {reason}" for reason in authors.left_out]
        messages.append(shared("authors", [(f"authors' file {f.path}", f.text) for f in authors.files]))
    shown = fit(files, left)
    messages.append(shared("repository", [(f"file {f.path}", f.text) for f in shown.files]))
    return SharedMessages(tuple(messages), shown, (*notes, *shown.left_out))


def shared(name: str, parts: list[tuple[str, str]]) -> str:
    """Return one shared message."""
    return render("evaluation/judge_shared", name=name, parts=[{"name": n, "text": t} for n, t in parts])


async def all_or_first_error(asked: Sequence[Awaitable[T]]) -> list[T]:
    """Await all; an error is raised when the others have ended too, so that their replies are saved."""
    done = await asyncio.gather(*asked, return_exceptions=True)
    results: list[T] = []
    for outcome in done:
        if isinstance(outcome, BaseException):
            raise outcome
        results.append(outcome)
    return results


def schema_of(answer: type[Value]) -> str:
    """Return the JSON schema of an answer as prompts show it."""
    return json.dumps(answer.model_json_schema(), ensure_ascii=False)


def fingerprint(*parts: str) -> str:
    """Return twelve characters that stand for these texts together."""
    whole = json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.sha256(whole).hexdigest()[:12]
