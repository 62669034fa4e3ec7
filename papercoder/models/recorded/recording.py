"""The recorded calls of an earlier run, and how a request finds its call among them."""

import os
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from papercoder.errors import SettingsError
from papercoder.models.prompt import FAULTS, Message, digest, digest_of_digests, key_of
from papercoder.models.recorded.call import Call
from papercoder.models.recorded.records import is_record, read_call, read_text
from state.settings import AgentName

__all__ = ["CallPosition", "Recording", "critic_read", "difference", "questions_of", "recorded_window"]


class CallPosition(NamedTuple):
    """Who asks, and at which place among its questions.

    Args:
        agent: The agent.
        subject: The file it asks about, or empty.
        question: Number of the question among those of this agent and subject in this run, from 1.
        attempt: Number of the request among those of the question: later ones follow a refused or cut answer.
    """

    agent: AgentName
    subject: str
    question: int
    attempt: int

    @property
    def who(self) -> str:
        """Return agent and subject as messages name them."""
        return f"{self.agent} for {self.subject}" if self.subject else self.agent


class Recording:
    """The recorded calls of a finished run; read only. Use `Recording.read`.

    Args:
        folder: The folder of records.
        calls: Its calls, oldest first.
        unreadable: Names of files that hold no call.
    """

    def __init__(self, folder: str, calls: tuple[Call, ...], unreadable: tuple[str, ...]) -> None:
        self.folder = folder
        self.calls = calls
        self.unreadable = unreadable
        self._index = {(call.key, call.attempt): call for call in reversed(calls)}
        self._reworded = {(_recorded_without_faults(folder, call), call.attempt): call for call in reversed(calls)}

    @staticmethod
    def read(folder: str) -> "Recording":
        """Read a folder of records, or a run's folder that contains one. Call it through `asyncio.to_thread`.

        Raises:
            SettingsError: there are no records.
        """
        path = os.path.realpath(os.path.expanduser(folder))
        inner = os.path.join(path, "records")
        path = inner if os.path.isdir(inner) else path
        try:
            stamp = os.stat(path).st_mtime_ns
            recording = _read(path, stamp)
        except OSError as error:
            raise SettingsError(
                f"The recording {folder} cannot be read: {error.strerror}.", "Write replay:FOLDER, the folder of a run."
            ) from error
        if not recording.calls:
            raise SettingsError(
                f"The folder {folder} holds no recorded calls.", "Write replay:FOLDER, the folder of a run."
            )
        return recording

    def find(self, messages: Sequence[Message], attempt: int) -> Call | None:
        """Return the call of exactly that request and attempt, or None.

        Only the wording of the faults of an ask-again may differ: it changes with the versions of Python and pydantic,
        while the question and the refused answer before it must be the same, and the recorded answer is validated anew.
        """
        call = self._index.get((key_of(messages), attempt))
        if call is None and any(_says_faults(message.role, message.text) for message in messages):
            call = self._reworded.get((_without_faults(messages), attempt))
        return call

    def find_by_place(self, asked: CallPosition) -> Call | None:
        """Return the call that stands at that place in the recording, whatever its messages were, or None."""
        questions = questions_of(self.calls, asked.agent, asked.subject)
        calls = list(questions.values())[asked.question - 1] if asked.question <= len(questions) else []
        return calls[asked.attempt - 1] if asked.attempt <= len(calls) else None

    def nearest(self, messages: Sequence[Message], agent: AgentName, subject: str) -> Call | None:
        """Return the call of that agent and subject that shares most of its beginning with the request."""
        same_agent = [call for call in self.calls if call.agent == agent and call.subject == subject]
        return max(same_agent, key=lambda call: _common(messages, call), default=None)


def questions_of(calls: Iterable[Call], agent: AgentName, subject: str) -> dict[str, list[Call]]:
    """Return the calls of one agent and subject by question, in the order in which the questions were first asked.

    Requests belong to one question when they begin with the same messages, up to the first answer of the model: what is
    asked again, or goes on where an answer was cut, only adds messages behind.
    """
    questions: dict[str, list[Call]] = {}
    for call in calls:
        if call.agent == agent and call.subject == subject:
            begin = takewhile(lambda sent: sent.role != "assistant", call.messages)
            questions.setdefault(digest_of_digests([(sent.role, sent.text) for sent in begin]), []).append(call)
    return questions


def recorded_window(folder: str, agent: AgentName) -> int | None:
    """Return the context window that the recorded run assumed for the agent, None where nothing is known."""
    calls = Recording.read(folder).calls
    ranked = [call for call in calls if call.agent == agent] or list(calls)
    return next((call.context_window for call in ranked if call.context_window), None)


def difference(folder: str, call: Call, messages: Sequence[Message]) -> str:
    """Say which message differs first from the recorded call, with the place in both."""
    at = _common(messages, call)[0]
    if at >= min(len(messages), len(call.messages)):
        return f"it has {len(messages)} messages, the nearest recorded one {len(call.messages)}."
    now, then = messages[at].text, read_text(folder, call.messages[at].text)
    begin = next((i for i, (a, b) in enumerate(zip(now, then, strict=False)) if a != b), min(len(now), len(then)))
    place = f"message {at + 1} ({messages[at].role}) differs first, at character {begin}"
    if not then:
        return f"{place}; the recorded text is missing."
    return f"{place}: recorded {_excerpt(then, begin)}, now {_excerpt(now, begin)}."


@lru_cache(maxsize=4)
def _read(path: str, stamp: int) -> Recording:  # noqa: ARG001 -- a changed folder is read again
    calls, unreadable = [], []
    for name in sorted((name for name in os.listdir(path) if is_record(name)), key=lambda n: (len(n.split("-")[0]), n)):
        try:
            calls.append(read_call(os.path.join(path, name)))
        except ValueError:
            unreadable.append(name)
    return Recording(path, tuple(calls), tuple(unreadable))


def _says_faults(role: str, text: str) -> bool:
    return role == "user" and text.startswith(FAULTS)


def _without_faults(messages: Sequence[Message]) -> str:
    """Return the key of a request in which all lists of faults count as the same."""
    return digest_of_digests([(m.role, FAULTS if _says_faults(m.role, m.text) else digest(m.text)) for m in messages])


def _recorded_without_faults(folder: str, call: Call) -> str:
    """Return the same of a record; only what follows an answer can be a list of faults and has to be read."""
    before = (None, *(sent.role for sent in call.messages))
    texts = (
        FAULTS if role == "assistant" and _says_faults(sent.role, read_text(folder, sent.text)) else sent.text
        for role, sent in zip(before, call.messages, strict=False)
    )
    return digest_of_digests([(sent.role, text) for sent, text in zip(call.messages, texts, strict=True)])


def _common(messages: Sequence[Message], call: Call) -> tuple[int, bool]:
    pairs = [(message.role, digest(message.text)) for message in messages]
    same = 0
    for mine, sent in zip(pairs, call.messages, strict=False):
        if mine != (sent.role, sent.text):
            break
        same += 1
    return same, len(pairs) == len(call.messages)


def _excerpt(text: str, at: int) -> str:
    return repr(text[max(0, at - 30) : at + 50])


def critic_read(folder: str) -> str:
    """Return what of planning the critic read in a recording, as the setting `critic_reads` calls it.

    Raises:
        SettingsError: there are no records.
    """
    read = {call.subject for call in Recording.read(folder).calls if call.agent == "critic"}
    if "architect" in read:
        return "everything"
    return "all-but-architecture" if "logic-designer" in read else "plan-and-config"
