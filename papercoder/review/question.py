"""The review's question as `papercoder.review.request` asks it, and the answers as the graph reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from papercoder.review.left_out import Ledger, make_ledger
from state.config import Config, ConfigEntry

__all__ = ["ACTION", "ReviewRequest", "Shown", "approval", "edited", "read_request", "rejection"]

ACTION = "config_review"
_REFUSED = "**Your last answer was not taken.**"
_KEPT = ("key", "value", "unit", "provenance", "section")

Shown = Mapping[str, Any]


@dataclass(frozen=True)
class ReviewRequest:
    """What terminal and browser show of a question.

    Args:
        yaml: config.yaml, or the person's own text that was refused.
        entries: Every value with `key`, `value`, `provenance`, `evidence`, `section` and `quote`.
        attention: What to look at first, with `kind`, `key` and `why`.
        decisions: The same, ranked: `first`, `folded`, `doubts` (see `papercoder.review.ranking.ranked`).
        plan: Title, claims, method and so on.
        requirements: The ledger.
        left_out: What the architect leaves out, with `requirement` and `reason`.
        leave_out: What the person has left out so far, as it came.
        diagrams: Mermaid text by name.
        may_reject: Whether config.yaml may still be written again.
        run_by_tools: A sentence for each planned file that a tool runs by itself.
        refused: Why the last answer was not taken; empty the first time.
    """

    yaml: str
    entries: Sequence[Shown]
    attention: Sequence[Shown]
    decisions: Shown
    plan: Shown
    requirements: Sequence[Shown]
    left_out: Sequence[Shown]
    leave_out: Any
    diagrams: Shown
    may_reject: bool
    run_by_tools: Sequence[str]
    refused: str

    def config(self) -> Config:
        """Return the values as a configuration that edits are checked against."""
        entries = [ConfigEntry.from_json({name: entry[name] for name in _KEPT}) for entry in self.entries]
        return Config(text=self.yaml, entries=tuple(entries), warnings=())

    def ledger(self) -> Ledger:
        """Return the requirements that leaving out is checked against."""
        left_out = {x["requirement"]: x["reason"] for x in self.left_out}
        return make_ledger((r["id"] for r in self.requirements), left_out, self.leave_out)


def read_request(question: Any) -> ReviewRequest:
    """Take the interrupt's value apart."""
    request = question["action_requests"][0]
    args = request["args"]
    return ReviewRequest(
        yaml=args["yaml"],
        entries=args["entries"],
        attention=args["attention"],
        decisions=_decisions(args.get("decisions") or {}),
        plan=args["plan"],
        requirements=args["requirements"],
        left_out=args.get("left_out", ()),
        leave_out=args.get("leave_out"),
        diagrams=args["diagrams"],
        may_reject="reject" in question["review_configs"][0]["allowed_decisions"],
        run_by_tools=args.get("run_by_tools", ()),
        refused=_refused(request["description"]),
    )


def _decisions(ranked: Shown) -> Shown:
    """Return the ranking with every field of every decision; in a fold the empty ones were left out."""

    def whole(decisions: Sequence[Shown]) -> list[Shown]:
        empty: Shown = {"subjects": [], "alternatives": [], "used_by": [], "tables": [], "why": []}
        return [{**empty, **decision} for decision in decisions]

    folded = [{**group, "decisions": whole(group["decisions"])} for group in ranked.get("folded", ())]
    return {"first": whole(ranked.get("first", ())), "folded": folded, "doubts": ranked.get("doubts", 0)}


def approval() -> dict[str, Any]:
    """Return the answer that takes config.yaml as it is."""
    return {"decisions": [{"type": "approve"}]}


def edited(text: str, leave_out: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the answer that gives another text, and says what is left out unless that stays as it was shown."""
    args = {"yaml": text, **_left_out(leave_out)}
    return {"decisions": [{"type": "edit", "edited_action": {"name": ACTION, "args": args}}]}


def rejection(reason: str, leave_out: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the answer that has config.yaml written again; what is left out waits for the next review."""
    return {"decisions": [{"type": "reject", "message": reason, **_left_out(leave_out)}]}


def _left_out(wishes: Mapping[str, str] | None) -> dict[str, Any]:
    return {} if wishes is None else {"leave_out": dict(wishes)}


def _refused(description: str) -> str:
    """Return why the last answer was refused, which stands in the Markdown for all clients."""
    for line in description.splitlines():
        if line.startswith(_REFUSED):
            return line.removeprefix(_REFUSED).replace("\\", "").strip()
    return ""
