"""Python's parser, for one thread at a time.

CPython 3.11 counts the depth of a syntax tree per interpreter and not per thread: two threads that parse at the same
moment can end in a SystemError. The filters of warnings are shared by all threads too.
"""

import ast
import re
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["is_declaration", "parse_python", "parsing"]

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
