"""Runs whose answers have today's forms: the example as it is recorded, and a larger paper that was planned anew.

What such a run was not asked comes from the former recordings: `classic`'s diagrams and contracts, a critique of the
architecture, edits of what nobody revised.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from benchmarks.cost.former import former_example, forms, larger_paper
from benchmarks.cost.recorded import (
    CHARS,
    PLANNING,
    RecordedCall,
    RecordedRun,
    first_sizes,
    listed,
    read_folder,
    read_list,
)
from papercoder.models.recorded.records import read_text
from tests.server.sizes import FileSizes, Sizes

__all__ = ["PLANNED_ANEW", "example", "planned_anew"]

_RECORDING = Path(__file__).parents[2] / "examples" / "recorded"
PLANNED_ANEW = Path(__file__).with_name("planned_anew.json")
_IN_PARTS = ("--set", "ledger=by-section")


@lru_cache(maxsize=1)
def example() -> RecordedRun:
    """Return the run of examples/recorded."""
    read = read_folder(_RECORDING)
    calls, plan = listed(read), read[0]
    metrics = json.dumps(json.loads(plan.answer).get("metrics", []), ensure_ascii=False, separators=(",", ":"))
    return RecordedRun(
        name="example",
        source="examples/recorded: the short paper of examples/paper as the demo has it, tokens as its records hold "
        "them: planning with critiques and edits, the answer that settles contracts, code, audits. Not asked in it, "
        "and taken from benchmarks/recorded: the length of a contract for each file, as a ratio to its code; of "
        "diagrams and of the critique of the architecture, as a ratio to the architecture; a file that only holds a "
        "docstring.",
        calls=calls,
        paper=len(read_text(str(_RECORDING), plan.messages[1].text)) // CHARS,
        sizes=_example_sizes(calls, len(metrics) // CHARS),
    )


def planned_anew(path: Path = PLANNED_ANEW) -> RecordedRun | None:
    """Return the larger paper with its planning as the file says; None where there is no such file.

    Args:
        path: A list of calls like larger_paper.json; the paper is what its planner read beyond what the example's was
            told.
    """
    if not path.exists():
        return None
    known, calls = read_list(path)
    larger, instructions = larger_paper(), example().calls[0].input - example().paper
    return RecordedRun(
        name=f"{larger.name}, planned anew",
        source=f"{known['source']} Everything behind the review has the "
        "sizes of the larger paper; what was refused and answered again is not counted, as in every row.",
        calls=calls,
        paper=calls[0].input - instructions,
        sizes=larger.sizes.model_copy(update={**_planned(calls), "metrics": 0}),
        given=_IN_PARTS if _parts(calls) else (),
        whole=False,
    )


def _example_sizes(calls: Sequence[RecordedCall], metrics: int) -> Sizes:
    first, form, former = first_sizes(calls), forms(), former_example().sizes
    ratio = sum(file.contract for file in former.files) / sum(file.code for file in former.files)
    written = [(path, size) for (agent, path), size in first.items() if agent == "coder"]
    files = [
        FileSizes(contract=round(size * ratio), code=size, audit=first.get(("auditor", path), 0))
        for path, size in written
    ]
    files += [file for file in former.files if file.docstring]
    settled = next(size for (agent, _), size in first.items() if agent == "analyst")
    return Sizes(
        **_planned(calls),
        metrics=metrics,
        # Audits are recorded in the form of today.
        shorter={agent: form.shorter[agent] for agent in ("architect", "analyst")},
        parts=form.parts,
        brief_parts=form.brief_parts,
        together=settled / sum(file.contract for file in files),
        files=tuple(files),
    )


def _planned(calls: Sequence[RecordedCall]) -> dict[str, Any]:
    """Return the sizes of planning; a plan in parts is as long in one answer as its outline and parts together."""
    first, form, former = first_sizes(calls), forms(), former_example().sizes
    parts, outline = _parts(calls), first.get(("planner", "outline"), 0)
    whole = {agent: first[agent, ""] for agent in PLANNING if (agent, "") in first}
    whole.setdefault("planner", outline + sum(parts))
    criticised = {agent: first["critic", agent] for agent in PLANNING if ("critic", agent) in first}
    revised = {agent: first[agent, "revision"] for agent in PLANNING if (agent, "revision") in first}
    unread = [agent for agent in PLANNING if agent not in criticised]
    shares = {agent: former.critique[agent] / former.first[agent] for agent in unread}
    long = {**whole, "architect": round(whole["architect"] / form.shorter["architect"])}
    return {
        "first": long,
        "critique": {**criticised, **{agent: round(long[agent] * share) for agent, share in shares.items()}},
        "revised": {agent: long[agent] for agent in PLANNING if agent in revised or agent in unread},
        "edited": {agent: revised.get(agent, round(long[agent] * form.edits[agent])) for agent in PLANNING},
        "outline": outline,
        "sections": parts,
        "merge": first.get(("planner", "merge"), 0),
    }


def _parts(calls: Sequence[RecordedCall]) -> tuple[int, ...]:
    """Return the sizes of the parts of a ledger by section, in the order of the paper; none of one in one answer."""
    others = {"", "outline", "merge", "revision"}
    return tuple(
        size for (agent, subject), size in first_sizes(calls).items() if agent == "planner" and subject not in others
    )
