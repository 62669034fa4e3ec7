"""The command line: one file per command, and no work of its own; it drives the graph and shows what happens."""

import atexit
import gc
import os
import signal

__all__ = ["main"]

_NEW_OBJECTS = 100_000
"""Objects made before Python looks for garbage; at its own 700, a tenth of a run's processor time goes there."""


_BAD_INPUT = 2
_STOPPED = 3


def main() -> None:
    """Run the command line and exit; where it cannot start or Ctrl-C comes before it has, say so in one sentence."""
    from papercoder.cli.terminal.output import guard_streams, say

    with guard_streams():
        try:
            _start()
        except KeyboardInterrupt:
            say("Stopped before anything was begun.", error=True)
            _leave_at_once(_STOPPED)
            raise SystemExit(_STOPPED) from None
        except SystemExit as end:
            _leave_at_once(end.code)
            raise


def _leave_at_once(code: object) -> None:
    """Let Ctrl-C end the process from here on: everything is said, and Python would answer it with a traceback."""

    def leave(*_: object) -> None:
        os._exit(code if isinstance(code, int) else int(code is not None))

    signal.signal(signal.SIGINT, leave)
    # After Python's threads have ended; else the signal would kill, for the interpreter forgets handlers at its end.
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)


def _start() -> None:
    from papercoder.cli.terminal.output import say
    from papercoder.surroundings import fault, find_packages

    find_packages(first=True)
    if (words := fault()) is not None:
        say(words, error=True)
        raise SystemExit(_BAD_INPUT)
    gc.set_threshold(_NEW_OBJECTS, 20, 20)
    atexit.register(gc.freeze)  # what is left at the end belongs to the system: looking through it takes half a second
    from papercoder.cli.app import app

    app()
