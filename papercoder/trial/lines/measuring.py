"""Runs in every Python process of a measured command, as its sitecustomize: note which lines of the repository ran.

Python imports it at the start of each process, since its folder is on PYTHONPATH; children of whatever kind inherit
that. Nothing of PaperCoder can be imported here, only the copy of coverage beside this file.
"""

import contextlib
import json
import os
import signal
import sys
import tempfile
import threading
from typing import Any

__all__: list[str] = []

_EVERY_S = 0.5
"""How often the lines are saved: a process that is killed loses no more; saving takes about a millisecond."""

_TURN_S = 5.0
"""How long one thread waits for another to end its saving: waiting for ever would hang the program."""

_HERE = os.path.dirname(os.path.abspath(__file__))


class _Measured:
    """The lines of this process, saved again and again, since nothing runs at the end of a killed one."""

    def __init__(self, root: str, folder: str) -> None:
        sys.path.insert(0, os.path.join(_HERE, "packages"))
        try:
            import coverage
        finally:
            sys.path.pop(0)
        # On 3.12 and later `sys.monitoring` forgets a line once it ran, so that loops cost nothing.
        core = "sysmon" if sys.version_info >= (3, 12) else "ctrace"
        self.root, self.folder, self.said = root + os.sep, folder, -1
        self.lock, self.ending = threading.RLock(), False
        measuring = coverage.Coverage(data_file=None, config_file=False, source=[root], messages=False)
        measuring.set_option("run:core", core)
        measuring.set_option("run:disable_warnings", ["no-sysmon", "no-data-collected", "module-not-measured"])
        measuring.start()
        self.collector: Any = measuring._collector  # noqa: SLF001  # see _write

    def begin(self) -> None:
        """Save from now on, under a name of this process."""
        self.said, self.lock, self.ending = -1, threading.RLock(), False
        handle, self.path = tempfile.mkstemp(prefix=f"{os.getpid()}-", suffix=".json", dir=self.folder)
        os.close(handle)
        threading.Thread(target=self._keep_saving, name="lines", daemon=True).start()

    def save(self) -> None:
        """Write the lines known by now, whole or not at all.

        A signal may come while its own thread saves: it saves anew, since the process ends before the first goes on.
        """
        if not self.lock.acquire(timeout=_TURN_S):
            return
        try:
            self._write()
        finally:
            self.lock.release()

    def hold(self) -> None:
        """Wait before a fork until nothing is being saved: the child lacks the thread that would end it."""
        self.lock.acquire(timeout=_TURN_S)

    def release(self) -> None:
        """Let saving go on in the process that forked."""
        with contextlib.suppress(RuntimeError):
            self.lock.release()

    def _write(self) -> None:
        with contextlib.suppress(OSError):
            # What coverage collects, unsaved: its database would be open across forks, where SQLite breaks.
            known: dict[str, set[int]] = self.collector.data.copy()
            lines = {path.removeprefix(self.root): sorted(ran.copy()) for path, ran in known.items() if ran}
            if (count := sum(map(len, lines.values()))) == self.said:
                return
            with open(f"{self.path}.part", "w", encoding="utf-8") as file:
                json.dump(lines, file)
            os.replace(f"{self.path}.part", self.path)
            self.said = count

    def _keep_saving(self) -> None:
        wait = threading.Event()
        while not wait.wait(_EVERY_S):
            self.save()


def _begin(root: str, folder: str) -> None:
    import atexit

    os.makedirs(folder, exist_ok=True)
    measured = _Measured(root, folder)
    measured.begin()
    atexit.register(measured.save)
    os.register_at_fork(before=measured.hold, after_in_parent=measured.release, after_in_child=measured.begin)
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, lambda *_: _terminated(measured))
    ends = os._exit

    def exit_saved(code: int) -> Any:
        measured.save()
        ends(code)

    # Children of multiprocessing leave by this door, where nothing else is called.
    os._exit = exit_saved  # type: ignore[assignment]


def _terminated(measured: _Measured) -> None:
    """Save, then end as the signal would have ended the process; pools of processes end their workers so."""
    # A second one would end it in the middle of saving: later ones are ignored, one that was already under way returns.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if measured.ending:
        return
    measured.ending = True
    measured.save()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGTERM)


if places := [place for place in os.environ.get("PYTHONPATH", "").split(os.pathsep) if place]:
    _begin(os.path.realpath(places[0]), os.path.join(tempfile.gettempdir(), "lines-that-ran"))
