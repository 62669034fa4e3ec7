"""Whether Mermaid text parses, for the constructs that class and sequence diagrams of a design use.

The rules follow what Mermaid 11 accepts, and are stricter where it accepts what draws nonsense (`class A extends B`).
"""

import re
from collections.abc import Sequence
from typing import Literal

from papercoder.workspace.diagrams.class_diagram import class_faults
from papercoder.workspace.diagrams.sequence_diagram import sequence_faults

__all__ = ["DiagramKind", "mermaid_faults"]

DiagramKind = Literal["classDiagram", "sequenceDiagram"]
_HEADS = {"classDiagram": r"classDiagram(-v2)?", "sequenceDiagram": r"sequenceDiagram;?"}
# More than a dozen faults have one cause, and the answer is written anew anyway.
_MAX_FAULTS = 12
# What makes a drawn diagram run something, or lead somewhere else; a design needs none of it.
_ACTS = re.compile(
    r"(click|link|callback)\s+\S+\s+[\"'(]|(click|callback)\s+\S+\s+(href|call)\b|"
    r"(links|properties|details)\s.*:\s*\{|.*\bjavascript\s*:",
    re.IGNORECASE,
)
_ACTS_TEXT = "links and clicks do not belong into a design's diagram: leave the line out."
# Patterns with optional parts try every split of a line: longer ones are refused before they are matched.
_MAX_LINE = 500


def mermaid_faults(text: str, kind: DiagramKind) -> list[str]:
    """Return what is wrong, each with its line of the text; an empty list means that it parses."""
    lines = [(number, line.strip()) for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1)]
    body = [(number, line) for number, line in _after_front_matter(lines) if line and not line.startswith("%%")]
    if not body:
        return [f"The diagram is empty: expected {kind}."]
    number, head = body[0]
    if not re.fullmatch(_HEADS[kind], head):
        return [f"line {number}: {head[:80]!r} stands where the diagram type is expected: begin with {kind}, no fence."]
    long = [f"line {number}: is longer than {_MAX_LINE} characters." for number, line in body if len(line) > _MAX_LINE]
    if long:
        return _at_most(long)
    acting = [f"line {number}: {_ACTS_TEXT}" for number, line in lines if _ACTS.match(line)]
    if acting:
        return _at_most(acting)
    faults = class_faults(body[1:]) if kind == "classDiagram" else sequence_faults(body[1:])
    return _at_most(faults)


def _after_front_matter(lines: Sequence[tuple[int, str]]) -> Sequence[tuple[int, str]]:
    """Skip a YAML block between two lines of three dashes at the very beginning."""
    first = next((index for index, (_, line) in enumerate(lines) if line), 0)
    if lines[first][1] != "---":
        return lines
    end = next((index for index in range(first + 1, len(lines)) if lines[index][1] == "---"), first)
    return lines[end + 1 :] if end > first else lines


def _at_most(faults: list[str]) -> list[str]:
    more = len(faults) - _MAX_FAULTS
    return [*faults[:_MAX_FAULTS], f"... and {more} more faults."] if more > 0 else faults
