"""One hostile input, tried in a process of its own whose time and memory are limited."""

import os
import pickle
import resource
import shutil
import signal
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Case", "tried"]

_SECONDS = 10
"""Of the processor; with less, a busy machine's caches would be counted, with more, a person gives up."""
_WALL_SECONDS = 120
"""A case that waits for something that never comes ends here, however busy the machine is."""
_MEMORY = 3 << 30
"""Addresses beyond those the process has when the case begins."""


@dataclass(frozen=True)
class Case:
    """One attempt.

    Args:
        family: What is attacked.
        name: What the input is.
        fault: Tries it in an empty folder, which is the working folder; returns what went wrong, "" where it held.
    """

    family: str
    name: str
    fault: Callable[[Path], str]


def tried(case: Case) -> str:
    """Return what went wrong with a case in a process of its own; "" where it held."""
    folder = Path(tempfile.mkdtemp(prefix="hostile-"))
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _answer(case, folder, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    shutil.rmtree(folder, ignore_errors=True)
    if said:
        return str(pickle.loads(said))  # written by our own child
    code = os.waitstatus_to_exitcode(status)
    return f"ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code} and said nothing"


def _answer(case: Case, folder: Path, writing: int) -> None:
    """Try the case and write its fault; never returns."""
    try:
        os.chdir(folder)
        used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + _MEMORY, resource.RLIM_INFINITY))
        spent = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        resource.setrlimit(resource.RLIMIT_CPU, (int(spent) + _SECONDS + 1, resource.RLIM_INFINITY))
        signal.alarm(_WALL_SECONDS)
        fault = case.fault(folder)
    except BaseException as error:  # noqa: BLE001  # whatever comes out is what is looked for
        fault = "".join(traceback.format_exception_only(error))[:400] + "".join(
            traceback.format_tb(error.__traceback__)[-3:]
        )
    os.write(writing, pickle.dumps(fault[:4000]))
    os._exit(0)
