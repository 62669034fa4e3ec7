"""A recorded run as the yardstick takes it: its calls, the sizes taken from them, and where each comes from."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from papercoder.models.recorded.call import Call
from papercoder.models.recorded.records import is_record, read_call
from state.value import Json
from tests.server.sizes import Sizes

__all__ = [
    "ANSWERED_ANEW", "CHARS", "PLANNING", "RecordedCall", "RecordedRun", "first_sizes", "listed", "read_folder",
    "read_list",
]  # fmt: skip

ANSWERED_ANEW = Path(__file__).with_name("answered_anew.json")
PLANNING = ("planner", "architect", "logic-designer", "config-writer")
CHARS = 4


class RecordedCall(NamedTuple):
    """One call: who asked about what, and its tokens."""

    agent: str
    subject: str
    attempt: int
    input: int
    output: int


@dataclass(frozen=True)
class RecordedRun:
    """What a real run needed.

    Args:
        name: How tables call it.
        source: Where the sizes come from.
        calls: In the order in which they were asked.
        paper: Tokens of the paper.
        sizes: Of the answers of one run with them.
        given: Options under which its planning was answered, where they are not the default.
        whole: Whether every variant is measured with it, or only those that goals are about.
    """

    name: str
    source: str
    calls: tuple[RecordedCall, ...]
    paper: int
    sizes: Sizes
    given: tuple[str, ...] = ()
    whole: bool = True

    @property
    def files(self) -> int:
        """Return how many files were written."""
        return len(self.sizes.files)

    @property
    def input(self) -> int:
        """Return all input tokens."""
        return sum(call.input for call in self.calls)

    @property
    def output(self) -> int:
        """Return all output tokens."""
        return sum(call.output for call in self.calls)

    def before_review(self) -> tuple[RecordedCall, ...]:
        """Return the planning calls."""
        return tuple(call for call in self.calls if call.agent in {*PLANNING, "critic"})


def first_sizes(calls: Iterable[RecordedCall]) -> dict[tuple[str, str], int]:
    """Return output tokens by agent and subject, in order; a second answer about the same thing does not count."""
    found: dict[tuple[str, str], int] = {}
    for call in calls:
        found.setdefault((call.agent, call.subject), call.output)
    return found


def read_folder(folder: Path) -> list[Call]:
    """Return the calls that a folder of records holds, in order."""
    return [read_call(str(path)) for path in sorted(folder.iterdir()) if is_record(path.name)]


def listed(calls: Iterable[Call]) -> tuple[RecordedCall, ...]:
    """Return what the yardstick takes of recorded calls."""
    return tuple(
        RecordedCall(c.agent, c.subject, c.attempt, c.usage.input_tokens, c.usage.output_tokens) for c in calls
    )


def read_list(path: Path) -> tuple[Json, tuple[RecordedCall, ...]]:
    """Return a run that is kept as the list of its calls: what it says of itself, and the calls."""
    known = json.loads(path.read_text(encoding="utf-8"))
    return known, tuple(RecordedCall(*call) for call in known["calls"])
