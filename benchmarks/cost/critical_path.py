"""The longest chain of calls that waited for one another, in seconds at a provider's speed and in output tokens."""

from collections.abc import Sequence
from dataclasses import dataclass

from state.channels import NODES
from tests.server import LoggedRequest
from tests.server.metering import Latency

__all__ = ["PER_SECOND", "CriticalPath", "chain_of", "critical_path", "until_review"]

PER_SECOND = 80.0
"""Output tokens a second of one answer of a large model, as providers serve it; smaller ones are faster."""
_PLANNING = {*NODES[: NODES.index("config-review")], "critic"}


@dataclass(frozen=True)
class CriticalPath:
    """The chain that a person waits for.

    Args:
        seconds: At the provider's speed, without the program's own share.
        output: Output tokens along it.
        calls: Calls along it.
    """

    seconds: float = 0.0
    output: int = 0
    calls: int = 0


def critical_path(requests: Sequence[LoggedRequest]) -> CriticalPath:
    """Return the slowest chain in which each call began after the one before had ended.

    The order is the one in which the program asked, on a clock that may run faster than the provider's; the seconds are
    counted anew from the tokens of each call, so that neither the machine nor the scale of that clock stands in them.
    """
    latency = Latency(1.0, PER_SECOND)
    paths: list[tuple[float, CriticalPath]] = []
    for call in sorted(requests, key=lambda r: r.started):
        before = [path for ended, path in paths if ended <= call.started]
        longest = max(before, key=lambda path: path.seconds, default=CriticalPath())
        seconds = latency.reading(call.input_tokens - call.cached_tokens) + latency.writing(call.output_tokens)
        path = CriticalPath(longest.seconds + seconds, longest.output + call.output_tokens, longest.calls + 1)
        paths.append((call.started + call.seconds, path))
    return max((path for _, path in paths), key=lambda path: path.seconds, default=CriticalPath())


def chain_of(requests: Sequence[LoggedRequest]) -> int:
    """Return the most calls of which each began after the one before had ended."""
    lengths: list[tuple[float, int]] = []
    for call in sorted(requests, key=lambda r: r.started):
        before = max((length for ended, length in lengths if ended <= call.started), default=0)
        lengths.append((call.started + call.seconds, before + 1))
    return max((length for _, length in lengths), default=0)


def until_review(requests: Sequence[LoggedRequest]) -> list[LoggedRequest]:
    """Return the calls that were made before config.yaml lay before a person."""
    return [request for request in requests if request.agent in _PLANNING]
