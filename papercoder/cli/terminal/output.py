"""Everything that the command line prints in lines goes out here; tables and live views by the console beside it.

What others print (Typer's usage errors, warnings, libraries) meets `guard_streams`, which lets no escape sequence pass.
"""

import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from papercoder.cli.terminal.printable import in_one_line, printable, printable_json

__all__ = ["forget_reader", "guard_streams", "own_stream", "say", "say_json", "say_lines", "shows_on_terminal"]

_COLOURS = {"red": 31, "green": 32, "yellow": 33, "cyan": 36}


class _Guarded:
    """A text stream that passes printable text alone; it has no `buffer`, so nobody writes past it."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        self.stream.write(printable(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        if name == "buffer":
            raise AttributeError(name)
        return getattr(self.stream, name)


@contextmanager
def guard_streams() -> Iterator[None]:
    """Let what is written past this module, by libraries and by Python itself, be printable text only."""
    before = sys.stdout, sys.stderr
    for stream in before:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # an encoding that lacks a letter must not end a run
    guarded: Any = tuple(_Guarded(stream) if stream is not None else None for stream in before)
    sys.stdout, sys.stderr = guarded
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def say(text: str = "", *, error: bool = False, colour: str = "") -> None:
    """Print one line, coloured only on a terminal; a line break in a name or a sentence becomes a space.

    So nothing that a paper, a model or a program wrote begins a line that looks like one of ours. Texts of several
    lines go through `say_lines`.
    """
    stream = own_stream(error=error)
    shown = in_one_line(text)
    if colour and stream.isatty() and not os.environ.get("NO_COLOR"):
        shown = f"\x1b[{_COLOURS[colour]}m{shown}\x1b[0m"
    stream.write(f"{shown}\n")
    stream.flush()


def say_lines(text: str, *, error: bool = False) -> None:
    """Print a text of several lines that is shown whole: a document, a file, a traceback."""
    stream = own_stream(error=error)
    stream.write(f"{printable(text)}\n")
    stream.flush()


def say_json(text: str) -> None:
    """Print a JSON document: whole and valid, its doubtful characters escaped."""
    stream = own_stream()
    stream.write(f"{printable_json(text)}\n")
    stream.flush()


def own_stream(*, error: bool = False) -> TextIO:
    """Return the stream itself, for text of this package alone; the guarded one keeps everybody else's harmless."""
    stream: Any = sys.stderr if error else sys.stdout
    return stream.stream if isinstance(stream, _Guarded) else stream


def shows_on_terminal() -> bool:
    """Say whether a person sees standard output as it comes."""
    return sys.stdout.isatty()


def forget_reader() -> None:
    """Let the interpreter close without complaining that nobody reads."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), own_stream().fileno())
