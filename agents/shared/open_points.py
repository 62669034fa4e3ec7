"""What the design left open and what agents object to: for who settles it, and for the authors of files it names."""

import re
from collections.abc import Iterable, Iterator

from agents.shared.brief import Brief
from state.contract import Contract
from state.files import FileState
from state.objection import Objection

__all__ = ["as_items", "not_shown", "open_for", "said_of_code"]

_NAME = re.compile(r"(?:(?:async\s+)?def\s+|class\s+)?(\w+)")
_AUTHORS = ("coder", "repairer")
"""Who writes a file; what they object to is about the text that an auditor judges."""


def not_shown(brief: Brief) -> list[str]:
    """Return what agents raised that plan and design, as prompts show them, do not hold themselves."""
    shown = {o.what for o in (*brief.plan.objections, *brief.logic.objections)}
    return [_line(o) for o in brief.raised if o.what not in shown]


def open_for(brief: Brief, path: str, contract: Contract | None) -> list[str]:
    """Return the open questions and objections that name a file, a requirement that it owns, or what it declares."""
    names = {path, *(r.id for r in brief.owned(path)), *_declared(contract)}
    words = re.compile("|".join(rf"(?<![\w./]){re.escape(name)}(?![\w/])" for name in sorted(names)))
    said = [*brief.logic.open_questions, *map(_line, brief.raised)]
    return [text for text in dict.fromkeys(said) if words.search(text)]


def said_of_code(known: FileState) -> list[str]:
    """Return what the authors of a file's text object to."""
    raised = [Objection.from_json(o) for o in known.get("objections", [])]
    return [_line(o) for o in raised if o.by.partition(" ")[0] in _AUTHORS]


def as_items(texts: Iterable[str]) -> str:
    """Return texts as a prompt lists them; empty where there are none."""
    return "\n".join(f"- {text}" for text in texts)


def _declared(contract: Contract | None) -> Iterator[str]:
    """Yield the public names of a contract that no word of a plain sentence can be taken for."""
    for signature in contract.signatures if contract else ():
        match = _NAME.match(signature.declaration)
        if match and (match[1] != match[1].lower() or "_" in match[1].strip("_")):
            yield match[1]


def _line(raised: Objection) -> str:
    by = f"{raised.by}: " if raised.by else ""
    instead = f" Instead: {raised.instead}" if raised.instead else ""
    return f"{by}{raised.what} Why: {raised.why}{instead}"
