"""Which fault hits which call: named calls by count, or at random by a seed and the request itself."""

import random
from collections import Counter
from threading import Lock

from tests.server.options import (
    ARCHITECTURE_FAULTS,
    CODE_ANSWER_FAULTS,
    FAULT_KINDS,
    JSON_FAULTS,
    LOGIC_FAULTS,
    Fault,
    ServerOptions,
)
from tests.server.request import Asked

__all__ = ["LASTING", "FaultBook", "applies"]

LASTING = ("hang", "401", "404-model", "context-overflow", "text", "path-comment")
_FREE_TEXT = {"", "coder", "debugger"}


def applies(kind: str, asked: Asked, answer: str) -> bool:
    """Tell whether a fault of that kind makes sense for the answer of this agent."""
    if kind in JSON_FAULTS:
        return asked.agent not in _FREE_TEXT
    if kind in ARCHITECTURE_FAULTS:
        return asked.agent == "architect"
    if kind in LOGIC_FAULTS:
        return asked.agent == "logic-designer"
    if kind in CODE_ANSWER_FAULTS:
        return asked.agent == "coder" and _suits_code(kind, asked.subject, answer)
    return True


def _suits_code(kind: str, path: str, answer: str) -> bool:
    if not answer.startswith("```"):
        return False
    if kind == "fence-in-docstring":
        return answer.startswith("````")
    return kind != "bash-first" or not path.endswith(".sh")


class FaultBook:
    """Thread-safe: the calls that match a fault are counted in order of arrival."""

    def __init__(self, options: ServerOptions) -> None:
        self._options = options
        self._matched: Counter[int] = Counter()
        self._attempts: Counter[str] = Counter()
        self._lock = Lock()

    def next(self, asked: Asked, answer: str) -> Fault | None:
        """Return the fault that hits this call, or None."""
        with self._lock:
            hits = [fault for at, fault in enumerate(self._options.faults) if self._hits(at, fault, asked, answer)]
            self._attempts[asked.key] += 1
            return hits[0] if hits else self._random(asked, answer)

    def _hits(self, at: int, fault: Fault, asked: Asked, answer: str) -> bool:
        if fault.agent not in {"", asked.agent} or fault.subject not in {"", asked.subject}:
            return False
        if not applies(fault.kind, asked, answer):
            return False
        self._matched[at] += 1
        count = self._matched[at]
        return count >= fault.nth and (not fault.times or count < fault.nth + fault.times)

    def _random(self, asked: Asked, answer: str) -> Fault | None:
        """Draw by seed, request and attempt, so that the order in which parallel calls arrive does not matter."""
        if not self._options.fault_rate:
            return None
        rng = random.Random(f"{self._options.fault_seed}:{asked.key}:{self._attempts[asked.key]}")
        if rng.random() >= self._options.fault_rate:
            return None
        passing = tuple(kind for kind in FAULT_KINDS if kind not in LASTING)
        kinds = [k for k in self._options.fault_kinds or passing if applies(k, asked, answer)]
        return Fault.from_json({"kind": rng.choice(kinds), "seconds": 0.1}) if kinds else None
