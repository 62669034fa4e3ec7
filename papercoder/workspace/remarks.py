"""Objections that stand as lines behind the file of an answer."""

import re

from state.objection import Objection

__all__ = ["without_objections"]

_LINE = re.compile(r"[\s*`>-]*Objection:[\s*`]*(?P<what>[^|\n]+)\|(?P<why>[^|\n]+)\|(?P<instead>[^\n]+)")


def without_objections(answer: str) -> tuple[str, tuple[Objection, ...]]:
    """Return the answer without the lines at its end that object, and what they say.

    A line inside the file's fence stays where it is: only what follows the last other line is read.
    """
    lines = answer.rstrip().split("\n")
    found: list[Objection] = []
    while lines and (not lines[-1].strip() or (match := _LINE.fullmatch(lines[-1]))):
        if lines[-1].strip() and match:
            said = {name: text.strip().strip("*` ") for name, text in match.groupdict().items()}
            if not all(said.values()):
                break
            found.append(Objection.from_json(said))
        lines.pop()
    return ("\n".join(lines), tuple(reversed(found))) if found else (answer, ())
