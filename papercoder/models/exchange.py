"""One request and its reply: looked up in the run's records first, else asked, saved, and only then used."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any

from papercoder.errors import BudgetExceeded, ProviderError, TransientError
from papercoder.models.following import CallUnderWay, Follower, is_followed
from papercoder.models.limits.in_flight import InFlight, in_flight_of
from papercoder.models.limits.prefix_turns import prefixes_of, worth_waiting
from papercoder.models.limits.prices import cost_of
from papercoder.models.limits.run_budget import check_budget
from papercoder.models.limits.shared_limits import shared_limits
from papercoder.models.naming import model_for
from papercoder.models.prompt import Message, key_of
from papercoder.models.providers.chat import Chat
from papercoder.models.providers.reply import Reply, estimated
from papercoder.models.recorded.call import Call, Tokens
from papercoder.models.recorded.recording import CallPosition, questions_of
from papercoder.models.recorded.records import Records
from papercoder.models.recorded.replay import Replay
from papercoder.models.window import context_window
from state.model_name import ModelName
from state.settings import AgentName, Settings
from state.value import Value

__all__ = ["Emit", "Exchange"]

Emit = Callable[[dict[str, Any]], None]


@dataclass
class Exchange:
    """The requests that belong to one question of one agent.

    Args:
        settings: Model and limits.
        records: Where replies are saved.
        agent: Who asks.
        subject: File it asks about, or empty.
        emit: Takes the events of the live view.
        pause: Seconds before a first retry.
        prefix: The messages that the question shares with others.
    """

    settings: Settings
    records: Records
    agent: AgentName
    subject: str
    emit: Emit
    pause: float
    prefix: tuple[Message, ...]
    asked: bool = field(default=False, init=False)
    tries: int = field(default=0, init=False)
    _attempts: Counter[str] = field(default_factory=Counter, init=False)

    async def request(self, messages: Sequence[Message], answer: type[Value] | None) -> Call:
        """Return the recorded call of this request, asking only where there is none.

        Raises:
            BudgetExceeded: the run has reached its limit.
            RunError: the provider, the recording or the disk does not give or take the reply.
            SettingsError: the model cannot be used as it is set.
        """
        key = key_of(messages)
        self._attempts[key] += 1
        self.tries += 1
        recorded = self.records.find(key, self._attempts[key])
        if recorded is not None:
            self.report("call-replayed", recorded, cost=0.0)
            return recorded
        self.asked = True
        model = model_for(self.settings, self.agent)
        if model.replays:
            return await self._replay(model, messages)
        return await self._ask(model, messages, answer)

    async def may_start_over(self, messages: Sequence[Message]) -> bool:
        """Say whether the question may be asked again from the beginning after its answers were refused.

        A resumed run, whose refused answers all came from its records, asks anew; a replay does where the recorded run
        did.
        """
        model = model_for(self.settings, self.agent)
        if not model.replays:
            return not self.asked
        return await Replay(model).has(messages, self._attempt(messages) + 1, self._place(messages))

    def report(
        self, event: str, call: Call | None = None, *, cost: float | None = None, reason: str = "", **more: Any
    ) -> None:
        """Emit one event of the live view."""
        usage = (call.usage if call else Tokens()).to_json()
        seconds = call.seconds if call and event == "call-finished" else 0.0
        self.emit(
            {"event": event, "agent": self.agent, "subject": self.subject, "attempt": self.tries, "usage": usage}
            | {"cost": cost, "seconds": seconds, "reason": reason, **more}
        )

    async def _replay(self, model: ModelName, messages: Sequence[Message]) -> Call:
        """Take the reply of an earlier run and save it in this one, so that this run can be resumed too."""
        begin = datetime.now(UTC)
        reply = await Replay(model).send(messages, self._attempt(messages), self._place(messages))
        call = await self._save(messages, reply, model, begin, 0.0)
        self.report("call-replayed", call, cost=0.0)
        return call

    async def _ask(self, model: ModelName, messages: Sequence[Message], answer: type[Value] | None) -> Call:
        """Ask a provider, within the limits of the run and of all runs."""
        in_flight = in_flight_of(self.records)
        chat = Chat(self.settings, self.agent, self.pause, lambda why: self.report("call-retried", reason=why))
        floor = estimated(messages, "").model_copy(update={"output_tokens": 0})
        saves = worth_waiting(self.settings, model, self.prefix)
        prefix = prefixes_of(self.prefix, self.settings.base_url + str(model)) if saves else ()
        await chat.ready()
        cost = cost_of(self.settings, model, floor)
        try:
            async with (
                in_flight.turns.turn(prefix),
                shared_limits().slot(floor.input_tokens, cost) as slot,
            ):
                await self._within_limits(model, in_flight)
                async with in_flight.request(floor.input_tokens, cost or 0.0):
                    call = await self._exchange(chat, model, messages, answer)
                    await shared_limits().settle(slot, call)
                    return call
        except (BudgetExceeded, ProviderError, TransientError):
            await in_flight.wait_for_replies()
            raise

    async def _within_limits(self, model: ModelName, in_flight: InFlight) -> None:
        while True:
            try:
                return check_budget(self.settings, model, self.records, in_flight)
            except BudgetExceeded:
                if not in_flight.busy:
                    raise
            await in_flight.wait_for_replies()

    async def _exchange(
        self, chat: Chat, model: ModelName, messages: Sequence[Message], answer: type[Value] | None
    ) -> Call:
        name = f"{key_of(messages)[:16]}-{self._attempt(messages)}"
        self.report("call-started", call_id=name)
        started, begin = datetime.now(UTC), time.monotonic()
        call, reason = None, "interrupted"
        try:
            follower = self._follower(name)
            with follower.under_way():
                on_text = follower.tell if self._streams() else None
                reply = await chat.send(messages, answer, len(self.prefix), on_text)
            call = await self._save(messages, reply, model, started, round(time.monotonic() - begin, 3))
            reason = ""
        except (ProviderError, TransientError) as error:
            reason = error.message
            raise
        finally:
            self.report("call-finished", call, cost=call.cost if call else 0.0, reason=reason, call_id=name)
        return call

    def _streams(self) -> bool:
        """Say whether the answer is shown while it is written: somebody looks, and the settings let it."""
        return self.settings.stream and is_followed(os.path.dirname(self.records.folder))

    def _follower(self, name: str) -> Follower:
        under_way = CallUnderWay(name, self.agent, self.subject, time.time())
        tell = lambda news: self.report("call-writing", call_id=name, **news)  # noqa: E731
        return Follower(os.path.dirname(self.records.folder), under_way, tell)

    def _attempt(self, messages: Sequence[Message]) -> int:
        return self._attempts[key_of(messages)]

    def _place(self, messages: Sequence[Message]) -> CallPosition:
        """Return which request comes next among those that this run has recorded of the agent and subject."""
        begin = tuple(takewhile(lambda message: message.role != "assistant", messages))
        asked_before = questions_of(self.records.calls(), self.agent, self.subject)
        question = key_of(begin)
        number = [*asked_before, question].index(question) + 1
        return CallPosition(self.agent, self.subject, number, len(asked_before.get(question, ())) + 1)

    async def _save(
        self, messages: Sequence[Message], reply: Reply, model: ModelName, started: datetime, seconds: float
    ) -> Call:
        """Save a reply, also when the node that waits for it is cancelled in this moment."""

        def save() -> Call:
            return self.records.save(
                messages,
                attempt=self._attempt(messages),
                agent=self.agent,
                subject=self.subject,
                model=reply.model or str(model),
                context_window=context_window(self.settings, self.agent),
                started=started.isoformat(timespec="milliseconds"),
                seconds=seconds,
                finish_reason=reply.finish_reason,
                usage=reply.usage,
                cost=0.0 if reply.replayed else cost_of(self.settings, model, reply.usage),
                replayed=reply.replayed,
                earlier_wording=reply.earlier_wording,
                answer=reply.text,
            )

        async def save_everywhere() -> Call:
            call = await asyncio.to_thread(save)
            if self.records.copies is not None:
                await self.records.copies.put(call, messages)
            return call

        return await asyncio.shield(save_everywhere())
