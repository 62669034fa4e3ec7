"""Runs inside the sandbox, as a text of its own: run a program for some seconds and print where the time went.

Arguments: seconds, the program's path, its arguments. The stack of the main thread is looked at in short intervals;
each function counts once per look, so its seconds are cumulative. Code in C counts for who called it. Nothing of
PaperCoder can be imported here.
"""

import os
import runpy
import sys
import threading
import time
from collections import Counter
from types import FrameType

__all__ = ["main"]

_INTERVAL = 0.01
"""Seconds between two looks: fine enough for what takes a share of seconds, and slows the program by a few percent."""
_SHOWN = 25
"""Functions that are printed: a chain of calls and its main branches; the rest took too little to matter."""


class _Sampler(threading.Thread):
    """Counts the functions on the main thread's stack until the time is over; then prints them and ends the process."""

    def __init__(self, seconds: float) -> None:
        super().__init__(daemon=True)
        self._seconds = seconds
        self._looked_at = threading.main_thread().ident or 0
        self._taken: Counter[tuple[str, int, str]] = Counter()
        self._looks = 0

    def run(self) -> None:
        began = time.monotonic()
        while time.monotonic() - began < self._seconds:
            time.sleep(_INTERVAL)
            self._looks += 1
            frame = sys._current_frames().get(self._looked_at)  # noqa: SLF001 -- documented for profilers
            self._taken.update(_functions(frame))
        self.write(time.monotonic() - began)
        os._exit(0)

    def write(self, seconds: float) -> None:
        """Print cumulative seconds by function, the most first."""
        sys.stdout.write(f"\n{_HEAD}\n")
        for (path, line, name), looks in self._taken.most_common(_SHOWN):
            sys.stdout.write(f"{looks / max(self._looks, 1) * seconds:8.2f}  {path}:{line} {name}\n")
        sys.stdout.flush()


_HEAD = "cumulative seconds by function:"


def _functions(frame: FrameType | None) -> set[tuple[str, int, str]]:
    """Return the functions on the stack, those outside of the repository by file alone."""
    root, found = os.getcwd() + os.sep, set()
    while frame:
        code = frame.f_code
        path = code.co_filename
        if path.startswith(root) or not os.path.isabs(path):
            found.add((path.removeprefix(root), code.co_firstlineno, code.co_name))
        elif "runpy" not in path and not path.startswith("<"):
            found.add((os.sep.join(path.split(os.sep)[-2:]), code.co_firstlineno, code.co_name))
        frame = frame.f_back
    return {one for one in found if not one[0].startswith("<")}


def main() -> None:
    """Run the program as `python PROGRAM ARGUMENTS` would."""
    seconds, program = float(sys.argv[1]), sys.argv[2]
    sys.argv = sys.argv[2:]
    # As `python PROGRAM` with PYTHONPATH at the root would have it.
    sys.path[:1] = list(dict.fromkeys([os.path.dirname(os.path.abspath(program)), os.getcwd()]))
    _Sampler(seconds).start()
    runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main()
