"""Lines that a person types: Ctrl-C is heard also in the instant before the reading begins."""

import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["typed_line"]


def typed_line() -> str:
    """Return the next line of standard input with its line break; an empty text at the end.

    A signal that comes after Python has looked for one and before the kernel waits for keys would be heard only when a
    key is pressed. So what is waited for is a line or a signal.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    if sys.stdin.isatty():
        with _woken_by_signals() as woken:
            typed = sys.stdin.fileno()
            while typed not in select.select([typed, woken], [], [])[0]:
                os.read(woken, 64)  # of a signal that raises nothing, such as a new size of the window
    return sys.stdin.readline()


@contextmanager
def _woken_by_signals() -> Iterator[int]:
    """Yield what can be read as soon as a signal has come."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield reading
    finally:
        signal.set_wakeup_fd(before)
        os.close(reading)
        os.close(writing)
