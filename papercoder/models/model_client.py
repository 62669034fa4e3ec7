"""Asking a model until its answer is accepted: the surface that agents use."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from papercoder.errors import AnswerError, UnsafePath
from papercoder.models.answers import without_thoughts
from papercoder.models.continuation import join
from papercoder.models.exchange import Emit, Exchange
from papercoder.models.prompt import FAULTS, Message, Prompt
from papercoder.models.providers.chat import backoff
from papercoder.models.reading import Editable, JsonReader, Reader, TextReader
from papercoder.models.recorded.records import Records
from state.settings import AgentName, Settings
from state.value import Value

__all__ = ["ModelClient"]

T = TypeVar("T")
V = TypeVar("V", bound=Value)

_MOST_PARTS = 6
"""An answer six times as long as the limit is no file any more; without a bound a model that repeats itself goes on."""
_GO_ON = (
    "# Continue\n\nThe answer above was cut at the limit of output tokens. Go on exactly where it stopped, in the "
    "middle of a line or word where need be. Repeat nothing, open no new fence, say nothing about this message."
)
_AGAIN = "{head}\n\nThe answer above is not accepted:\n\n{faults}\n\n{how}"
_PROBLEMS = {
    "filter": "the provider's content filter stopped the answer",
    "malformed": "the server sent something that is no chat completion, or one without choices",
    "refusal": "the model refused",
    "cut": f"the answer was still cut at the limit of output tokens after {_MOST_PARTS} parts",
}


def _silent(_: dict[str, Any]) -> None:
    """Take an event and do nothing."""


class _Answer(NamedTuple):
    text: str
    finish_reason: str
    replayed: bool

    @property
    def problem(self) -> str:
        """Say why the answer cannot be read, or return an empty string."""
        if self.finish_reason in _PROBLEMS:
            return _PROBLEMS[self.finish_reason]
        if without_thoughts(self.text).strip():
            return ""
        return "the answer was cut before its first word" if self.finish_reason == "length" else "the answer was empty"


@dataclass
class ModelClient:
    """One agent's way to its model. Safe for many questions at once.

    Args:
        settings: Model, limits, attempts.
        records: The run's calls, from `Records.open`.
        agent: Who asks.
        emit: Takes events `{"event": "call-started" | "call-writing" | "call-finished" | "call-replayed" |
            "call-retried" | "warning", "agent", "subject", "attempt", "usage", "cost", "seconds", "reason"}`; those of
            one request have its `call_id`, and call-writing has `tokens` so far and the last `words`.
        pause: Seconds before the first retry; later ones double it.
    """

    settings: Settings
    records: Records
    agent: AgentName
    emit: Emit = _silent
    pause: float = 1.0

    async def ask_json(
        self, prompt: Prompt, answer: type[V], faults: Callable[[V], Sequence[str]], *,
        subject: str = "", edits: str = "", base: V | None = None,
    ) -> V:  # fmt: skip
        """Return the value the model answers with, once it fits its schema and has no faults.

        Args:
            prompt: The request; its text must hold the schema, because not every server takes one.
            answer: Type of the value.
            faults: Says what is wrong with a value beyond its schema; empty means accepted.
            subject: File the question is about, or empty.
            edits: How to answer with `ArtifactEdits`, as the model is told when a long answer was refused;
                empty where answers are always whole. A whole answer is accepted in any case.
            base: The value that the first answer may edit.

        Raises:
            AnswerError: no answer was accepted within `answer_attempts`.
            PaperCoderError: as `Exchange.request`.
        """
        return await self._ask(prompt, JsonReader(answer, faults, edits, base), subject)

    async def ask_text(
        self, prompt: Prompt, parse: Callable[[str], T], *, subject: str = "", draft: Editable | None = None
    ) -> T:
        """Return what `parse` makes of the answer, once it raises no ValueError; its message is sent back to the model.

        Args:
            prompt: The request.
            parse: Returns the value of an answer.
            subject: File the question is about, or empty.
            draft: Keeps what `parse` has read, where a refused answer may be mended by edits of it.

        Raises:
            AnswerError: no answer was accepted within `answer_attempts`.
            PaperCoderError: as `Exchange.request`.
        """
        return await self._ask(prompt, TextReader(parse, draft), subject)

    async def _ask(self, prompt: Prompt, reader: Reader[T], subject: str) -> T:
        exchange = Exchange(
            self.settings, self.records, self.agent, subject, self.emit, self.pause, prefix=prompt.prefix()
        )
        for warning in self.records.take_warnings():
            exchange.report("warning", reason=warning)
        messages = prompt.messages()
        while True:
            reader.start_over()
            try:
                return await self._ask_until_accepted(exchange, messages, reader)
            except AnswerError:
                if not await exchange.may_start_over(messages):
                    raise

    async def _ask_until_accepted(self, exchange: Exchange, question: tuple[Message, ...], reader: Reader[T]) -> T:
        """Ask, and ask again with the list of faults, up to the number of attempts."""
        messages, faults, suspected = question, "", False
        for attempt in range(1, self.settings.answer_attempts + 1):
            if faults:
                exchange.report("call-retried", reason=faults)
            got = await _whole(exchange, messages, reader.expected)
            faults = got.problem
            if faults:
                await self._pause_before_retry(got, attempt)
                continue
            try:
                return await asyncio.to_thread(reader.read, without_thoughts(got.text))
            except (ValueError, UnsafePath) as error:
                faults = str(error).strip() or "the answer is not in the form that was asked for"
            if not got.finish_reason and not suspected:
                suspected = True
                continue
            again = _AGAIN.format(head=FAULTS, faults=_bullets(faults), how=reader.again)
            # Edits are read together with what they edit; a whole answer takes the place of the one before it.
            before = messages if reader.edited else question
            messages = (*before, Message("assistant", got.text), Message("user", again))
        raise self._refusal(exchange.subject, faults)

    async def _pause_before_retry(self, got: _Answer, attempt: int) -> None:
        """Wait before the same request is sent again; a recorded answer needs no waiting."""
        if attempt < self.settings.answer_attempts and not got.replayed:
            await asyncio.sleep(backoff(self.pause, attempt))

    def _refusal(self, subject: str, faults: str) -> AnswerError:
        who = f"{self.agent} for {subject}" if subject else self.agent
        listed = "; ".join(faults.splitlines()[:8])
        return AnswerError(
            f"No answer of the model to the {who} was accepted in {self.settings.answer_attempts} attempts: {listed}",
            "Resume the run to ask anew, or use another model or more answer_attempts.",
        )


async def _whole(exchange: Exchange, messages: tuple[Message, ...], answer: type[Value] | None) -> _Answer:
    """Return an answer, its parts joined where the server cut it.

    A continuation is asked without a response format, which would force it to begin a new object.
    """
    call = await exchange.request(messages, answer)
    text, free = call.answer, call.replayed
    for _ in range(1, _MOST_PARTS):
        if call.finish_reason != "length" or not without_thoughts(text).strip():
            return _Answer(text, call.finish_reason, free)
        go_on = (*messages, Message("assistant", text), Message("user", _GO_ON))
        call = await exchange.request(go_on, None)
        text = join(text, call.answer)
    return _Answer(text, "cut" if call.finish_reason == "length" else call.finish_reason, free)


def _bullets(faults: str) -> str:
    return "\n".join(
        line if line.startswith((" ", "-")) else f"- {line}" for line in faults.splitlines() if line.strip()
    )
