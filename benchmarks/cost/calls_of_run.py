"""A recorded sequence diagram in the compact form that architects answer with now, to count what that form takes."""

import re

__all__ = ["compact_calls"]

_PARTICIPANT = re.compile(r"participant (\w+) as (\S+)")
_CALL = re.compile(r"(\w+)->>(\w+): (.*)")
_BACK = re.compile(r"(\w+)-->>(\w+): (.*)")
_BLOCK = re.compile(r"(?:loop|opt|alt|else)\b.*")


def compact_calls(diagram: str) -> str:
    """Return every message and block of the diagram as a line, indented below the call that makes it.

    What a caller does to itself is a call of its own file; a result stands behind its call.
    """
    lines: list[str] = []
    names: dict[str, str] = {}
    running: list[tuple[str, int]] = []
    blocks = 0
    for line in (one.strip() for one in diagram.splitlines()):
        if found := _PARTICIPANT.fullmatch(line):
            names[found[1]] = found[2].removesuffix(".py").rpartition(".")[2]
        elif found := _BACK.fullmatch(line):
            back, at = running.pop()
            if back != found[1]:
                raise ValueError(f"{found[1]} answers, but {back} was called")
            lines[at] += f" -> {found[3]}"
        elif found := _CALL.fullmatch(line):
            lines.append(f"{'  ' * (blocks + len(running))}{names[found[2]]}: {found[3]}")
            if found[1] != found[2]:
                running.append((found[2], len(lines) - 1))
        elif line == "end":
            blocks -= 1
        elif _BLOCK.fullmatch(line):
            lines.append(f"{'  ' * (blocks + len(running))}{line}")
            blocks += not line.startswith("else")
    return "\n".join(lines)
