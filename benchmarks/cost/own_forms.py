"""What today's forms make of a run's own answers, where it was answered in former ones."""

import json
from collections.abc import Sequence

from pydantic import Field

from benchmarks.cost.edited import edit_share
from benchmarks.cost.former import forms
from benchmarks.cost.recorded import CHARS, PLANNING
from benchmarks.cost.shorter import FORMS, found_share, own_shares
from papercoder.models.editing import ArtifactEdits, apply_artifact_edits
from papercoder.models.recorded.call import Call
from state.value import Json, Value

__all__ = ["OwnForms", "own_forms"]


class OwnForms(Value):
    """The forms of one run's answers against those of today."""

    shorter: dict[str, float] = Field(
        description="Length of an answer in the form of today as a share of the recorded one, by agent; 1 = it has it."
    )
    edits: dict[str, float] = Field(
        description="The same of the edits that revised it, by agent: what the form leaves out is not edited."
    )
    found: float = Field(
        default=0.0, description="Share of its critiques that says what is wrong; 0 where none says what is to change."
    )
    mended: dict[str, int] = Field(
        default={}, description="Tokens of the edits in critiques that mend what they find, by agent."
    )


def own_forms(calls: Sequence[Call]) -> OwnForms:
    """Return them as counted on all recorded calls of the run."""
    reviews = {call.subject: json.loads(call.answer) for call in calls if call.agent == "critic"}
    told = any("edits" not in review and review["issues"] for review in reviews.values())
    return OwnForms(
        shorter=own_shares(calls, forms().shorter),
        edits=_edit_shares(calls),
        found=found_share(calls) if told else 0.0,
        mended={
            agent: len(json.dumps(review["edits"], ensure_ascii=False, separators=(",", ":"))) // CHARS
            for agent, review in reviews.items()
            if "edits" in review
        },
    )


def _edit_shares(calls: Sequence[Call]) -> dict[str, float]:
    shares = {}
    for agent in (agent for agent in PLANNING if agent in FORMS):
        mine = [call for call in calls if call.agent == agent and call.subject in ("", "revision")]
        first = _after([call for call in mine if call.subject == ""])
        if revisions := [call for call in mine if call.subject == "revision"]:
            shares[agent] = edit_share(first, _after(revisions[:1], first), FORMS[agent])
    return shares


def _after(calls: Sequence[Call], artifact: Json | None = None) -> Json:
    """Return an artifact after these answers, each of which edits it or writes the whole."""
    for call in calls:
        answer: Json = json.loads(call.answer)
        edits = ArtifactEdits.from_json(answer) if "edits" in answer and artifact else None
        artifact = apply_artifact_edits(artifact or {}, edits) if edits else answer
    return artifact or {}
