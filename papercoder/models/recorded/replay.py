"""Answering from the records of an earlier run: no key, no network, and another wording is never passed over."""

import asyncio
from collections.abc import Sequence

from papercoder.errors import ReplayError
from papercoder.models.prompt import Message
from papercoder.models.providers.reply import Reply
from papercoder.models.recorded.call import Call
from papercoder.models.recorded.recording import CallPosition, Recording, difference, questions_of
from state.model_name import ModelName

__all__ = ["Replay"]

_HINT = "A prompt, the paper or an earlier answer has changed since the recording: record the run anew with a model."
_LOOSER_HINT = (
    "A prompt, the paper or an earlier answer has changed since the recording: record the run anew with a model, or "
    "take the answers all the same with replay-loosely:FOLDER."
)


class Replay:
    """A recording that answers in the place of a provider.

    `replay:FOLDER` answers only what was recorded word for word. `replay-loosely:FOLDER` also answers a request whose
    wording has changed, with the call at the same place among the questions of that agent and subject; the reply is
    validated like any other and its call is marked as recorded for an earlier wording.

    Args:
        model: `replay:FOLDER` or `replay-loosely:FOLDER`.
    """

    def __init__(self, model: ModelName) -> None:
        self._folder = model.name
        self._loosely = model.replays_loosely

    async def send(self, messages: Sequence[Message], attempt: int, asked: CallPosition) -> Reply:
        """Return the recorded reply.

        Args:
            messages: The request.
            attempt: Its number among identical requests.
            asked: Its place among the requests of its agent and subject.

        Raises:
            ReplayError: this request was not recorded.
            SettingsError: there is no recording in that folder.
        """
        return await asyncio.to_thread(self._answer, messages, attempt, asked)

    async def has(self, messages: Sequence[Message], attempt: int, asked: CallPosition) -> bool:
        """Say whether `send` would have a reply."""
        recording = await asyncio.to_thread(Recording.read, self._folder)
        return self._find(recording, messages, attempt, asked)[0] is not None

    def _find(
        self, recording: Recording, messages: Sequence[Message], attempt: int, asked: CallPosition
    ) -> tuple[Call | None, bool]:
        """Return the call, and whether its wording is an earlier one."""
        exact = recording.find(messages, attempt)
        if exact is not None or not self._loosely:
            return exact, False
        return recording.find_by_place(asked), True

    def _answer(self, messages: Sequence[Message], attempt: int, asked: CallPosition) -> Reply:
        recording = Recording.read(self._folder)
        call, earlier_wording = self._find(recording, messages, attempt, asked)
        if call is None:
            if self._loosely:
                raise ReplayError(_out_of_calls(recording, asked), _HINT)
            raise ReplayError(_not_recorded(recording, messages, attempt, asked), _LOOSER_HINT)
        earlier_wording = earlier_wording or call.earlier_wording
        return Reply(call.answer, call.finish_reason, call.usage, call.model, earlier_wording)


def _not_recorded(recording: Recording, messages: Sequence[Message], attempt: int, asked: CallPosition) -> str:
    if recording.find(messages, 1) is not None:
        return f"The recording has fewer answers to this request of {asked.who} than attempt {attempt}."
    said = f"No recorded call belongs to this request of {asked.who}"
    lost = f" ({len(recording.unreadable)} records cannot be read)" if recording.unreadable else ""
    nearest = recording.nearest(messages, asked.agent, asked.subject)
    if nearest is None:
        return f"{said}: it was not asked in the recording{lost}."
    return f"{said}{lost}: {difference(recording.folder, nearest, messages)}"


def _out_of_calls(recording: Recording, asked: CallPosition) -> str:
    known = questions_of(recording.calls, asked.agent, asked.subject)
    if not known:
        return f"No recorded call belongs to this request of {asked.who}: it was not asked in the recording."
    if asked.question > len(known):
        return f"This is question {asked.question} of {asked.who}, and the recording holds {len(known)}."
    return (
        f"The recording has fewer answers to question {asked.question} of {asked.who} than attempt {asked.attempt}; "
        "those it has were not accepted."
    )
