"""Which planned files it concerns what a library was shown to do."""

import ast
import re
from collections.abc import Iterator, Mapping

from papercoder.trees import parse_python
from state.answers.probes import Probe

__all__ = ["concerned"]


def concerned(probe: Probe, said: Mapping[str, str]) -> list[str]:
    """Return the paths of the files whose authors must know what a probe showed.

    Where who asked has named them, it is these. What was believed wrongly concerns every author, since any of them may
    believe it too. What was believed rightly concerns those whose design names what was called; all where none does.

    Args:
        probe: With its answer.
        said: What the design says of each planned file, by path.
    """
    programs = [path for path in said if path.endswith(".py")]
    if named := [path for path in probe.files if path in said]:
        return named
    if probe.result == "otherwise":
        return programs
    called = set(_called(probe.code))
    return [path for path in programs if called & set(re.findall(r"\w+", said[path]))] or programs


def _called(code: str) -> Iterator[str]:
    """Yield the names that lines take from what they import: `stdev` of `statistics.stdev(x)`, not `statistics`."""
    try:
        nodes = list(ast.walk(parse_python(code)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.Attribute):
            yield node.attr
