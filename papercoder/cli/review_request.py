"""The review's question as `papercoder.review.request` asks it, and the answers as the graph reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from state.config import Config, ConfigEntry

__all__ = ["ACTION", "ReviewRequest", "Shown", "approval", "edited", "read_request", "rejection"]

ACTION = "config_review"
_REFUSED = "**Your last answer was not taken.**"
_KEPT = ("key", "value", "unit", "provenance", "section")

Shown = Mapping[str, Any]


@dataclass(frozen=True)
class ReviewRequest:
    """What the terminal shows of a question.

    Args:
        yaml: config.yaml, or the person's own text that was refused.
        entries: Every value with `key`, `value`, `provenance`, `evidence`, `section` and `quote`.
        attention: What to look at first, with `kind`, `key` and `why`.
        plan: Title, claims, method and so on.
        requirements: The ledger.
        diagrams: Mermaid text by name.
        may_reject: Whether config.yaml may still be written again.
        refused: Why the last answer was not taken; empty the first time.
    """

    yaml: str
    entries: Sequence[Shown]
    attention: Sequence[Shown]
    plan: Shown
    requirements: Sequence[Shown]
    diagrams: Shown
    may_reject: bool
    refused: str

    def config(self) -> Config:
        """Return the values as a configuration that edits are checked against."""
        entries = [ConfigEntry.from_json({name: entry[name] for name in _KEPT}) for entry in self.entries]
        return Config(text=self.yaml, entries=tuple(entries), warnings=())


def read_request(question: Any) -> ReviewRequest:
    """Take the interrupt's value apart."""
    request = question["action_requests"][0]
    args = request["args"]
    return ReviewRequest(
        yaml=args["yaml"],
        entries=args["entries"],
        attention=args["attention"],
        plan=args["plan"],
        requirements=args["requirements"],
        diagrams=args["diagrams"],
        may_reject="reject" in question["review_configs"][0]["allowed_decisions"],
        refused=_refused(request["description"]),
    )


def approval() -> dict[str, Any]:
    """Return the answer that takes config.yaml as it is."""
    return {"decisions": [{"type": "approve"}]}


def edited(text: str) -> dict[str, Any]:
    """Return the answer that gives another text."""
    return {"decisions": [{"type": "edit", "edited_action": {"name": ACTION, "args": {"yaml": text}}}]}


def rejection(reason: str) -> dict[str, Any]:
    """Return the answer that has config.yaml written again."""
    return {"decisions": [{"type": "reject", "message": reason}]}


def _refused(description: str) -> str:
    """Return why the last answer was refused, which stands in the Markdown for all clients."""
    for line in description.splitlines():
        if line.startswith(_REFUSED):
            return line.removeprefix(_REFUSED).replace("\\", "").strip()
    return ""
