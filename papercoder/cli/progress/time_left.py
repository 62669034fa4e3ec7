"""How long a run will still take, from what the calls of its agents took before; what is not known is left out."""

import math
from dataclasses import dataclass

from papercoder.cli.progress.state import Progress

__all__ = ["TimeLeft", "time_left"]

_BY_FILE = frozenset({"analyst", "coder", "auditor"})
"""Agents that are asked once for each planned file, several at once; the others are asked once."""
_CRITICISED = frozenset({"planner", "architect", "logic-designer", "config-writer"})
"""Agents whose work the critic reads, once in each round; a revision is not counted, since it may not be needed."""
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
    """Return what an agent's calls will still take, as many at once as the settings and the files' order allow."""
    under_way = [call.seconds() for call in progress.calls.under_way if call.agent == name]
    running = max((max(usual - seconds, 0.0) for seconds in under_way), default=0.0)
    if progress.nodes[name].state == "waiting":
        asked = len(progress.planned) if name in _BY_FILE else 1
    elif name in _BY_FILE:
        asked = max(len(progress.planned) - progress.nodes[name].finished - len(under_way), 0)
    else:
        asked = 0 if under_way else 1
    rounds = math.ceil(asked / progress.card.settings.max_parallel)
    if name == "coder" and asked:
        rounds = max(rounds, _waves(progress) - bool(under_way))
    return running + usual * rounds + _critic(progress, name)


def _waves(progress: Progress) -> int:
    """Return how many of the files that are not written must wait for one another: a file follows those it uses."""
    settings = progress.card.settings
    open_files = progress.planned - progress.written
    if settings.one_by_one:
        return len(open_files)
    if settings.effective().from_contracts:
        return 1
    depth: dict[str, int] = {}
    for path, needed in progress.dependencies.items():  # each file stands after all that it depends on
        if path in open_files:
            depth[path] = 1 + max((depth.get(other, 0) for other in needed), default=0)
    return max(depth.values(), default=1)


def _critic(progress: Progress, name: str) -> float:
    """Return what the critic takes to read the agent's work, as far as it was ever timed."""
    if name not in _CRITICISED:
        return 0.0
    usual = progress.calls.usual_seconds("critic") or 0.0
    return usual * progress.card.settings.effective().critic_rounds(name)
