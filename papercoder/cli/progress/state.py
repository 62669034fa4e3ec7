"""What the live view shows, kept apart from how it is drawn: nodes, files, calls, tokens, cost, time."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from papercoder.cli.progress.calls import Calls
from papercoder.runs.card import RunCard
from state.channels import NODES
from state.status import Usage

if TYPE_CHECKING:
    from papercoder.models.recorded.call import Call

__all__ = ["NodeProgress", "NodeState", "Progress"]

NodeState = Literal["waiting", "working", "asking", "halted", "done", "skipped"]
_SWITCHES = {"checker": "check", "auditor": "audit", "runner": "trial", "debugger": "trial"}


@dataclass
class NodeProgress:
    """One node: its state, how often it was visited, the files it works on, and its seconds of wall time."""

    state: NodeState = "waiting"
    times: int = 0
    subjects: list[str] = field(default_factory=list)
    finished: int = 0
    """Files of this visit that are done."""
    seconds: float = 0.0
    since: float | None = None

    def wall(self) -> float:
        """Return the seconds so far."""
        return self.seconds + (time.monotonic() - self.since if self.since is not None else 0.0)


class Progress:
    """Counts what the messages of a drive say about its nodes, files and calls.

    Args:
        card: The run.
        usage: What all calls of the run have used so far.
        before: The run's calls so far.
    """

    def __init__(self, card: RunCard, usage: Callable[[], Usage], before: "Iterable[Call]" = ()) -> None:
        self.card = card
        self.usage = usage()
        self.nodes = {name: NodeProgress() for name in NODES}
        self.planned: set[str] = set()
        self.written: set[str] = set()
        self.dependencies: dict[str, tuple[str, ...]] = {}
        self.calls = Calls(before)
        self.notes: list[str] = []
        self.began = time.monotonic()
        self._current = ""
        self._read_usage = usage

    def receive(self, kind: str, data: Any) -> None:
        """Count one message of `papercoder.runs.drive`."""
        if kind == "state":
            self._receive_state(*data)
        elif kind == "update":
            self._receive_update(*data)
        elif kind == "say":
            self.notes.append(data)
        elif kind == "event" and isinstance(data, Mapping):
            self._receive_event(data)

    def end(self) -> None:
        """Close the last node and name what never ran."""
        self._close("done")
        for line in self.nodes.values():
            if line.state == "waiting":
                line.state = "skipped"

    def halt(self) -> None:
        """Close the node that was working, or had just finished, when the drive ended."""
        busy = self._current and self.nodes[self._current].subjects
        self._close("halted" if busy else "done")
        self.calls.under_way.clear()

    @property
    def in_flight(self) -> int:
        """Return how many calls are under way."""
        return len(self.calls.under_way)

    def off(self, node: str) -> bool:
        """Say whether the settings switch the node off."""
        switch = _SWITCHES.get(node)
        return switch is not None and not getattr(self.card.settings.effective(), switch)

    def _receive_state(self, values: Mapping[str, Any], ran: frozenset[str]) -> None:
        for node in ran & set(self.nodes):
            self.nodes[node].state = "done"
            self.nodes[node].times = 1
        self._count_files(values)

    def _receive_update(self, node: str, update: Any) -> None:
        if node == "__interrupt__" and update:
            self._close("asking")
        if isinstance(update, Mapping):
            self._count_files(update)
            if node == "reader":
                self._estimate(update.get("paper") or {})
            if update.get("report"):
                self.end()

    def _estimate(self, paper: Mapping[str, Any]) -> None:
        """Say once what the run will need, before its first call."""
        from papercoder.cli.driving.estimates import note_before_calls

        self.notes += note_before_calls(paper, self.card.settings)

    def _count_files(self, values: Mapping[str, Any]) -> None:
        if architecture := values.get("architecture"):
            self.planned = {file["path"] for file in architecture.get("files", ())}
        if logic := values.get("logic"):
            self.dependencies = {file["path"]: tuple(file.get("dependencies") or ()) for file in logic["files"]}
        self.written |= {path for path, file in (values.get("files") or {}).items() if file.get("source")}

    def _receive_event(self, event: Mapping[str, Any]) -> None:
        kind = event.get("event", "")
        if kind == "note":
            self.notes.append(str(event.get("text", "")))
        elif kind.startswith("node-") and event.get("node") in self.nodes:
            self._receive_node(kind, str(event["node"]), str(event.get("subject") or ""))
        elif kind.startswith("call-"):
            self.calls.receive(event)
            if kind in {"call-finished", "call-replayed"}:
                self.usage = self._read_usage()

    def _receive_node(self, kind: str, node: str, subject: str) -> None:
        if kind == "node-started":
            if node != self._current:
                self._open(node)
            self.nodes[node].subjects.append(subject)
        elif subject in self.nodes[node].subjects:
            self.nodes[node].subjects.remove(subject)
            self.nodes[node].finished += bool(subject)

    def _open(self, node: str) -> None:
        """Begin a node; a fan-out hands out files many times and is one visit."""
        self._close("done")
        line = self.nodes[node]
        line.state, line.since, line.times, line.finished = "working", time.monotonic(), line.times + 1, 0
        self._current = node

    def _close(self, state: NodeState) -> None:
        if self._current:
            line = self.nodes[self._current]
            line.seconds, line.since, line.state = line.wall(), None, state
            line.subjects.clear()
        self._current = ""
