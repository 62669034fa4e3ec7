"""The processes below a process, from /proc; empty where there is no /proc."""

import contextlib
import os
import signal
import time
from dataclasses import dataclass

__all__ = ["Process", "below", "kill", "marked", "read"]

_GONE_WITHIN_S = 5.0
"""How long a killed process may take to go; one in the middle of a disk write needs a moment."""


@dataclass(frozen=True)
class Process:
    """One process; the start time tells it from a later one of the same id."""

    pid: int
    parent: int
    started: int
    threads: int
    resident_pages: int


def below(pid: int) -> list[Process]:
    """Return the process and everything that descends from it.

    Inside a PID namespace orphans become children of its first process, so none gets away from the tree.
    """
    children: dict[int, list[Process]] = {}
    found = []
    for process in _all():
        children.setdefault(process.parent, []).append(process)
        if process.pid == pid:
            found.append(process)
    for process in found:
        found.extend(children.get(process.pid, []))
    return found


def marked(mark: str) -> list[Process]:
    """Return the processes that were started with that text in their environment."""
    wanted = mark.encode()
    return [process for process in _all() if wanted in read(process.pid, "environ")]


def read(pid: int, name: str) -> bytes:
    """Return a file of the process's folder in /proc; empty where it cannot be read or the process is gone."""
    try:
        with open(f"/proc/{pid}/{name}", "rb") as file:
            return file.read()
    except OSError:
        return b""


def kill(processes: list[Process]) -> None:
    """Kill the processes and wait until they are gone."""
    for process in processes:
        if _is_running(process):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process.pid, signal.SIGKILL)
    until = time.monotonic() + _GONE_WITHIN_S
    while time.monotonic() < until and any(_is_running(process) for process in processes):
        time.sleep(0.01)


def _all() -> list[Process]:
    try:
        names = os.listdir("/proc")
    except OSError:
        return []
    return [process for name in names if name.isdigit() and (process := _process(int(name)))]


def _process(pid: int) -> Process | None:
    # The command's name, in parentheses, may hold spaces and parentheses itself.
    fields = read(pid, "stat").rpartition(b")")[2].split()
    if len(fields) < 22 or fields[0] in {b"Z", b"X"}:
        return None
    return Process(pid, int(fields[1]), int(fields[19]), int(fields[17]), int(fields[21]))


def _is_running(process: Process) -> bool:
    now = _process(process.pid)
    return now is not None and now.started == process.started
