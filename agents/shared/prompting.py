"""The parts that prompts share, by name, in the order in which an agent picks them."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from agents.shared.brief import Brief
from papercoder.models.prompt import Prompt
from papercoder.papers.markdown import estimate_tokens, fit_paper
from papercoder.review.render import render_values
from papercoder.workspace.showing import as_lines, show_plan
from prompts.loader import render
from state.value import Json

__all__ = ["Part", "message", "prompt", "size"]


class Part(NamedTuple):
    """One message that several agents show.

    Args:
        label: What the message calls itself; `prompts/opening/shared.md` has a sentence for it.
        text: Makes it of what is settled and of the tokens that the paper may take.
    """

    label: str
    text: Callable[[Brief, int], str]


def _approach(brief: Brief) -> Json:
    """Return of the architecture what all files share: neither diagrams nor owners."""
    data = {"data": [d.to_json() for d in brief.architecture.data]} if brief.architecture.data else {}
    return {"approach": brief.architecture.approach, "entry_point": brief.architecture.entry_point, **data}


def _designed(brief: Brief) -> Json:
    """Return the architecture without diagrams that nobody wrote."""
    unsaid = ("sequence", "class_diagram", "sequence_diagram")
    return {key: value for key, value in brief.architecture.to_json().items() if value or key not in unsaid}


def _agreed(brief: Brief) -> Json:
    """Return of the logic design what all files share."""
    design = {key: value for key, value in brief.logic.to_json().items() if key != "files"}
    return {"order": [f.path for f in brief.logic.files], **design}


_PARTS = {
    "paper": Part("paper", lambda brief, room: fit_paper(brief.paper, room)[0]),
    "plan": Part("plan", lambda brief, _: show_plan(brief.plan)),
    "architecture": Part("architecture", lambda brief, _: as_lines(_designed(brief))),
    "approach": Part("architecture", lambda brief, _: as_lines(_approach(brief))),
    "logic": Part("logic", lambda brief, _: as_lines(brief.logic.to_json())),
    "agreed": Part("logic", lambda brief, _: as_lines(_agreed(brief))),
    "files": Part("logic of the files", lambda brief, _: as_lines([f.to_json() for f in brief.logic.files])),
    "config": Part("config", lambda brief, _: brief.config.text),
    "values": Part("config values", lambda brief, _: render_values(brief.config.entries)),
}


def prompt(brief: Brief, parts: Sequence[str], task: str, *, room: int, more: Sequence[str] = ()) -> Prompt:
    """Return the prompt with the same system message for all agents, the parts, `more` messages, and the task last.

    Args:
        brief: What is settled.
        parts: Names of parts; what varies least comes first, so that providers serve it from their cache.
        task: The agent's own part.
        room: Tokens that the paper may take.
        more: Messages behind the parts.
    """
    return Prompt(render("opening/system"), (*(_shown(brief, name, room) for name in parts), *more), task)


@lru_cache(maxsize=64)  # the parts of the runs that a server drives at once; a fan-out asks for each once per file
def _shown(brief: Brief, name: str, room: int) -> str:
    part = _PARTS[name]
    return message(part.label, part.text(brief, room))


def message(label: str, text: str) -> str:
    """Return a shared message with untrusted text."""
    return render("opening/shared", name=label, text=text)


def size(made: Prompt) -> int:
    """Return about how many tokens a prompt takes."""
    return sum(estimate_tokens(part) for part in (made.system, *made.shared, made.task))
