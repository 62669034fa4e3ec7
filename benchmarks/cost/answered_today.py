"""Runs whose answers have today's forms or nearly so: the example as it is recorded, and a larger paper answered anew.

What such a run was not asked comes from the former recordings: `classic`'s diagrams and contracts, a critique of the
architecture, edits of what nobody revised. Where an answer still has a former form, what the form of today leaves out
is counted on that very answer; where it has that of today, what `classic` is asked for is longer by the share of the
former recording.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from benchmarks.cost.former import former_example, forms, larger_paper, settled_in
from benchmarks.cost.own_forms import OwnForms, own_forms
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
from papercoder.models.recorded.records import read_text
from tests.server.sizes import FileSizes, Sizes

__all__ = ["answered_anew", "example"]

_RECORDING = Path(__file__).parents[2] / "examples" / "recorded"
_IN_PARTS = ("--set", "ledger=by-section")


@lru_cache(maxsize=1)
def example() -> RecordedRun:
    """Return the run of examples/recorded."""
    read = read_folder(_RECORDING)
    calls, plan = listed(read), read[0]
    metrics = json.dumps(json.loads(plan.answer).get("metrics", []), ensure_ascii=False, separators=(",", ":"))
    settled = next(call for call in calls if call.agent == "analyst")
    files = _files(calls, former_example().sizes.files)
    return RecordedRun(
        name="example",
        source="examples/recorded: the short paper of examples/paper as the demo has it, tokens as its records hold "
        "them: planning with critiques and edits, the answer that settles contracts, code, audits. Not asked in it, "
        "and taken from benchmarks/recorded: the length of a contract for each file, as a ratio to its code; of "
        "diagrams and of the critique of the architecture, as a ratio to the architecture; a file that only holds a "
        "docstring.",
        calls=calls,
        paper=len(read_text(str(_RECORDING), plan.messages[1].text)) // CHARS,
        sizes=_sizes(calls, own_forms(read), files).model_copy(
            update={
                "metrics": len(metrics) // CHARS,
                "together": settled.output / sum(file.contract for file in files),
                **_settled(settled.output, next(call.answer for call in read if call.agent == "analyst")),
            }
        ),
    )


def _settled(size: int, answer: str) -> dict[str, int]:
    """Return the lengths of what is settled for all files, with the edits of the design and without."""
    said = json.loads(answer)
    edits = {name: said[name] for name in ("design_edits", "needs") if said.get(name)}
    return {"settled_unread": size, "settled": size - len(json.dumps(edits, ensure_ascii=False)) // CHARS}


def answered_anew(path: Path = ANSWERED_ANEW) -> RecordedRun:
    """Return the larger paper that was answered anew, from the plan to the audits.

    Args:
        path: A list of calls like larger_paper.json, with the shares of its own answers that `own_forms` counts and the
            lengths of what is settled for all files; the paper is what its planner read beyond what the example's was
            told.
    """
    known, calls = read_list(path)
    larger, instructions = larger_paper(), example().calls[0].input - example().paper
    own = OwnForms(**known["forms"])
    return RecordedRun(
        name=f"{larger.name}, answered anew",
        source=f"{known['source']} Not asked in it: the length of a contract for each file, as a ratio to its code, "
        "and a file that only holds a docstring, from the larger paper; diagrams and the critique of the architecture, "
        "as a ratio to the architecture, from benchmarks/recorded. Not counted, as in every row: what was refused and "
        "answered again, repairs, the trial and what it asked for, the amender.",
        calls=calls,
        paper=calls[0].input - instructions,
        sizes=_sizes(calls, own, _files(calls, larger.sizes.files)).model_copy(update=settled_in(known)),
        given=_IN_PARTS if _parts(calls) else (),
        whole=False,
    )


def _files(calls: Sequence[RecordedCall], former: Sequence[FileSizes]) -> tuple[FileSizes, ...]:
    """Return the sizes of files that were written without contracts, with what only holds a docstring beside them."""
    first = first_sizes(calls)
    ratio = sum(file.contract for file in former) / sum(file.code for file in former)
    written = [
        FileSizes(contract=round(size * ratio), code=size, audit=first.get(("auditor", path), 0))
        for (agent, path), size in first.items()
        if agent == "coder"
    ]
    return (*written, *(file for file in former if file.docstring))


def _sizes(calls: Sequence[RecordedCall], own: OwnForms, files: tuple[FileSizes, ...]) -> Sizes:
    form = forms()
    # Audits have no longer form for `classic`, which has none: theirs is as recorded, less what a program reads off.
    shorter = {"analyst": form.shorter["analyst"], **_shorter(own.shorter, form.shorter)}
    return Sizes(
        **_planned(calls, own, shorter),
        found=own.found or form.found,
        shorter=shorter,
        parts=form.parts,
        brief_parts=form.brief_parts,
        files=files,
    )


def _shorter(own: Mapping[str, float], former: Mapping[str, float]) -> dict[str, float]:
    """Return the shares of the run's own answers; of one that has the form of today, that of the former recording."""
    told = {name: own[name] if own[name] < 1 else former[name] for name in own}
    return {**told, "auditor": own.get("auditor", 1.0)}


def _planned(calls: Sequence[RecordedCall], own: OwnForms, shorter: Mapping[str, float]) -> dict[str, Any]:
    """Return the sizes of planning; a plan in parts is as long in one answer as its outline and parts together."""
    first, form, former = first_sizes(calls), forms(), former_example().sizes
    parts, outline = _parts(calls), first.get(("planner", "outline"), 0)
    whole = {agent: first[agent, ""] for agent in PLANNING if (agent, "") in first}
    whole.setdefault("planner", outline + sum(parts))
    edited = {agent: first[agent, "revision"] for agent in PLANNING if (agent, "revision") in first}
    edited |= {agent: size + edited.get(agent, 0) for agent, size in own.mended.items() if size}
    criticised = {
        agent: _critique(first["critic", agent], agent, own) for agent in PLANNING if ("critic", agent) in first
    }
    unread = [agent for agent in PLANNING if agent not in criticised]
    shares = {agent: former.critique[agent] / former.first[agent] for agent in unread}
    long = {
        agent: round(size / shorter.get(agent, 1)) if own.shorter.get(agent, 1) == 1 else size
        for agent, size in whole.items()
    }
    return {
        "first": long,
        "critique": {**criticised, **{agent: round(long[agent] * share) for agent, share in shares.items()}},
        "revised": {agent: long[agent] for agent in PLANNING if agent in edited or agent in unread},
        "edited": {
            agent: round(edited[agent] * own.edits.get(agent, 1))
            if agent in edited
            else round(long[agent] * form.edits[agent])
            for agent in PLANNING
        },
        "outline": outline,
        "sections": parts,
        "merge": first.get(("planner", "merge"), 0),
    }


def _critique(size: int, agent: str, own: OwnForms) -> int:
    """Return a critique as long as one that says what is to change, where the recorded one holds the edits instead."""
    return round((size - own.mended[agent]) / forms().found) if agent in own.mended else size


def _parts(calls: Sequence[RecordedCall]) -> tuple[int, ...]:
    """Return the sizes of the parts of a ledger by section, in the order of the paper; none of one in one answer."""
    others = {"", "outline", "merge", "revision"}
    return tuple(
        size for (agent, subject), size in first_sizes(calls).items() if agent == "planner" and subject not in others
    )
