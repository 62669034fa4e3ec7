"""Python's parser, for one thread at a time.

CPython 3.11 counts the depth of a syntax tree per interpreter and not per thread: two threads that parse at the same
moment can end in a SystemError. The filters of warnings are shared by all threads too.
"""

import ast
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["parse_python", "parsing"]

_LOCK = threading.RLock()


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
