"""What the server was asked and what it delivered: the log, and the bill made from it."""

import time
from collections import Counter
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from state.value import Value
from tests.server.metering import Prices

__all__ = ["Bill", "LoggedRequest", "RequestLog"]

_UNUSABLE = {"empty", "null", "refusal", "no-choices"}


class Bill(Value):
    """Totals over the delivered answers."""

    calls: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    dollars: float = 0.0
    largest_prompt: int = 0
    refused: int = 0
    undelivered: int = 0


@dataclass(frozen=True)
class LoggedRequest:
    """One request. `key` is the SHA-256 of its messages; `delivered` says that the whole answer was sent."""

    number: int
    agent: str
    subject: str
    key: str
    started: float
    repair: bool = False
    asked_again: bool = False
    stream: bool = False
    model: str = ""
    fault: str = ""
    status: int = 0
    input_tokens: int = 0
    prefix_tokens: int = 0
    cached_tokens: int = 0
    written_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    delivered: bool = False

    @property
    def answered(self) -> bool:
        """Return whether the client has received an answer it could use or ask again about."""
        return self.delivered and self.status == 200 and self.fault not in _UNUSABLE


@dataclass
class RequestLog:
    """Thread-safe; entries are replaced while their request is served."""

    _entries: list[LoggedRequest] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def open(self, **known: Any) -> int:
        """Add a request and return its number."""
        with self._lock:
            number = len(self._entries)
            self._entries.append(LoggedRequest(number=number, started=time.time(), **known))
        return number

    def note(self, number: int, **news: Any) -> None:
        """Write down more about the request."""
        with self._lock:
            entry = self._entries[number]
            self._entries[number] = replace(entry, seconds=time.time() - entry.started, **news)

    def entries(self) -> list[LoggedRequest]:
        """Return a copy in order of arrival."""
        with self._lock:
            return list(self._entries)

    def repeated(self) -> dict[str, int]:
        """Return the keys that were answered more than once, with how often."""
        counts = Counter(entry.key for entry in self.entries() if entry.answered)
        return {key: count for key, count in counts.items() if count > 1}

    def bill(self, prices: Prices | None = None) -> Bill:
        """Return the totals; answers that were not delivered whole are counted, not charged."""
        entries = self.entries()
        paid = [e for e in entries if e.status == 200 and e.delivered]
        sums = [sum(getattr(e, name) for e in paid) for name in ("input_tokens", "cached_tokens", "output_tokens")]
        return Bill(
            calls=len(paid),
            input_tokens=sums[0],
            cached_tokens=sums[1],
            output_tokens=sums[2],
            dollars=(prices or Prices()).dollars(*sums),
            largest_prompt=max((e.input_tokens for e in paid), default=0),
            refused=sum(e.status >= 400 for e in entries),
            undelivered=sum(e.status in {0, 200} and not e.delivered for e in entries),
        )
