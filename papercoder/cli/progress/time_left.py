"""How long a run will still take, from what the calls of its agents took before; what is not known is left out."""

import math
from dataclasses import dataclass

from papercoder.cli.progress.state import Progress

__all__ = ["TimeLeft", "time_left"]

_BY_FILE = frozenset({"analyst", "coder", "auditor"})
"""Agents that are asked once for each planned file, several at once; the others are asked once."""
_ONLY_IF_NEEDED = frozenset({"debugger"})
"""Most runs never come here; counting it would promise too long a wait."""


@dataclass(frozen=True)
class TimeLeft:
    """Seconds that calls will still take, without a person's review; `at_least` where an agent was never timed."""

    seconds: float
    at_least: bool


def time_left(progress: Progress, agents: frozenset[str]) -> TimeLeft | None:
    """Return the rest of the run; None where nothing is known of what is still to come.

    Args:
        progress: Of the run.
        agents: The nodes that ask a model.
    """
    seconds, known, unknown = 0.0, False, False
    for name, line in progress.nodes.items():
        ahead = line.state in {"waiting", "working"} and not progress.off(name)
        if not ahead or name not in agents or name in _ONLY_IF_NEEDED:
            continue
        usual = progress.calls.usual_seconds(name)
        if usual is None or (name in _BY_FILE and not progress.planned):
            unknown = True
            continue
        known = True
        seconds += _rest(progress, name, usual)
    return TimeLeft(seconds, unknown) if known else None


def _rest(progress: Progress, name: str, usual: float) -> float:
    """Return what an agent's calls will still take, as many at once as the settings allow."""
    under_way = [call.seconds() for call in progress.calls.under_way if call.agent == name]
    running = max((max(usual - seconds, 0.0) for seconds in under_way), default=0.0)
    if progress.nodes[name].state == "waiting":
        asked = len(progress.planned) if name in _BY_FILE else 1
    elif name in _BY_FILE:
        asked = max(len(progress.planned) - progress.nodes[name].finished - len(under_way), 0)
    else:
        asked = 0 if under_way else 1
    return running + usual * math.ceil(asked / progress.card.settings.max_parallel)
