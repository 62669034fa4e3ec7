"""The recorded runs whose sizes the yardstick uses: the example's, and a larger paper's by its list of calls."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.cost.edited import edit_tokens
from benchmarks.cost.known import known_share
from benchmarks.cost.shorter import brief_contracts_of, shorter_shares
from papercoder.models.recorded.call import Call
from papercoder.models.recorded.records import is_record, read_call, read_text
from state.value import Json
from tests.server.sizes import FileSizes, Sizes

__all__ = [
    "PLANNING",
    "RecordedCall",
    "RecordedRun",
    "example",
    "larger_paper",
    "recorded_answers",
    "recorded_now",
]

PLANNING = ("planner", "architect", "logic-designer", "config-writer")
_ROOT = Path(__file__).parents[2]
_RECORDING = _ROOT / "benchmarks" / "recorded"
_CHARS = 4
_GRID = 1_200
"""Tokens of the metrics as a grid of axes: 20 metrics of 60 tokens. Assumed, for no recorded plan has one yet."""
_SENTENCES = ("obligations", "signatures", "steps", "must_not", "pitfalls")
"""Fields of a contract that differ in who reads them: callers, auditors or the author alone."""


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
        metrics: Tokens of the plan that list metrics one by one; answers have a grid in their place.
        edits: Tokens of a revision in edits as a share of the artifact, by agent, measured on the example.
        parts: Share of a contract that each of its fields takes, measured on the example.
        brief_parts: The same of a brief contract.
        known: Share of a contract that a program knows and no analyst writes any more, measured on the example.
        shorter: Length of an answer in the form of today as a share of the recorded one, by agent, measured there too.
    """

    name: str
    source: str
    calls: tuple[RecordedCall, ...]
    paper: int
    metrics: int
    edits: dict[str, float]
    parts: dict[str, float]
    brief_parts: dict[str, float]
    known: float
    shorter: dict[str, float]

    @property
    def files(self) -> int:
        """Return how many files were written."""
        return len(self.sizes().files)

    @property
    def input(self) -> int:
        """Return all input tokens."""
        return sum(call.input for call in self.calls)

    @property
    def output(self) -> int:
        """Return all output tokens."""
        return sum(call.output for call in self.calls)

    def before_review(self) -> tuple[RecordedCall, ...]:
        """Return the planning calls, which waited for one another."""
        return tuple(call for call in self.calls if call.agent in {*PLANNING, "critic"})

    def _saved(self, agent: str) -> int:
        """Return what a grid of metrics saves of the answer."""
        return max(0, self.metrics - _GRID) if agent == "planner" else 0

    def sizes(self) -> Sizes:
        """Return the sizes of its answers; a second answer of the same agent about the same thing does not count."""
        first = {(call.agent, call.subject): call.output for call in reversed(self.calls)}
        audits = [size for (agent, _), size in first.items() if agent == "auditor"]
        return Sizes(
            first={agent: first[agent, ""] - self._saved(agent) for agent in PLANNING},
            edited={agent: round(first[agent, ""] * share) for agent, share in self.edits.items()},
            revised={
                agent: first[agent, "revision"] - self._saved(agent)
                for agent in PLANNING
                if (agent, "revision") in first
            },
            critique={agent: first["critic", agent] for agent in PLANNING},
            metrics=min(self.metrics, _GRID),
            shorter=self.shorter,
            parts=self.parts,
            brief_parts=self.brief_parts,
            files=tuple(
                FileSizes(
                    contract=round(first["analyst", path] * (1 - self.known)),
                    code=size,
                    audit=first.get(("auditor", path), round(median(audits))),
                )
                for (agent, path), size in first.items()
                if agent == "coder"
            ),
        )


@lru_cache(maxsize=1)
def recorded_answers() -> list[Call]:
    """Return the calls of benchmarks/recorded."""
    names = sorted(path.name for path in _RECORDING.iterdir() if is_record(path.name))
    return [read_call(str(_RECORDING / name)) for name in names]


def recorded_now() -> tuple[int, int, int]:
    """Return calls, input and output tokens of examples/recorded, as its records hold them."""
    folder = _ROOT / "examples" / "recorded"
    used = [read_call(str(path)).usage for path in sorted(folder.iterdir()) if is_record(path.name)]
    return len(used), sum(usage.input_tokens for usage in used), sum(usage.output_tokens for usage in used)


@lru_cache(maxsize=1)
def example() -> RecordedRun:
    """Return the run of benchmarks/recorded."""
    read = recorded_answers()
    plan = next(call for call in read if call.agent == "planner")
    metrics = json.dumps(json.loads(plan.answer).get("metrics", []), ensure_ascii=False)
    return RecordedRun(
        name="example",
        source="benchmarks/recorded: the short paper of examples/paper, tokens as its records hold them.",
        calls=tuple(
            RecordedCall(c.agent, c.subject, c.attempt, c.usage.input_tokens, c.usage.output_tokens) for c in read
        ),
        paper=len(read_text(str(_RECORDING), plan.messages[1].text)) // _CHARS,
        metrics=len(metrics) // _CHARS,
        edits=_edit_shares(read),
        parts=_contract_parts([json.loads(call.answer) for call in read if call.agent == "analyst"]),
        brief_parts=_contract_parts(brief_contracts_of(read)),
        known=known_share(read),
        shorter=shorter_shares(read),
    )


@lru_cache(maxsize=1)
def larger_paper() -> RecordedRun:
    """Return the run of larger_paper.json; the paper is what its planner read beyond what the example's was told."""
    known = json.loads(Path(__file__).with_name("larger_paper.json").read_text(encoding="utf-8"))
    calls = tuple(RecordedCall(*call) for call in known["calls"])
    instructions = example().calls[0].input - example().paper
    return RecordedRun(
        name="larger paper",
        source=known["source"],
        calls=calls,
        paper=calls[0].input - instructions,
        metrics=known["plan_metrics"],
        edits=example().edits,
        parts=example().parts,
        brief_parts=example().brief_parts,
        known=example().known,
        shorter=example().shorter,
    )


def _edit_shares(calls: list[Call]) -> dict[str, float]:
    """Return how much of each artifact its revision changed; where none was revised, as much as of the most changed."""
    answers = {(call.agent, call.subject): call.answer for call in calls}
    shares = {
        agent: _CHARS * edit_tokens(answers[agent, ""], answers[agent, "revision"]) / len(answers[agent, ""])
        for agent in PLANNING
        if (agent, "revision") in answers
    }
    return {agent: shares.get(agent, max(shares.values())) for agent in PLANNING}


def _contract_parts(read: list[Json]) -> dict[str, float]:
    """Return how much of the text of all contracts stands in each of the fields that hold sentences."""
    lengths = {name: sum(len(json.dumps(one.get(name, []))) for one in read) for name in _SENTENCES}
    return {name: length / sum(lengths.values()) for name, length in lengths.items()}
