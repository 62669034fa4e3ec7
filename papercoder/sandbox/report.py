"""The order given to the launcher, and the result read from its report.

The report comes from inside the sandbox, so it is trusted no further than the command's own output.
"""

import base64
import binascii
import json
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any, get_args

from papercoder.sandbox.backend import WORK, CommandLimits, CommandResult, LimitName
from papercoder.sandbox.seccomp import filters
from papercoder.sandbox.watch import Ended, in_thread

__all__ = ["GRACE_S", "confined", "launch", "result_of", "whole_text"]

GRACE_S = 5.0
"""How much longer the launcher may take than the command's wall time, which it watches itself."""

_LAST_LINES = 30
"""Lines of a failed command's end in which a limit is searched for; earlier ones may tell of errors that it handled."""

_SHOWN_ERRORS = 2000
"""Characters of bubblewrap's or the engine's own message; more standard error than that came from the command."""

_MOST_LINES, _MOST_STRETCHES = 1 << 20, 1 << 14
"""Far above what a file that a model wrote holds; what lies about more is refused."""

_MOST_MB = float(1 << 24)
"""16 TiB: a machine with more is not known."""

_STARTED = b"\nstarted\n"
_SIGNS: tuple[tuple[LimitName, str], ...] = (
    ("memory", r"\bMemoryError\b|Cannot allocate memory|std::bad_alloc|\bUnable to allocate\b|failed to map segment"),
    ("processes", r"Resource temporarily unavailable|can't start new thread"),
    ("file size", r"\[Errno 27\]|File too large"),
    ("disk", r"\[Errno 28\]|No space left on device"),
)


@cache
def _launcher() -> str:
    return (files("papercoder.sandbox") / "launcher.py").read_text(encoding="utf-8")


def launch(
    command: Sequence[str],
    limits: CommandLimits,
    *,
    collect: Sequence[str] = (),
    source: str,
    work: str = WORK,
    tmpfs: Sequence[str] = (),
    count_processes: bool = True,
    filtered: bool = False,
) -> list[str]:
    """Return the interpreter's arguments that copy the repository, set the limits and run the command.

    Args:
        command: What to run in the copy.
        limits: What it may use.
        collect: Names of files to bring back, wherever they are.
        source: Folder of the repository as the launcher sees it; nothing is copied where it is `work`.
        work: Folder of the copy.
        tmpfs: Folders whose fullness means that the disk limit was met.
        count_processes: Whether RLIMIT_NPROC is set; it counts all processes of the user.
        filtered: Whether the launcher itself sets the filter of system calls, which bubblewrap else does.
    """
    order = {
        "command": list(command),
        "limits": {**asdict(limits), "count_processes": count_processes},
        "collect": list(collect),
        "source": source,
        "work": work,
        "tmpfs": list(tmpfs),
        "filters": {name: base64.b64encode(text).decode() for name, text in filters().items()} if filtered else {},
    }
    return ["-I", "-S", "-c", _launcher(), json.dumps(order)]


async def confined(work: Callable[[threading.Event], CommandResult]) -> CommandResult:
    """Run a back end's blocking work in a thread; what this machine refuses is a fault of the sandbox."""
    try:
        return await in_thread(work)
    except OSError as error:
        return CommandResult(None, "", 0.0, fault=str(error))


def result_of(ended: Ended) -> CommandResult:
    """Return how the command ended, from what the program that confined it left."""
    output = ended.output.decode("utf-8", "replace")
    if ended.hit:
        return CommandResult(None, output, ended.seconds, ended.hit)
    report = _report(ended.errors)
    if report is None:
        return _without_report(ended, output)
    told = report.get("told")
    if isinstance(told, str) and told:
        output = f"{output}{told}\n"
    code = report.get("exit")
    code = code if isinstance(code, int) else 127
    hit = report["hit"] if report.get("hit") in get_args(LimitName) else None
    if code and not hit:
        hit = _named("\n".join(output.splitlines()[-_LAST_LINES:]))
    peak = report.get("peak_mb")
    return CommandResult(
        code,
        output,
        ended.seconds,
        hit,
        _files(report.get("files")),
        lines=_lines(report.get("lines")),
        peak_mb=peak if isinstance(peak, float) and 0 <= peak < _MOST_MB else 0.0,
    )


def _without_report(ended: Ended, output: str) -> CommandResult:
    """Return the outcome where the launcher was killed from inside, or never came to start the command."""
    said = ended.errors.decode("utf-8", "replace").strip()[-_SHOWN_ERRORS:]
    if _STARTED in ended.errors or len(ended.errors) > _SHOWN_ERRORS:
        return CommandResult(
            None, f"{output}the command killed the process that started it\n", ended.seconds, _named(output)
        )
    return CommandResult(None, output, ended.seconds, fault=said or f"ended with code {ended.exit_code}")


def _report(errors: bytes) -> dict[str, Any] | None:
    line = errors.rstrip(b"\n").rpartition(b"\n")[2]
    try:
        report = whole_text(json.loads(line))
    except (ValueError, RecursionError):
        return None
    return report if isinstance(report, dict) and "exit" in report else None


def whole_text(data: Any) -> Any:
    """Return parsed JSON with a question mark for each half of a character: no file and no checkpoint holds these."""
    return json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))


def _named(output: str) -> LimitName | None:
    """Return the limit that the output of a failed command names."""
    return next((limit for limit, sign in _SIGNS if re.search(sign, output)), None)


def _lines(given: Any) -> dict[str, tuple[tuple[int, int], ...]]:
    """Return the stretches of lines that are such; anything else is left out."""
    found = {}
    for path, stretches in given.items() if isinstance(given, dict) else ():
        whole = [tuple(pair) for pair in stretches if _is_stretch(pair)] if isinstance(stretches, list) else []
        if whole:
            found[str(path)] = tuple(whole[:_MOST_STRETCHES])
    return found


def _is_stretch(pair: Any) -> bool:
    is_pair = isinstance(pair, list) and len(pair) == 2 and all(type(number) is int for number in pair)
    return is_pair and 0 < pair[0] <= pair[1] < _MOST_LINES


def _files(given: Any) -> dict[str, bytes]:
    found = {}
    for path, content in given.items() if isinstance(given, dict) else ():
        try:
            found[str(path)] = base64.b64decode(content, validate=True)
        except (binascii.Error, TypeError, ValueError):
            continue
    return found
