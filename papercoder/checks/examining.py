"""Tests written from the paper: which requirements get some, what a file of them must hold, and changes of it."""

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from papercoder.trees import parse_python
from state.answers.examination import Judgements
from state.audit import Verdict
from state.files import FileState
from state.plan import Requirement
from state.value import Json

__all__ = [
    "checked_tests",
    "examined_then",
    "judgement_faults",
    "kept_tests",
    "path_of_tests",
    "requirements_of_tests",
    "to_examine",
    "with_changes",
]

_KINDS = frozenset({"method", "metric", "preprocessing"})
"""What a small case calculated by hand can decide; data, training and reporting need the whole program."""

_MOST = 24
"""Tests of one file: three for each of eight requirements; more of them are read by nobody and slow the round."""

_ID = re.compile(r"\bR\d+\b")
_SPACE = re.compile(r"\s+")


def to_examine(owned: Sequence[Requirement]) -> tuple[Requirement, ...]:
    """Return the requirements that get tests."""
    return tuple(r for r in owned if r.weight == "core" and r.kind in _KINDS)


def path_of_tests(path: str) -> str:
    """Return where the tests of a file stand: one file for each, its folders in the name."""
    return f"tests/test_{path.removesuffix('.py').replace('/', '_')}.py"


def checked_tests(text: str, wanted: Collection[str]) -> str:
    """Return the text of a file of tests.

    Raises:
        ValueError: it holds no tests, too many, or some that nobody could run or that name no requirement.
    """
    if faults := list(_faults(text, wanted)):
        raise ValueError("; ".join(faults))
    return text


def _faults(text: str, wanted: Collection[str]) -> Iterator[str]:
    tests, checking = _functions(text), _checking(text)
    if not 0 < len(tests) <= _MOST:
        yield f"expected 1 to {_MOST} functions test_..., got {len(tests)}"
    for name, node in tests.items():
        arguments = node.args
        if arguments.args or arguments.posonlyargs or arguments.kwonlyargs:
            yield f"{name} takes arguments: expected none, since it is called without"
        if not set(_named(node)) & set(wanted):
            yield f"{name} names none of {', '.join(wanted)} in its docstring"
        if name not in checking:
            yield f"{name} asserts nothing"
    if any("pytest" in _imported(node) for node in ast.walk(parse_python(text))):
        yield "pytest need not be installed where the tests are run: use assert and try alone"


def _checking(text: str) -> set[str]:
    """Return the functions that assert something: by themselves, by others of the file, or by numpy's assert_..."""
    left = {node.name: node for node in parse_python(text).body if isinstance(node, ast.FunctionDef)}
    found: set[str] = set()
    while more := {name for name, node in left.items() if any(_checks(inner, found) for inner in ast.walk(node))}:
        found |= more
        left = {name: node for name, node in left.items() if name not in more}
    return found


def _checks(node: ast.AST, checking: Collection[str]) -> bool:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        return name in checking or name.startswith("assert")
    return isinstance(node, ast.Assert | ast.Raise)


def requirements_of_tests(text: str) -> dict[str, tuple[str, ...]]:
    """Return which requirements each test names."""
    return {name: _named(node) for name, node in _functions(text).items()}


def judgement_faults(
    found: Judgements, failing: Mapping[str, str], sections: str, wanted: Collection[str]
) -> list[str]:
    """Return what is wrong with a judge's answer: each test once, words that are the paper's, and what to do.

    Args:
        found: The answer.
        failing: What each failing test printed, by name.
        sections: The paper's words that were shown.
        wanted: Requirements that a mended test may name.
    """
    given = [one.test for one in found.judgements]
    faults = [
        f"{name} is judged {given.count(name)} times, expected once" for name in failing if given.count(name) != 1
    ]
    faults += [f"{name} is no failing test" for name in given if name not in failing]
    paper = _plain(sections)
    for one in found.judgements:
        if _plain(one.quote) not in paper:
            faults.append(f"{one.test}: the quote does not stand in the sections, word for word")
        if one.wrong == "code" and not one.change:
            faults.append(f"{one.test}: where the code is wrong, `change` says how it is mended")
        if one.wrong == "test":
            faults += [f"{one.test}, mended: {fault}" for fault in _mended_faults(one.test, one.mended, wanted)]
    return faults


def _mended_faults(name: str, text: str, wanted: Collection[str]) -> list[str]:
    try:
        own = list(_functions(text))
    except SyntaxError as error:
        return [f"it does not parse: {error.msg}"]
    return list(_faults(text, wanted)) if own == [name] else [f"expected the function {name} alone"]


def with_changes(text: str, mended: Mapping[str, str], dropped: Collection[str] = ()) -> str:
    """Return the file with these functions replaced or taken out."""
    lines = text.splitlines()
    for name, node in reversed(_functions(text).items()):
        first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
        if name in dropped or name in mended:
            new = [] if name in dropped else mended[name].strip("\n").splitlines()
            lines[first - 1 : node.end_lineno] = new
    return "\n".join(lines).rstrip("\n") + "\n"


def kept_tests(text: str, failing: Collection[str]) -> str:
    """Return the file without its failing tests; empty where none is left."""
    left = with_changes(text, {}, failing)
    return left if _functions(left) else ""


def examined_then(
    known: FileState, path: str, failures: Mapping[str, str], why: Mapping[str, tuple[str, str]], text: str
) -> FileState:
    """Return what is known of a file whose code fails tests: the requirements are unmet, and sent to repair.

    Args:
        known: What was known of the file.
        path: The file.
        failures: What failing tests printed, by name.
        why: Reason and smallest change for each, as the judge gave them.
        text: The tests.
    """
    named = requirements_of_tests(text)
    verdicts, grave = [], []
    for name, said in failures.items():
        reason, change = why.get(name, ("", ""))
        told = f"The test {name} fails: {reason} {said.strip().splitlines()[-1] if said.strip() else ''}".strip()
        verdicts += [
            Verdict(requirement=one, result="partly", reason=told, change=change).to_json() for one in named[name]
        ]
        finding: Json = {"path": path, "severity": "high", "what": told, "change": change or "make the test pass"}
        grave.append({**finding, "source": known.get("source", "")})
    others = [one for one in known.get("other_findings", []) if not one["what"].startswith("The test test_")]
    return {
        "examined": known.get("source", ""),
        "tested": verdicts,
        "failing_tests": list(failures),
        "other_findings": [*others, *grave],
    }


def _functions(text: str) -> dict[str, ast.FunctionDef]:
    found = parse_python(text).body
    return {node.name: node for node in found if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def _named(node: ast.FunctionDef) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_ID.findall(ast.get_docstring(node) or "")))


def _imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    return {(node.module or "").partition(".")[0]} if isinstance(node, ast.ImportFrom) else set()


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text).strip().lower()
