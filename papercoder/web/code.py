"""Source text with colours: classes only, so that the strict content policy holds; the lexer by the file's name."""

from functools import lru_cache
from importlib import import_module
from typing import Any

from markupsafe import Markup

__all__ = ["code_lines"]

# Longer files are shown without colours: colouring takes a second per 10,000 lines.
_MOST_CHARACTERS = 300_000


@lru_cache(maxsize=64)
def code_lines(path: str, text: str) -> tuple[Markup, ...]:
    """Return the lines of a file as escaped HTML."""
    # Pygments has no types; it comes with rich.
    lexers: Any = import_module("pygments.lexers")
    no_class = import_module("pygments.util").ClassNotFound
    try:
        lexer = lexers.get_lexer_for_filename(path if len(text) <= _MOST_CHARACTERS else "x.txt", stripnl=False)
    except no_class:
        lexer = lexers.TextLexer(stripnl=False)
    # What pygments returns is escaped by it; a span never crosses a line in its output.
    formatter = import_module("pygments.formatters").HtmlFormatter(nowrap=True)
    shown: str = import_module("pygments").highlight(text, lexer, formatter)
    return tuple(Markup(line) for line in shown.rstrip("\n").split("\n"))  # noqa: S704 -- escaped by pygments
