"""Python's parser, for one thread at a time.

CPython 3.11 counts the depth of a syntax tree per interpreter and not per thread: two threads that parse at the same
moment can end in a SystemError. The filters of warnings are shared by all threads too.
"""

import ast
import re
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

__all__ = ["enclosing", "is_declaration", "parse_python", "parsing"]

_LOCK = threading.RLock()
# Decorators on the line of what they decorate, as interfaces are often written.
_DECORATORS = re.compile(r"^(?:@[\w.]+(?:\([^()\n]*\))?\s+)+")


@contextmanager
def parsing() -> Iterator[None]:
    """Hold the parser while the block runs, without its warnings."""
    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def parse_python(text: str) -> ast.Module:
    """Return the syntax tree.

    Raises:
        SyntaxError: the text is not Python.
        ValueError: it holds a NUL character or a lone surrogate.
    """
    with parsing():
        return ast.parse(text)


def enclosing(text: str, lines: Sequence[tuple[int, int]]) -> str:
    """Return the function, class or `Class.method` in which most of the lines stand; empty outside, or of no Python."""
    try:
        tree = parse_python(text)
    except (SyntaxError, ValueError):
        return ""
    wanted = {line for first, last in lines for line in range(first, last + 1)}
    shares = {name: len(wanted & set(span)) for name, span in _definitions(tree, "")}
    return max(shares, key=lambda name: (shares[name], name.count(".")), default="") if any(shares.values()) else ""


def _definitions(node: ast.AST, before: str) -> Iterator[tuple[str, range]]:
    """Yield functions, classes and their methods with their lines; what a function defines belongs to it."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{before}{inner.name}"
            yield name, range(inner.lineno, (inner.end_lineno or inner.lineno) + 1)
            if isinstance(inner, ast.ClassDef):
                yield from _definitions(inner, f"{name}.")
        elif not isinstance(inner, ast.expr):
            yield from _definitions(inner, before)


def is_declaration(line: str) -> bool:
    """Say whether a line of an interface declares something in Python: `Class.method(...)` and constants included.

    A remark behind ` # ` and decorators in front of it do not count.
    """
    text = line.partition("  #")[0].partition(" # ")[0].strip().rstrip(":")
    text = _DECORATORS.sub("", text).removeprefix("async ")
    head, _, rest = text.partition("(")
    body = f"def {head.removeprefix('def ').replace('.', '_')}({rest}: ..." if rest else text
    return any(map(_parses, (f"{text}: ...", body, text)))


def _parses(text: str) -> bool:
    try:
        parse_python(text)
    except (SyntaxError, ValueError):
        return False
    return True
