"""A draft of the review: steps that can be undone one by one, and what they come to."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import Field

from papercoder.review.document import read_document
from papercoder.review.edit import read_edited, set_value
from papercoder.review.problem import ReviewProblem
from papercoder.review.question import ReviewRequest, approval, edited, rejection
from state.value import Value

__all__ = ["Draft", "DraftStep", "Place", "question_key"]

Place = Literal["terminal", "browser"]


class DraftStep(Value):
    """One change. What it leads to is kept whole, so that undoing it needs no arithmetic."""

    said: str = Field(description="What was done, in words, for the list of steps.")
    text: str | None = Field(None, description="config.yaml after the step; null where the step leaves it alone.")
    leave_out: dict[str, str] | None = Field(None, description="Reasons by id after the step; null as above.")
    place: Place
    at: str = Field(description="UTC, ISO 8601.")


class Draft(Value):
    """What a person has decided so far; nothing of it reaches the graph before it is sent."""

    question: str = Field(description="Which question it answers (see `question_key`).")
    version: int = Field(0, description="Grows with every change, so that a stale page is noticed.")
    steps: tuple[DraftStep, ...] = ()
    seen: tuple[str, ...] = Field((), description="Ids of the decisions that were looked at.")
    answer: dict[str, Any] | None = Field(None, description="What was sent.")
    sent: str = Field("", description="When and from where it was sent; empty while it is a draft.")
    taken: bool = Field(default=False, description="A process that drives the run has taken the answer.")

    def text(self, request: ReviewRequest) -> str:
        """Return config.yaml as it stands with all steps."""
        return next((step.text for step in reversed(self.steps) if step.text is not None), request.yaml)

    def leave_out(self, request: ReviewRequest) -> dict[str, str]:
        """Return the reasons of the requirements that the person leaves out, by id."""
        found = (step.leave_out for step in reversed(self.steps) if step.leave_out is not None)
        return dict(next(found, request.ledger().wishes))

    def is_changed(self, request: ReviewRequest) -> bool:
        """Say whether the draft differs from what was asked."""
        return self.text(request) != request.yaml or self.leave_out(request) != request.ledger().wishes

    def with_value(self, request: ReviewRequest, key: str, raw: str, place: Place) -> "Draft":
        """Return the draft with one value set as a person types it.

        Raises:
            ReviewProblem: the key is unknown, the value does not fit, or the text cannot be read as it stands.
        """
        before = read_edited(self.text(request), request.config())
        after = set_value(before, key, raw)
        return self._with(DraftStep(said=f"set {key} {raw}", text=after.text, place=place, at=_now()))

    def with_text(self, text: str, place: Place, said: str = "edit config.yaml") -> "Draft":
        """Return the draft with the whole text as edited; it is checked when it is sent, so no typing is lost."""
        return self._with(DraftStep(said=said, text=text, place=place, at=_now()))

    def with_left_out(self, leave_out: Mapping[str, str], place: Place, said: str) -> "Draft":
        """Return the draft with these requirements left out; check them first (`papercoder.review.left_out`)."""
        return self._with(DraftStep(said=said, leave_out=dict(leave_out), place=place, at=_now()))

    def with_seen(self, decision: str) -> "Draft":
        """Return the draft with one more decision that was looked at; this is no step and is not undone."""
        if decision in self.seen:
            return self
        return self.model_copy(update={"seen": (*self.seen, decision), "version": self.version + 1})

    def undone(self) -> "Draft":
        """Return the draft without its last step; the same where there is none."""
        return self.model_copy(update={"steps": self.steps[:-1], "version": self.version + 1}) if self.steps else self

    def approved(self, request: ReviewRequest) -> dict[str, Any]:
        """Return the answer that approves the draft, in the form of the interrupt.

        Raises:
            ReviewProblem: the text cannot be read as the graph will read it.
        """
        if not self.is_changed(request) and not request.refused:
            return approval()
        text = read_edited(self.text(request), request.config()).text
        return edited(text, self._sent_leave_out(request))

    def rejected(self, request: ReviewRequest, reason: str) -> dict[str, Any]:
        """Return the answer that has config.yaml written again.

        Raises:
            ReviewProblem: there is no reason, or it was written again as often as the settings allow.
        """
        if not request.may_reject:
            why = "config.yaml was written again as often as the settings allow (review_rounds); edit it."
            raise ReviewProblem(why)
        if not reason.strip():
            raise ReviewProblem("A reason is expected: it is what the config writer gets to read.")
        return rejection(reason.strip(), self._sent_leave_out(request))

    def as_sent(self, answer: Mapping[str, Any], place: Place) -> "Draft":
        """Return the draft closed: this answer was given."""
        sent = f"sent from the {place} at {_now()}"
        return self.model_copy(update={"answer": dict(answer), "sent": sent, "version": self.version + 1})

    def reopened(self) -> "Draft":
        """Return the draft open again: the question still waits, so what was sent did not arrive or was refused."""
        if not self.sent:
            return self
        return self.model_copy(update={"answer": None, "sent": "", "taken": False, "version": self.version + 1})

    def values(self, request: ReviewRequest) -> dict[str, Any]:
        """Return the values by key as the draft has them; as they were proposed where its text cannot be read."""
        try:
            leaves = read_document(self.text(request)).leaves
        except ReviewProblem:
            return {entry["key"]: entry["value"] for entry in request.entries}
        return {key: leaf.value for key, leaf in leaves.items()}

    def _sent_leave_out(self, request: ReviewRequest) -> dict[str, str] | None:
        """Return what the answer says of requirements left out: nothing where there are none and were none."""
        wishes = self.leave_out(request)
        return wishes if wishes or request.leave_out else None

    def _with(self, step: DraftStep) -> "Draft":
        return self.model_copy(update={"steps": (*self.steps, step), "version": self.version + 1})


def question_key(request: ReviewRequest) -> str:
    """Return a name of the question: another configuration, or a refused answer, is another question."""
    parts = [request.yaml, request.refused, json.dumps(request.leave_out, sort_keys=True, default=str)]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
