"""Every regular expression of the packages, found by itself, and the texts that would make each slow."""

import ast
import importlib
import pkgutil
import re
import signal
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]  # the parser that re itself uses has no stubs
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

__all__ = ["Found", "found_patterns", "slow_texts"]

_PACKAGES = ("papercoder", "agents", "graph", "state", "prompts")
_CALLS = {"compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
_SHORT, _LONG = 2_000, 8_000
"""Characters; at 8,000 a quadratic expression takes ten times `_NEGLIGIBLE`, a linear one a tenth of it."""
_NEGLIGIBLE = 0.02
"""Seconds of the processor for the long text, below which the clock counts for more than the expression."""
_MOST = 8.0
"""Growth for four times the text: linear is 4, quadratic 16; half of the way (in logarithms) leaves room for noise."""
_GIVEN_UP = 1.0
"""Seconds after which an expression is slow whatever the short text takes; exponential ones never end."""
_ENOUGH = 1
"""Texts that are named for one expression; the others usually have the same reason."""
_BOUNDED = {
    "papercoder.workspace.diagrams.class_diagram": 500,
    "papercoder.workspace.diagrams.sequence_diagram": 500,
    "papercoder.results.printed": 60,
}
"""Characters that a module's expressions are given at most; their time for so many is what counts."""
_LONG_WAIT = 0.25
"""Seconds for one bounded text; an answer has a few dozen of them."""
_DEEP = 4
"""Levels of containers in which a module keeps expressions."""
_USUAL = (
    " ", "\n", "\t", "a", "0", ".", "-", "_", "(", "[", "{", '"', "'", "\\", "#", ",", "`", "|", "$", "<", "a ",
    "a\n", " \n", "0.", "a.", "a,",
)  # fmt: skip
"""Texts that are repeated for every expression, beside what its own parts match."""


@dataclass(frozen=True)
class Found:
    """One expression and a place where it stands."""

    place: str
    pattern: "re.Pattern[Any]"
    methods: frozenset[str] = frozenset()


def found_patterns(packages: tuple[str, ...] = _PACKAGES) -> tuple[list[Found], list[str]]:
    """Return every expression of the packages once, and the places of those that no reading of the source finds."""
    kept: dict[tuple[Any, int], Found] = {}
    unread: list[str] = []
    methods: dict[tuple[Any, int], set[str]] = {}
    for module in _modules(packages):
        named = _methods_of_names(module)
        for name, value in vars(module).items():
            for pattern in _held(value, _DEEP) if not isinstance(value, ModuleType) else ():
                key = (pattern.pattern, pattern.flags)
                kept.setdefault(key, Found(module.__name__, pattern))
                methods.setdefault(key, set()).update(named.get(name, set()) if value is pattern else _METHODS)
        for place, written, method in _written(module):
            if written is None:
                unread.append(place)
                continue
            key = (written.pattern, written.flags)
            kept.setdefault(key, Found(place, written))
            methods.setdefault(key, set()).update({method} & _METHODS)
    return [replace(found, methods=frozenset(methods[key]) or _METHODS) for key, found in kept.items()], unread


_METHODS = frozenset({"match", "fullmatch", "search"})
"""The three ways an expression goes over a text; the others search again and again."""


def _methods_of_names(module: ModuleType) -> dict[str, set[str]]:
    """Return with which methods each name of a module is called there."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in _CALLS:
            found.setdefault(node.value.id, set()).add(node.attr if node.attr in _METHODS else "search")
        elif isinstance(node, ast.Call):
            # A name that is handed on may be used in any way.
            for part in [*node.args, *(word.value for word in node.keywords)]:
                if isinstance(part, ast.Name):
                    found.setdefault(part.id, set()).update(_METHODS)
    return found


def _tree(module: ModuleType) -> ast.Module:
    readable = module.__file__ and module.__file__.endswith(".py")
    return ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8") if readable else "")


@cache
def _modules(packages: tuple[str, ...]) -> tuple[ModuleType, ...]:
    found = []
    for package in packages:
        root = importlib.import_module(package)
        found.append(root)
        names = [info.name for info in pkgutil.walk_packages(getattr(root, "__path__", ()), f"{package}.")]
        found += [importlib.import_module(name) for name in names if not name.endswith("__main__")]
    return tuple(found)


def _held(value: object, deep: int) -> Iterator["re.Pattern[Any]"]:
    """Yield the expressions in a module's names, containers and classes."""
    if isinstance(value, re.Pattern):
        yield value
    elif deep:
        inner: list[object] = []
        if isinstance(value, dict):
            inner = [*value.keys(), *value.values()]
        elif isinstance(value, (list, tuple, set, frozenset)):
            inner = list(value)
        elif isinstance(value, (ModuleType, type)) or type(value).__module__.split(".")[0] in _PACKAGES:
            inner = [part for name, part in getattr(value, "__dict__", {}).items() if not isinstance(part, ModuleType)]
        for part in inner:
            yield from _held(part, deep - 1)


def _written(module: ModuleType) -> Iterator[tuple[str, "re.Pattern[Any] | None", str]]:
    """Yield the expressions that stand in calls of `re`; None where one is put together within a function."""
    tree = _tree(module)
    tops = [top for top in tree.body if isinstance(top, ast.Assign | ast.AnnAssign)]
    at_import = {id(node) for top in tops for node in ast.walk(top)}
    used = {id(node.value): node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CALLS):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.args):
            continue
        place = f"{module.__name__}:{node.lineno}"
        if isinstance(node.args[0], ast.Constant):
            called = used.get(id(node), node.func.attr)
            method = called if called in _METHODS | {"compile"} else "search"
            yield place, re.compile(node.args[0].value, _flags(node)), method
        elif id(node) not in at_import:
            yield place, None, ""


def _flags(call: ast.Call) -> int:
    given = [word.value for word in call.keywords if word.arg == "flags"]
    if isinstance(call.func, ast.Attribute) and call.func.attr == "compile":
        given += call.args[1:2]
    return int(eval(ast.unparse(given[0]), {"re": re})) if given else 0  # our own source


def slow_texts(found: Found) -> list[str]:
    """Return texts, as (before, repeated, after), for which the expression takes more than linear time."""
    signal.signal(signal.SIGPROF, _too_long)
    slow: list[str] = []
    bound = _BOUNDED.get(found.place.split(":")[0])
    for before, pump, after in _texts(found.pattern):
        if bound:
            took = _seconds(found, before, pump, after, bound)
            slow += [f"{before!r} + {pump!r} * n + {after!r}: {took:.2f} s for {bound}"] if took > _LONG_WAIT else []
            continue
        took = _seconds(found, before, pump, after, _LONG)
        if took < _NEGLIGIBLE:
            continue
        again = min(took, _seconds(found, before, pump, after, _LONG))
        short = min(_seconds(found, before, pump, after, _SHORT) for _ in range(2))
        if again >= _GIVEN_UP or again > _MOST * max(short, 1e-6):
            slow.append(f"{before!r} + {pump!r} * n + {after!r}: {again:.2f} s for {_LONG}, {short:.4f} s for {_SHORT}")
        if len(slow) == _ENOUGH:
            break
    return slow


class _TooLongError(Exception):
    """The expression was given up."""


def _too_long(*_: object) -> None:
    raise _TooLongError


def _seconds(found: Found, before: str, pump: str, after: str, size: int) -> float:
    pattern = found.pattern
    text: Any = before + pump * (size // len(pump)) + after
    if isinstance(pattern.pattern, bytes):
        text = text.encode("utf-8", "replace")
    began = time.thread_time()
    signal.setitimer(signal.ITIMER_PROF, _GIVEN_UP)
    try:
        if "search" in found.methods:
            for _ in pattern.finditer(text):
                pass
        if "match" in found.methods:
            pattern.match(text)
        if "fullmatch" in found.methods:
            pattern.fullmatch(text)
    except _TooLongError:
        return _GIVEN_UP
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.thread_time() - began


def _texts(pattern: "re.Pattern[Any]") -> Iterator[tuple[str, str, str]]:
    """Yield what stands before, what is repeated and what stands after, from the expression's own parts."""
    text = pattern.pattern
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = parser.parse(text, pattern.flags & ~re.DEBUG)
    own: dict[tuple[str, str], None] = {}
    for before, pump in _pumps(tree, ""):
        if pump and len(pump) < 400:
            own[before[-200:], pump] = None
            own["", pump] = None
            own["", before[-200:] + pump] = None
    for pump in _USUAL:
        own["", pump] = None
    for before, pump in list(own)[:120]:
        for after in ("", "\x00"):
            yield before, pump, after


def _pumps(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """Yield texts that lead to each repetition of a parsed expression, with texts that it repeats."""
    for code, value in tree:
        if code in {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}:
            for pump in _samples(value[2]):
                yield before, pump
            yield from _pumps(value[2], before)
        elif code is codes.SUBPATTERN:
            yield from _pumps(value[3], before)
        elif code is codes.BRANCH:
            for branch in value[1]:
                yield from _pumps(branch, before)
        elif code is codes.ATOMIC_GROUP:
            yield from _pumps(value, before)
        elif code in {codes.ASSERT, codes.ASSERT_NOT}:
            yield from _pumps(value[1], before)
        before += next(iter(_samples([(code, value)])), "")


def _samples(tree: Any) -> list[str]:
    """Return a few texts that a parsed expression matches, leaving assertions out."""
    texts = [""]
    for code, value in tree:
        choices = _choices(code, value)
        texts = [text + choice for text in texts for choice in choices][:6]
    return texts


def _choices(code: Any, value: Any) -> list[str]:
    if code is codes.LITERAL:
        return [chr(value)]
    if code is codes.NOT_LITERAL:
        return ["a" if value != ord("a") else "b"]
    if code is codes.ANY:
        return ["a"]
    if code is codes.IN:
        return _members(value)
    if code is codes.BRANCH:
        return [sample for branch in value[1] for sample in _samples(branch)[:2]][:6]
    if code is codes.SUBPATTERN:
        return _samples(value[3])
    if code is codes.ATOMIC_GROUP:
        return _samples(value)
    if code in {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}:
        return [sample * min(max(value[0], 1), 30) for sample in _samples(value[2])]
    return [""]


def _members(value: Any) -> list[str]:
    """Return up to three letters of a set, of different kinds where it has them."""
    matches = [letter for letter in "a 0\n\t._-A,;:/\\\"'`*#({[<\u00e9" if _in_set(value, letter)]
    return matches[:3] or [next((chr(part[1]) for part in value if part[0] is codes.LITERAL), "a")]


def _in_set(value: Any, letter: str) -> bool:
    """Tell whether a parsed set holds a letter."""
    negated, held = False, False
    classes = {
        codes.CATEGORY_DIGIT: r"\d",
        codes.CATEGORY_SPACE: r"\s",
        codes.CATEGORY_WORD: r"\w",
        codes.CATEGORY_NOT_DIGIT: r"\D",
        codes.CATEGORY_NOT_SPACE: r"\S",
        codes.CATEGORY_NOT_WORD: r"\W",
    }
    for code, part in value:
        if code is codes.NEGATE:
            negated = True
        elif code is codes.LITERAL:
            held = held or ord(letter) == part
        elif code is codes.RANGE:
            held = held or part[0] <= ord(letter) <= part[1]
        elif code is codes.CATEGORY:
            held = held or re.match(classes[part], letter) is not None
    return held != negated
