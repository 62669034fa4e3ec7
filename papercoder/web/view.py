"""Everything of one run that pages show, read once per page."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from papercoder.runs.card import RunCard, Status, repository_of
from papercoder.runs.folders import run_folder
from papercoder.web.ledger import LedgerRow, ledger_rows
from papercoder.web.node_states import NodeState, node_states
from state.answers.probes import Probe
from state.trial import Trial

if TYPE_CHECKING:
    from papercoder.models.recorded.call import Call

__all__ = ["AgentCost", "RunView"]

_RESULTS = "RESULTS.md"
_MOST_BYTES = 500_000  # the tables of a whole paper are a tenth of it; more would not be read on a page


@dataclass(frozen=True)
class AgentCost:
    """What the calls of one agent used; the cost is None where the price of any is unknown."""

    agent: str
    calls: int
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    cost: float | None
    seconds: float


@dataclass(frozen=True)
class RunView:
    """One run.

    Args:
        card: What was asked for.
        status: How it stands.
        values: The channels of its newest checkpoint.
        text: Returns a text of the store by its reference.
    """

    card: RunCard
    status: Status
    values: Mapping[str, Any]
    text: Callable[[str], str]

    @property
    def title(self) -> str:
        """The paper's title, or what was given for it."""
        return str((self.values.get("paper") or {}).get("title") or self.card.paper)

    @property
    def model(self) -> str:
        """The model's name; of a replay only that it is one, since a folder of this machine is nobody's business."""
        provider, _, name = self.card.settings.model.partition(":")
        return f"{provider} of {os.path.basename(name)}" if provider.startswith("replay") else f"{provider}:{name}"

    @property
    def nodes(self) -> list[NodeState]:
        """The nodes in the order of the graph."""
        return node_states(self.values, self.status, self.card.settings)

    @cached_property
    def ledger(self) -> list[LedgerRow]:
        """The requirements."""
        return ledger_rows(self.values)

    @cached_property
    def calls(self) -> "tuple[Call, ...]":
        """The model calls, oldest first."""
        from papercoder.models.recorded.records import Records

        folder = os.path.join(run_folder(self.card.id), "records")
        return Records.open(folder).calls() if os.path.isdir(folder) else ()

    @property
    def calls_elsewhere(self) -> bool:
        """Whether the run has made calls that are recorded in another data folder than this one."""
        return not self.calls and self.status.usage.calls > 0

    @property
    def costs(self) -> list[AgentCost]:
        """Sums by agent, in the order of their first calls."""
        return [self._cost(agent) for agent in dict.fromkeys(call.agent for call in self.calls)]

    @property
    def sources(self) -> dict[str, str]:
        """References of the files by path: the finished repository, else what was written so far."""
        if repository := self.values.get("repository"):
            return dict(repository)
        files = (self.values.get("files") or {}).items()
        return {path: file["source"] for path, file in files if file.get("source")}

    def source(self, path: str) -> str | None:
        """Return the text of a file of the repository; None where there is none of that path."""
        ref = self.sources.get(path)
        return self.text(ref) if ref else None

    @cached_property
    def results(self) -> str:
        """The paper's numbers beside ours; the file on disk where there is one, since the full run fills it in."""
        path = os.path.join(repository_of(self.status, self.card.id), _RESULTS)
        try:
            if self.status.repository and os.path.isfile(path) and os.path.getsize(path) <= _MOST_BYTES:
                with open(path, encoding="utf-8", errors="replace") as file:
                    return file.read()
        except OSError:
            pass
        return (self.source(_RESULTS) if _RESULTS in self.sources else "") or ""

    @property
    def trial(self) -> Trial | None:
        """The newest trial: the report's, or while the run works the state's."""
        known = self.values.get("trial")
        return self.status.trial or (Trial.from_json(known) if known else None)

    @property
    def probes(self) -> list[Probe]:
        """What was believed of libraries, and what came of trying it."""
        return [Probe.from_json(data) for data in (self.values.get("probes") or {}).values()]

    def message(self, digest: str) -> str:
        """Return the text of a message of a call."""
        from papercoder.models.recorded.records import read_text as read_message

        return read_message(os.path.join(run_folder(self.card.id), "records"), digest)

    def _cost(self, agent: str) -> AgentCost:
        calls = [call for call in self.calls if call.agent == agent]
        costs = [call.cost for call in calls]
        known = [cost for cost in costs if cost is not None]
        return AgentCost(
            agent,
            len(calls),
            sum(call.usage.input_tokens for call in calls),
            sum(call.usage.cached_tokens for call in calls),
            sum(call.usage.output_tokens for call in calls),
            sum(known) if len(known) == len(costs) else None,
            sum(call.seconds for call in calls),
        )
