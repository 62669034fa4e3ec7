"""The calls of one full run as the architect writes them: one line each, indented below the call that makes them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Step", "call_tree"]

_BLOCK = re.compile(r"(?P<kind>loop|opt|alt|else)\b:?\s*(?P<text>.*)")
_CALL = re.compile(r"`?(?P<file>[^\s:`]+)`?:\s+(?P<text>.+?)(?:(?<!\s)\s++->\s++(?P<result>\S.*))?")
# A message of three lines cannot be read in a picture, and mermaid.py refuses lines beyond 500 characters.
_LONGEST = 200
# More faults than these have one cause.
_MOST = 12


@dataclass
class Step:
    """One line.

    Args:
        kind: A call, or a block around calls.
        text: The call as it is written; what a block goes over or depends on.
        file: Path of the called file; empty for a block.
        result: What comes back, where it is said.
        inside: What happens inside of it, in order.
    """

    kind: Literal["call", "loop", "opt", "alt", "else"]
    text: str
    file: str = ""
    result: str = ""
    inside: list["Step"] = field(default_factory=list)


def call_tree(text: str, paths: Sequence[str]) -> tuple[list[Step], list[str]]:
    """Return the steps of the run, and what is wrong with the text.

    Args:
        text: The lines; those that are indented further belong to the line above them.
        paths: The planned files; a line may name one by its path, or by its last name where only one has it.
    """
    names = _names(paths)
    root: list[Step] = []
    open_: list[tuple[int, list[Step]]] = [(-1, root)]
    faults = []
    for number, line in enumerate(text.expandtabs(2).splitlines(), 1):
        words = line.strip().removeprefix("- ").strip()
        if not words:
            continue
        step, fault = _step(words, names)
        indent = len(line) - len(line.lstrip())
        while open_[-1][0] >= indent:
            open_.pop()
        around = open_[-1][1]
        if step and step.kind == "else" and not (around and around[-1].kind in ("alt", "else")):
            fault = "an 'else' stands below its 'alt', indented as far"
        if fault:
            faults.append(f"line {number}: {fault}")
        elif step:
            around.append(step)
            open_.append((indent, step.inside))
    if not faults and not any(step.kind == "call" for step in _all(root)):
        faults.append("it holds no call")
    return root, faults[:_MOST]


def _step(words: str, names: dict[str, str]) -> tuple[Step | None, str]:
    if len(words) > _LONGEST:
        return None, f"is longer than {_LONGEST} characters; say it in fewer words"
    if block := _BLOCK.fullmatch(words):
        kind: Literal["loop", "opt", "alt", "else"] = block["kind"]  # type: ignore[assignment]  # the pattern's words
        return Step(kind, block["text"]), ""
    call = _CALL.fullmatch(words)
    if call is None:
        return None, f"{words[:80]!r} is neither 'FILE: call -> result' nor a 'loop', 'opt', 'alt' or 'else'"
    path = names.get(call["file"])
    if path is None:
        return None, f"'{call['file']}' is not among the files"
    return Step("call", call["text"], path, call["result"] or ""), ""


def _names(paths: Sequence[str]) -> dict[str, str]:
    """Return the path for each name that a line may use."""
    names: dict[str, str] = {}
    twice = set()
    for path in paths:
        bare = path.removesuffix(".py")
        for name in {bare, bare.replace("/", "."), bare.rpartition("/")[2], path.rpartition("/")[2]} - {path}:
            if name in names:
                twice.add(name)
            names[name] = path
    return {name: path for name, path in names.items() if name not in twice} | {path: path for path in paths}


def _all(steps: Sequence[Step]) -> list[Step]:
    return [one for step in steps for one in (step, *_all(step.inside))]
