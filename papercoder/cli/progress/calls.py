"""Model calls as a person follows them: which are under way and for how long, what each agent's calls took and cost."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from papercoder.models.recorded.call import Call

__all__ = ["AgentTotals", "Calls", "ShownCall"]


@dataclass
class ShownCall:
    """One request that was sent and not answered yet."""

    agent: str
    subject: str
    began: float = field(default_factory=time.monotonic)
    again: str = ""
    """Why it was sent again, when it was."""
    call_id: str = ""
    tokens: int = 0
    words: str = ""
    """The last words of the answer so far."""

    def seconds(self) -> float:
        """Return the seconds so far."""
        return time.monotonic() - self.began


@dataclass
class AgentTotals:
    """What the answered calls of one agent took together."""

    calls: int = 0
    output_tokens: int = 0
    cost: float | None = 0.0
    seconds: float = 0.0
    timed: int = 0

    def add(self, output_tokens: int, cost: float | None, seconds: float) -> None:
        """Count one answered call; replayed ones take no time and teach nothing about it."""
        self.calls += 1
        self.output_tokens += output_tokens
        self.cost = None if self.cost is None or cost is None else self.cost + cost
        if seconds > 0:
            self.seconds += seconds
            self.timed += 1


class Calls:
    """Counts the events of model calls.

    Args:
        before: Calls of this run that earlier processes made; they count into the totals.
    """

    def __init__(self, before: Iterable["Call"] = ()) -> None:
        self.under_way: list[ShownCall] = []
        self.totals: dict[str, AgentTotals] = {}
        self.past: dict[str, AgentTotals] = {}
        for call in before:
            self.of(call.agent).add(call.usage.output_tokens, call.cost, call.seconds)

    def learn(self, calls: Iterable["Call"]) -> None:
        """Take how long calls of other runs took; they are in no total."""
        for call in calls:
            self.past.setdefault(call.agent, AgentTotals()).add(0, 0.0, call.seconds)

    def of(self, agent: str) -> AgentTotals:
        """Return the totals of an agent."""
        return self.totals.setdefault(agent, AgentTotals())

    def usual_seconds(self, agent: str) -> float | None:
        """Return the mean seconds of the agent's calls in this run, else in earlier ones; None if never timed."""
        for known in (self.totals.get(agent), self.past.get(agent)):
            if known is not None and known.timed:
                return known.seconds / known.timed
        return None

    def receive(self, event: Mapping[str, Any]) -> None:
        """Count one event."""
        kind, agent, subject = event.get("event"), str(event.get("agent") or ""), str(event.get("subject") or "")
        if kind == "call-started":
            self.under_way.append(ShownCall(agent, subject, call_id=str(event.get("call_id") or "")))
        elif (call := self._find(event, agent, subject)) is not None:
            self._follow(call, event)
        if kind == "call-replayed" or (kind == "call-finished" and not event.get("reason")):
            self._add(agent, event)

    def _follow(self, call: ShownCall, event: Mapping[str, Any]) -> None:
        """Take what an event says of a call that is under way."""
        match event.get("event"):
            case "call-writing":
                call.tokens, call.words = int(event.get("tokens") or 0), str(event.get("words") or "")
            case "call-retried":
                call.again, call.tokens, call.words = str(event.get("reason") or ""), 0, ""
            case "call-finished":
                self.under_way.remove(call)

    def _add(self, agent: str, event: Mapping[str, Any]) -> None:
        tokens = int((event.get("usage") or {}).get("output_tokens") or 0)
        self.of(agent).add(tokens, event.get("cost"), float(event.get("seconds") or 0.0))

    def _find(self, event: Mapping[str, Any], agent: str, subject: str) -> ShownCall | None:
        """Return the call that an event is about; only some events know its id."""
        known = event.get("call_id")
        if known:
            return next((c for c in self.under_way if c.call_id == known), None)
        return next((c for c in self.under_way if (c.agent, c.subject) == (agent, subject)), None)
