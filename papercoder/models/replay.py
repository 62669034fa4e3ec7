"""Answering from the records of an earlier run: no key, no network, and never from a record of another request."""

import asyncio
import os
from collections.abc import Sequence
from functools import lru_cache

from papercoder.errors import ReplayError, SettingsError
from papercoder.models.call import Call
from papercoder.models.prompt import FAULTS, Message, digest, digest_of_digests, key_of
from papercoder.models.records import is_record, read_call, read_text
from papercoder.models.reply import Reply
from state.settings import AgentName

__all__ = ["Recording", "Replay", "recorded_window"]

_HINT = "A prompt, the paper or an earlier answer has changed since the recording: record the run anew with a model."


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
        """Return the call of that request and attempt, or None.

        Only the wording of the faults of an ask-again may differ: it changes with the versions of Python and pydantic,
        while the question and the refused answer before it must be the same, and the recorded answer is validated anew.
        """
        call = self._index.get((key_of(messages), attempt))
        if call is None and any(_says_faults(message.role, message.text) for message in messages):
            call = self._reworded.get((_without_faults(messages), attempt))
        return call

    def nearest(self, messages: Sequence[Message], agent: AgentName, subject: str) -> Call | None:
        """Return the call of that agent and subject that shares most of its beginning with the request."""
        same_agent = [call for call in self.calls if call.agent == agent and call.subject == subject]
        return max(same_agent, key=lambda call: _common(messages, call), default=None)


class Replay:
    """A recording that answers in the place of a provider.

    Args:
        folder: As the person wrote it behind `replay:`.
        agent: Who asks, for the messages.
        subject: The file it asks about, or empty.
    """

    def __init__(self, folder: str, agent: AgentName, subject: str) -> None:
        self._folder = folder
        self._agent = agent
        self._subject = subject

    async def send(self, messages: Sequence[Message], attempt: int) -> Reply:
        """Return the recorded reply.

        Raises:
            ReplayError: this request was not recorded.
            SettingsError: there is no recording in that folder.
        """
        return await asyncio.to_thread(self._answer, messages, attempt)

    async def has(self, messages: Sequence[Message], attempt: int) -> bool:
        """Say whether that attempt was recorded."""
        recording = await asyncio.to_thread(Recording.read, self._folder)
        return recording.find(messages, attempt) is not None

    def _answer(self, messages: Sequence[Message], attempt: int) -> Reply:
        recording = Recording.read(self._folder)
        call = recording.find(messages, attempt)
        if call is None:
            raise ReplayError(self._complaint(recording, messages, attempt), _HINT)
        return Reply(call.answer, call.finish_reason, call.usage, call.model)

    def _complaint(self, recording: Recording, messages: Sequence[Message], attempt: int) -> str:
        who = f"{self._agent} for {self._subject}" if self._subject else self._agent
        if recording.find(messages, 1) is not None:
            return f"The recording has fewer answers to this request of {who} than attempt {attempt}."
        said = f"No recorded call belongs to this request of {who}"
        lost = f" ({len(recording.unreadable)} records cannot be read)" if recording.unreadable else ""
        nearest = recording.nearest(messages, self._agent, self._subject)
        if nearest is None:
            return f"{said}: it was not asked in the recording{lost}."
        return f"{said}{lost}: {_difference(recording.folder, nearest, messages)}"


def recorded_window(folder: str, agent: AgentName) -> int | None:
    """Return the context window that the recorded run assumed for the agent, None where nothing is known."""
    calls = Recording.read(folder).calls
    ranked = [call for call in calls if call.agent == agent] or list(calls)
    return next((call.context_window for call in ranked if call.context_window), None)


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


def _difference(folder: str, call: Call, messages: Sequence[Message]) -> str:
    """Say which message differs first, with the place in both."""
    at = _common(messages, call)[0]
    if at >= min(len(messages), len(call.messages)):
        return f"it has {len(messages)} messages, the nearest recorded one {len(call.messages)}."
    now, then = messages[at].text, read_text(folder, call.messages[at].text)
    begin = next((i for i, (a, b) in enumerate(zip(now, then, strict=False)) if a != b), min(len(now), len(then)))
    place = f"message {at + 1} ({messages[at].role}) differs first, at character {begin}"
    if not then:
        return f"{place}; the recorded text is missing."
    return f"{place}: recorded {_excerpt(then, begin)}, now {_excerpt(now, begin)}."


def _excerpt(text: str, at: int) -> str:
    return repr(text[max(0, at - 30) : at + 50])
