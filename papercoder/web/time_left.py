"""How long a run will still take, as its calls and those of earlier runs with the same model took; unknown is said."""

import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from papercoder.runs.folders import run_folder
from papercoder.runs.listing import RunEntry
from papercoder.web.view import RunView
from state.channels import ASK_NO_MODEL

__all__ = ["Rest", "rest_of"]

_BY_FILE = {"analyst": "contract", "coder": "source", "auditor": "verdicts"}
# Most runs never debug; counting it would promise too long a wait.
_ONLY_IF_NEEDED = frozenset({"debugger", *ASK_NO_MODEL})
_PAST = 3  # newest other runs; older ones teach what models no longer take
_MINUTE = 60


@dataclass(frozen=True)
class Rest:
    """Seconds that calls will still take; `at_least` where an agent still to come was never timed."""

    seconds: float
    at_least: bool

    @property
    def words(self) -> str:
        """The time for a person."""
        minutes = math.ceil(self.seconds / _MINUTE)
        if self.seconds < _MINUTE:
            return "a minute or more" if self.at_least else "less than a minute"
        return f"{'at least' if self.at_least else 'about'} {minutes} minutes"


def rest_of(view: RunView, others: Iterable[RunEntry]) -> Rest | None:
    """Return the rest of a run without the time of its review; None where nothing is known of what is to come."""
    usual = _usual(view, others)
    ahead = [n.name for n in view.nodes if n.state in {"waiting", "working"} and n.name not in _ONLY_IF_NEEDED]
    timed = [usual[name] * _rounds(view, name) for name in ahead if name in usual]
    return Rest(sum(timed), len(timed) < len(ahead)) if timed else None


def _usual(view: RunView, others: Iterable[RunEntry]) -> dict[str, float]:
    """Return the mean seconds of a call by agent; this run's own count where it has any."""
    known: dict[str, float] = {}
    same = [
        e.card.id for e in others if e.card.id != view.card.id and e.card.settings.model == view.card.settings.model
    ]
    for run in reversed(same[:_PAST]):
        known |= _mean_seconds(run)
    return known | {cost.agent: cost.seconds / cost.calls for cost in view.costs}


@lru_cache(maxsize=64)
def _mean_seconds(run: str) -> Mapping[str, float]:
    """Return what the calls of another run took; it is read once."""
    from papercoder.errors import PaperCoderError
    from papercoder.models.recorded.records import Records

    folder = os.path.join(run_folder(run), "records")
    try:
        calls = Records.open(folder).calls() if os.path.isdir(folder) else ()
    except PaperCoderError:  # an old run that cannot be read only costs the estimate
        return {}
    taken: dict[str, list[float]] = {}
    for call in calls:
        taken.setdefault(call.agent, []).append(call.seconds)
    return {agent: sum(seconds) / len(seconds) for agent, seconds in taken.items()}


def _rounds(view: RunView, agent: str) -> int:
    """Return how many calls still follow one another."""
    part = _BY_FILE.get(agent)
    if part is None:
        return 1
    planned = len((view.values.get("architecture") or {}).get("files", ()))
    files: Mapping[str, Any] = view.values.get("files") or {}
    left = max(planned - sum(bool(file.get(part)) for file in files.values()), 0)
    return math.ceil(left / view.card.settings.max_parallel)
