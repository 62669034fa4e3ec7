"""What the program prints, line by line as it comes, and a sign of life where it is silent."""

import threading
import time
from typing import Self

from papercoder.cli.terminal.output import say
from papercoder.reproduction.estimate import spoken
from papercoder.sandbox.disk_use import size_of

__all__ = ["LiveOutput"]

_SILENT_S = 30.0
"""Seconds without a line after which the time that has passed is told; programs print at least once an epoch."""

_LONGEST = 400
"""Characters of one line that are shown; a progress bar without line breaks grows without end."""

_LINES_PER_S = 50
"""Lines shown in a second; the rest is in the log. A terminal that scrolls faster cannot be read, and slows the run."""


class LiveOutput:
    """Shows the output on standard error; use it as a context.

    Args:
        folder: The private copy, whose size is told.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._left = b""
        self._began = self._last = time.monotonic()
        self._second, self._shown, self._skipped = 0, 0, 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="sign of life", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        if self._left:
            self._show(self._left)

    def hear(self, piece: bytes) -> None:
        """Take what was printed."""
        self._last = time.monotonic()
        *lines, self._left = (self._left + piece.replace(b"\r", b"\n")).split(b"\n")
        for line in lines:
            self._show(line)
        if len(self._left) > _LONGEST:
            self._show(self._left)
            self._left = b""

    def _show(self, line: bytes) -> None:
        second = int(time.monotonic())
        if second != self._second:
            if self._skipped:
                say(f"  ... {self._skipped} lines are in the log alone", error=True)
            self._second, self._shown, self._skipped = second, 0, 0
        self._shown += 1
        if self._shown > _LINES_PER_S:
            self._skipped += 1
        elif text := line.decode("utf-8", "replace").rstrip():
            say(f"  | {text[:_LONGEST]}", error=True)

    def _watch(self) -> None:
        while not self._stop.wait(1.0):
            if time.monotonic() - self._last >= _SILENT_S:
                self._last = time.monotonic()
                passed = spoken(self._last - self._began)
                say(f"  {passed}, {size_of(self._folder) / 2**20:.0f} MiB on disk", error=True)
