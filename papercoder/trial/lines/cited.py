"""Which of the lines that the audit cites for a requirement ran."""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from inspect import CO_NEWLOCALS
from types import CodeType

from state.audit import Verdict
from state.files import FileState
from state.trial import Reach, Trial

__all__ = ["merged", "reach", "reached"]

_Spans = Sequence[tuple[int, int]]


def reach(requirement: str, path: str, source: str, cited: _Spans, ran: Mapping[str, _Spans]) -> Reach:
    """Return how much of what is cited ran.

    Counted are statements inside functions, since the headers of functions and classes run when a module is imported;
    statements of the module itself count only where nothing else is cited. A `raise` does not count: what refuses bad
    input has no reason to run.

    Args:
        requirement: Its id.
        path: The file.
        source: Its text.
        cited: First and last line of each place.
        ran: Stretches of lines that ran, by path.
    """
    lines = _lines(cited)
    inner, outer = _statements(source)
    asked = {start: places for start, places in inner.items() if places & lines}
    asked = asked or {start: places for start, places in outer.items() if places & lines}
    if not asked:
        return Reach(requirement=requirement, path=path, ran="no code")
    executed = _lines(ran.get(path, ()))
    missed = sorted(start for start, places in asked.items() if not places & executed)
    return Reach(
        requirement=requirement,
        path=path,
        ran="yes" if not missed else "no" if len(missed) == len(asked) else "in part",
        statements=len(asked),
        executed=len(asked) - len(missed),
        missed=tuple(missed),
    )


def merged(runs: Iterable[Mapping[str, _Spans]]) -> dict[str, tuple[tuple[int, int], ...]]:
    """Return the lines that ran in any of several commands, by path, as stretches."""
    found: dict[str, set[int]] = {}
    for run in runs:
        for path, spans in run.items():
            found.setdefault(path, set()).update(_lines(spans))
    return {path: tuple(_stretches(sorted(lines))) for path, lines in found.items()}


def _stretches(lines: Sequence[int]) -> Iterator[tuple[int, int]]:
    begun = [line for at, line in enumerate(lines) if not at or lines[at - 1] != line - 1]
    ended = [line for at, line in enumerate(lines) if at + 1 == len(lines) or lines[at + 1] != line + 1]
    yield from zip(begun, ended, strict=True)


def _lines(spans: _Spans) -> set[int]:
    return {line for first, last in spans for line in range(first, last + 1)}


@lru_cache(maxsize=64)
def _statements(source: str) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Return the lines of each statement that can run, by its first line: those in functions, then the rest."""
    try:
        tree = ast.parse(source)
        code = compile(source, "module", "exec")
    except (SyntaxError, ValueError, RecursionError):
        return {}, {}
    starts, refusals = _starts(tree)
    inner: dict[int, set[int]] = {}
    outer: dict[int, set[int]] = {}
    for block in _blocks(code):
        is_function = bool(block.co_flags & CO_NEWLOCALS)  # modules and classes lack it
        for line in _traced(block):
            start = starts.get(line, line)
            if start not in refusals:
                (inner if is_function else outer).setdefault(start, set()).add(line)
    return inner, outer


def _blocks(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _blocks(constant)


def _traced(code: CodeType) -> Iterator[int]:
    """Return the lines of a block; a function's own first line is its header, which only its definition runs."""
    lines = {line for _, _, line in code.co_lines() if line}
    header = {code.co_firstlineno} if not code.co_name.startswith("<") else set()
    yield from (lines - header or lines)


def _starts(tree: ast.Module) -> tuple[dict[int, int], set[int]]:
    """Return each line's innermost statement's first line, and the first lines of `raise`."""
    starts: dict[int, int] = {}
    refusals = set()
    for node in _outermost_first(tree.body):
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1):
            starts[line] = node.lineno
        if isinstance(node, ast.Raise):
            refusals.add(node.lineno)
    return starts, refusals


def _outermost_first(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        yield statement
        for node in ast.walk(statement):
            if isinstance(node, ast.stmt) and node is not statement:
                yield node


def reached(files: Mapping[str, FileState], sources: Mapping[str, str], trial: Trial) -> tuple[Reach, ...]:
    """Return how much of what the audit cites ran, requirement by requirement."""
    found = []
    for path, file in sorted(files.items()):
        for verdict in (Verdict.from_json(given) for given in file.get("verdicts", [])):
            if trial.unmeasured or not trial.lines:
                found.append(Reach(requirement=verdict.requirement, path=path, ran="not run"))
            elif path in sources and verdict.lines:
                found.append(reach(verdict.requirement, path, sources[path], verdict.lines, trial.lines))
    return tuple(found)
