"""Runs inside the sandbox, as a text of its own: copy the repository, set limits, run the command, report.

Standard output is the command's. Standard error holds a line when the command was started and, at the end, the report
as one JSON line. The reader trusts neither. Nothing of PaperCoder can be imported here.
"""

import base64
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

__all__ = ["main"]

_MIB = 1 << 20
_COLLECTED_BYTES = 1 * _MIB
"""What comes back; metrics are kilobytes, and the report must fit into what the watcher keeps."""

_COLLECTED_FILES = 32
"""Files that come back; one metrics.json for each experiment of a sweep."""

_NOTED_FILES = 4096
"""Processes whose lines are read; a program that starts more is a fork bomb, and has told its lines by then."""

_LAST_WORDS_S = 1.0
"""Time for faulthandler to print where the command is; printing takes milliseconds, a swapped-out process longer."""

_NO_NEW_PRIVILEGES, _SECCOMP, _SECCOMP_FILTER = 38, 22, 2
_CLOCK_NS = 10_000_000
"""File times lag behind the clock by up to a kernel tick (10 ms at 100 Hz)."""


def main() -> None:
    """Carry out the order in the first argument."""
    order = json.loads(sys.argv[1])
    os.umask(0o022)
    if order["source"] != order["work"]:
        shutil.copytree(order["source"], order["work"], symlinks=True, dirs_exist_ok=True)
    os.chdir(order["work"])
    sys.stderr.write("\nstarted\n")
    sys.stderr.flush()
    started = time.time_ns()
    code, told, late = _run(order["command"], order["limits"], order["filters"])
    hit = late or _hit(code, order["limits"]) or _full(order["tmpfs"])
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    report: dict[str, Any] = {"exit": code, "hit": hit, "told": told, "peak_mb": round(peak, 1)}
    report |= {"files": _collected(order["collect"], started), "lines": _lines()}
    sys.stderr.write("\n" + json.dumps(report) + "\n")


def _run(command: list[str], limits: dict[str, Any], filters: dict[str, str]) -> tuple[int | None, str, str | None]:
    """Return the exit code, a message to add to the output, and the limit that was met."""
    confine = _filtering(base64.b64decode(filters.get(os.uname().machine, "")))

    def limit() -> None:
        mib, cpu = limits["memory_mb"] * _MIB, limits["cpu_seconds"]
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_DATA, (mib, mib))
            # Libraries are mapped several GiB at a time without using memory, so addresses get room of their own.
            resource.setrlimit(resource.RLIMIT_AS, (mib + limits["mapped_mb"] * _MIB,) * 2)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limits["file_mb"] * _MIB,) * 2)
        resource.setrlimit(resource.RLIMIT_NOFILE, (512, 512))
        if limits["count_processes"]:
            resource.setrlimit(resource.RLIMIT_NPROC, (limits["processes"],) * 2)
        confine()

    try:
        process = subprocess.Popen(command, stderr=subprocess.STDOUT, preexec_fn=limit)  # noqa: PLW1509  # one thread
    except (OSError, subprocess.SubprocessError) as error:
        return None, f"{command[0]} could not be started: {error}", None
    try:
        return process.wait(limits["seconds"]), "", None
    except subprocess.TimeoutExpired:
        _abort(process)
        return process.returncode, "", "wall time"


def _filtering(program: bytes) -> Callable[[], None]:
    """Return what lets the kernel refuse the calls that the filter names, for good; nothing where there is none."""
    if not program:
        return lambda: None
    import ctypes

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("lines", ctypes.c_char_p))

    given = Program(len(program) // 8, program)
    libc = ctypes.CDLL(None, use_errno=True)

    def confine() -> None:
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        if libc.prctl(_SECCOMP, _SECCOMP_FILTER, ctypes.byref(given)):
            raise OSError(ctypes.get_errno(), "the filter of system calls cannot be set")

    return confine


def _abort(process: subprocess.Popen[bytes]) -> None:
    """Let Python's faulthandler show where the command is, then kill it."""
    process.send_signal(signal.SIGABRT)
    try:
        process.wait(_LAST_WORDS_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _hit(code: int | None, limits: dict[str, Any]) -> str | None:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime >= limits["cpu_seconds"]
    if code == -signal.SIGXCPU or (cpu and code == -signal.SIGKILL):
        return "CPU time"
    return "file size" if code == -signal.SIGXFSZ else None


def _full(folders: list[str]) -> str | None:
    for folder in folders:
        room = os.statvfs(folder)
        if room.f_bavail * room.f_frsize < room.f_blocks * room.f_frsize // 256 or room.f_favail < 4:
            return "disk"
    return None


def _collected(names: list[str], since: int) -> dict[str, str]:
    """Return files of these names, Base64, that were written since that time in nanoseconds; links are not followed."""
    found: dict[str, str] = {}
    left = _COLLECTED_BYTES
    for path in _named(set(names)):
        if os.path.islink(path) or not os.path.isfile(path) or os.stat(path).st_mtime_ns < since - _CLOCK_NS:
            continue
        if not os.access(path, os.R_OK):
            # The command's own file: it was made by this very user.
            os.chmod(path, 0o600)
        with open(path, "rb") as file:
            content = file.read(left + 1)
        if len(content) <= left and len(found) < _COLLECTED_FILES:
            left -= len(content)
            found[path] = base64.b64encode(content).decode("ascii")
    return found


def _lines() -> dict[str, list[tuple[int, int]]]:
    """Return the lines that the command's processes noted, by path, as stretches."""
    found: dict[str, set[int]] = {}
    folder = os.path.join(tempfile.gettempdir(), "lines-that-ran")
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    for name in [name for name in names if name.endswith(".json")][:_NOTED_FILES]:
        path = os.path.join(folder, name)
        if os.path.islink(path) or not 0 < os.path.getsize(path) < _COLLECTED_BYTES:
            continue
        try:
            with open(path, encoding="utf-8") as file:
                noted = {str(at): {int(line) for line in lines} for at, lines in json.load(file).items()}
        except (AttributeError, OSError, RecursionError, TypeError, ValueError):
            continue
        for at, lines in noted.items():
            found.setdefault(at, set()).update(lines)
    return {at: _stretches(sorted(lines)) for at, lines in found.items()}


def _stretches(lines: list[int]) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    for line in lines:
        if made and made[-1][1] == line - 1:
            made[-1] = (made[-1][0], line)
        else:
            made.append((line, line))
    return made


def _named(names: set[str]) -> list[str]:
    """Return the paths of these names, the shallowest first."""
    paths = [
        os.path.relpath(os.path.join(place, name))
        for place, _, files in os.walk(".")
        for name in files
        if name in names
    ]
    return sorted(paths, key=lambda path: (path.count(os.sep), path))


if __name__ == "__main__":
    main()
