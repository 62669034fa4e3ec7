"""The two runs that were recorded in former forms, and what today's forms make of them, measured on the example."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import median

from benchmarks.cost.edited import edit_share, edit_tokens
from benchmarks.cost.known import known_share
from benchmarks.cost.recorded import (
    ANSWERED_ANEW,
    CHARS,
    PLANNING,
    RecordedCall,
    RecordedRun,
    first_sizes,
    listed,
    read_folder,
    read_list,
)
from benchmarks.cost.shorter import FORMS, brief_contracts_of, found_share, shorter_shares
from papercoder.models.recorded.call import Call
from papercoder.models.recorded.records import read_text
from state.value import Json
from tests.server.sizes import FileSizes, Sizes

__all__ = ["Forms", "former_example", "forms", "larger_paper", "recorded_answers", "settled_in"]

_RECORDING = Path(__file__).parents[1] / "recorded"
_GRID = 1_200
"""Tokens of the metrics as a grid of axes: 20 metrics of 60 tokens. Assumed, for no former plan has one."""
_DOCSTRING = 500
"""Tokens of code below which a file of these runs only held a docstring: 194 and 396, the next has 712."""
_SENTENCES = ("obligations", "signatures", "steps", "must_not", "pitfalls")
"""Fields of a contract that differ in who reads them: callers, auditors or the author alone."""


@dataclass(frozen=True)
class Forms:
    """What today's forms of answers are, against those of the former recording of the example.

    Args:
        edits: Tokens of a revision in edits as a share of the artifact as it was recorded, by agent; what today's form
            of the artifact leaves out is not edited.
        found: Share of a critique that says what is wrong and not what is to change.
        parts: Share of a contract that each of its fields takes.
        brief_parts: The same of a brief contract.
        known: Share of a contract that a program knows and no analyst writes any more.
        shorter: Length of an answer in the form of today as a share of the recorded one, by agent.
        metrics: Share of the plan that names its metrics one by one, which no form of today keeps.
    """

    edits: dict[str, float]
    found: float
    parts: dict[str, float]
    brief_parts: dict[str, float]
    known: float
    shorter: dict[str, float]
    metrics: float


@lru_cache(maxsize=1)
def recorded_answers() -> list[Call]:
    """Return the calls of benchmarks/recorded."""
    return read_folder(_RECORDING)


@lru_cache(maxsize=1)
def forms() -> Forms:
    """Return the forms as they are counted on these calls."""
    read = recorded_answers()
    return Forms(
        edits=_edit_shares(read),
        found=found_share(read),
        parts=_contract_parts([json.loads(call.answer) for call in read if call.agent == "analyst"]),
        brief_parts=_contract_parts(brief_contracts_of(read)),
        known=known_share(read),
        shorter=shorter_shares(read),
        metrics=_metrics_share(next(call.answer for call in read if call.agent == "planner")),
    )


@lru_cache(maxsize=1)
def former_example() -> RecordedRun:
    """Return the run of benchmarks/recorded."""
    read = recorded_answers()
    plan = next(call for call in read if call.agent == "planner")
    metrics = json.dumps(json.loads(plan.answer).get("metrics", []), ensure_ascii=False)
    return RecordedRun(
        name="example, former recording",
        source="benchmarks/recorded: the short paper of examples/paper as it was recorded before, tokens as its "
        "records hold them.",
        calls=listed(read),
        paper=len(read_text(str(_RECORDING), plan.messages[1].text)) // CHARS,
        sizes=_sizes(listed(read), len(metrics) // CHARS),
        whole=False,
    )


@lru_cache(maxsize=1)
def larger_paper() -> RecordedRun:
    """Return the run of larger_paper.json; the paper is what its planner read beyond what the example's was told."""
    known, calls = read_list(Path(__file__).with_name("larger_paper.json"))
    instructions = former_example().calls[0].input - former_example().paper
    settled = settled_in(read_list(ANSWERED_ANEW)[0])
    return RecordedRun(
        name="larger paper",
        source=f"{known['source']} What one analyst settles for all files, {settled['settled']:,} tokens, and with the "
        f"design read and edited {settled['settled_unread']:,}, are those of the larger paper, answered anew: the only "
        "such answers about a paper of this length.",
        calls=calls,
        paper=calls[0].input - instructions,
        sizes=_sizes(calls, int(str(known["plan_metrics"]))).model_copy(update=settled),
    )


def settled_in(known: Json) -> dict[str, int]:
    """Return the two lengths of what is settled for all files that a list of calls names."""
    return {name: int(known[name]) for name in ("settled", "settled_unread")}


def _sizes(calls: Sequence[RecordedCall], metrics: int) -> Sizes:
    """Return the sizes of the answers; a grid of metrics stands in the place of those named one by one."""
    first, form = first_sizes(calls), forms()
    audits = [size for (agent, _), size in first.items() if agent == "auditor"]
    saved = {"planner": max(0, metrics - _GRID)}
    planned = {agent: first[agent, ""] - saved.get(agent, 0) for agent in PLANNING}
    revised = {agent: first[agent, "revision"] for agent in PLANNING if (agent, "revision") in first}
    return Sizes(
        first=planned,
        edited={agent: round(first[agent, ""] * share) for agent, share in form.edits.items()},
        revised={agent: size - saved.get(agent, 0) for agent, size in revised.items()},
        critique={agent: first["critic", agent] for agent in PLANNING},
        found=form.found,
        metrics=min(metrics, _GRID),
        shorter={**form.shorter, **_shorter_plans(planned["planner"], min(metrics, _GRID))},
        parts=form.parts,
        brief_parts=form.brief_parts,
        files=tuple(
            FileSizes(
                contract=round(first["analyst", path] * (1 - form.known)),
                code=size,
                audit=first.get(("auditor", path), round(median(audits))),
                docstring=size < _DOCSTRING,
            )
            for (agent, path), size in first.items()
            if agent == "coder"
        ),
    )


def _shorter_plans(plan: int, grid: int) -> dict[str, float]:
    """Return the shares of a plan whose metrics are a grid: what its forms leave out stands beside the metrics."""
    form, beside = forms(), (plan - grid) / plan
    return {name: 1 - (1 - form.shorter[name]) / (1 - form.metrics) * beside for name in ("planner", "ledger")}


def _metrics_share(plan: str) -> float:
    whole = json.loads(plan)
    return len(json.dumps(whole["metrics"], ensure_ascii=False)) / len(json.dumps(whole, ensure_ascii=False))


def _edit_shares(calls: list[Call]) -> dict[str, float]:
    """Return how much of each artifact its revision changed; where none was revised, as much as of the most changed."""
    answers = {(call.agent, call.subject): call.answer for call in calls}
    shares = {
        agent: _edit_share(agent, answers[agent, ""], answers[agent, "revision"])
        for agent in PLANNING
        if (agent, "revision") in answers
    }
    return {agent: shares.get(agent, max(shares.values())) for agent in PLANNING}


def _edit_share(agent: str, first: str, revised: str) -> float:
    share = edit_share(json.loads(first), json.loads(revised), FORMS[agent]) if agent in FORMS else 1.0
    return share * CHARS * edit_tokens(first, revised) / len(first)


def _contract_parts(read: list[Json]) -> dict[str, float]:
    """Return how much of the text of all contracts stands in each of the fields that hold sentences."""
    lengths = {name: sum(len(json.dumps(one.get(name, []))) for one in read) for name in _SENTENCES}
    return {name: length / sum(lengths.values()) for name, length in lengths.items()}
