"""Draws the sequence diagram of a run from its calls."""

import re
from collections.abc import Iterator, Sequence

from papercoder.workspace.diagrams.call_tree import Step, call_tree

__all__ = ["drawn_sequence"]


def drawn_sequence(text: str, paths: Sequence[str], entry_point: str) -> str:
    """Return the Mermaid text; empty where the calls cannot be read.

    Args:
        text: The calls as the architect writes them.
        paths: The planned files.
        entry_point: The file that makes the calls that stand in no other call.
    """
    steps, faults = call_tree(text, paths)
    if faults:
        return ""
    names = _participants([entry_point, *_called(steps)])
    lines = [f"    participant {name} as {_plain(path)}" for path, name in names.items()]
    return "\n".join(["sequenceDiagram", *lines, *_drawn(steps, entry_point, names, 1)])


def _called(steps: Sequence[Step]) -> Iterator[str]:
    for step in steps:
        if step.file:
            yield step.file
        yield from _called(step.inside)


def _participants(paths: Sequence[str]) -> dict[str, str]:
    """Return a name for each file that no word of Mermaid is, and that no other file has."""
    names: dict[str, str] = {}
    for path in paths:
        name = re.sub(r"\W", "_", path, flags=re.ASCII)
        taken = set(names.values()) - {names.get(path)}
        names[path] = f"{name}_{len(names)}" if name in taken or "_" not in name else name
    return names


def _drawn(steps: Sequence[Step], caller: str, names: dict[str, str], depth: int) -> Iterator[str]:
    room = "    " * depth
    for at, step in enumerate(steps):
        if step.kind == "call":
            yield from _message(step, caller, names, depth)
            continue
        yield f"{room}{step.kind} {_plain(step.text)}".rstrip()
        yield from _drawn(step.inside, caller, names, depth + 1)
        if not (at + 1 < len(steps) and steps[at + 1].kind == "else"):
            yield f"{room}end"


def _message(step: Step, caller: str, names: dict[str, str], depth: int) -> Iterator[str]:
    room, asks, does = "    " * depth, names[caller], names[step.file]
    own = f" = {_plain(step.result)}" if step.result and asks == does else ""
    yield f"{room}{asks}->>{does}: {_plain(step.text)}{own}"
    yield from _drawn(step.inside, step.file, names, depth)
    if step.result and not own:
        yield f"{room}{does}-->>{asks}: {_plain(step.result)}"


def _plain(text: str) -> str:
    """Return a text without what ends a statement of Mermaid or begins an entity, and without a scheme of a link."""
    return re.sub(r"script\s*:", "script ", text.replace(";", ",").replace("#", "no. "), flags=re.IGNORECASE).strip()
