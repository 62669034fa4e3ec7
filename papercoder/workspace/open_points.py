"""What the design left open and what agents object to: for who settles it, and for the authors of files it names."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from state.contract import Contract
from state.files import FileState
from state.logic import LogicDesign
from state.objection import Objection
from state.plan import Plan

__all__ = ["not_shown", "objected", "open_for"]

_NAME = re.compile(r"(?:(?:async\s+)?def\s+|class\s+)?(\w+)")
_AUTHORS = ("coder", "repairer")
"""Who writes a file; what they object to is about the text that an auditor judges."""


def not_shown(settled: Mapping[str, Any], plan: Plan, logic: LogicDesign) -> str:
    """Return what agents raised that plan and design, as prompts show them, do not hold themselves.

    Args:
        settled: Channels of the state, with `objections` by author: those of the critic are remarks of theirs.
        plan: The ledger.
        logic: The design.
    """
    shown = {o.what for o in (*plan.objections, *logic.objections)}
    return _items(_line(o) for o in _raised(settled) if o.what not in shown)


def open_for(path: str, contract: Contract | None, logic: LogicDesign, settled: Mapping[str, Any]) -> str:
    """Return the open questions and objections that name a file, a requirement that it owns, or what it declares."""
    entry = logic.file(path)
    names = {path, *(entry.requirements if entry else ()), *_declared(contract)}
    words = re.compile("|".join(rf"(?<![\w./]){re.escape(name)}(?![\w/])" for name in sorted(names)))
    said = dict.fromkeys((*logic.open_questions, *map(_line, _raised(settled))))
    return _items(text for text in said if words.search(text))


def objected(known: FileState, before: str = "") -> str:
    """Return what the authors of a file's text object to, behind what was open before it was written."""
    raised = [Objection.from_json(o) for o in known.get("objections", [])]
    said = _items(_line(o) for o in raised if o.by.partition(" ")[0] in _AUTHORS)
    return f"{before}\n{said}".strip()


def _raised(settled: Mapping[str, Any]) -> list[Objection]:
    return [Objection.from_json(o) for said in settled.get("objections", {}).values() for o in said]


def _declared(contract: Contract | None) -> Iterator[str]:
    """Yield the public names of a contract that no word of a plain sentence can be taken for."""
    for signature in contract.signatures if contract else ():
        match = _NAME.match(signature.declaration)
        if match and (match[1] != match[1].lower() or "_" in match[1].strip("_")):
            yield match[1]


def _items(texts: Iterable[str]) -> str:
    return "\n".join(f"- {text}" for text in texts)


def _line(raised: Objection) -> str:
    by = f"{raised.by}: " if raised.by else ""
    instead = f" Instead: {raised.instead}" if raised.instead else ""
    return f"{by}{raised.what} Why: {raised.why}{instead}"
