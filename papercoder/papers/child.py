"""Run a function on untrusted bytes in a child process with limits of memory, time and nothing to steal.

The child is a fresh, isolated interpreter: no environment but the locale, no open files but its pipes, a session of its
own that is killed at the end. Its start-up is Python's alone as long as the function's module imports nothing heavy.

A child belongs to whoever waits for it: inside `ended_with_caller` it is killed as soon as the caller gives up, so that
a person who presses Ctrl-C, or a limit of time, does not wait for it to end by itself.
"""

import contextlib
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from papercoder.errors import PaperError

__all__ = ["ChildLimits", "ended_with_caller", "run_in_child", "serve"]


@dataclass(frozen=True)
class ChildLimits:
    """Address space in bytes, processor and wall time in seconds, and bytes of a file that one child may use."""

    memory: int = 2 << 30
    seconds: int = 50
    files: int = 0


@dataclass
class _Caller:
    """Children that somebody waits for, and whether that somebody has given up."""

    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    gone: bool = False


_caller: ContextVar[_Caller | None] = ContextVar("caller", default=None)


@contextlib.contextmanager
def ended_with_caller() -> Iterator[None]:
    """End the children that threads started for this block when the block is left, also by cancellation."""
    caller = _Caller()
    token = _caller.set(caller)
    try:
        yield
    finally:
        _caller.reset(token)
        caller.gone = True
        for process in list(caller.running):
            _signal(process)


_BOOT = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from papercoder.papers.child import serve; serve()"
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PYDANTIC_DISABLE_PLUGINS": "__all__"}
"""Looking for plugins of pydantic would take a tenth of the time that a LaTeX file needs."""
_SIMPLER = "Give a simpler form of the paper: the LaTeX source, HTML, or a PDF printed anew."


def run_in_child(
    target: str,
    data: bytes,
    arguments: dict[str, Any],
    *,
    name: str,
    limits: ChildLimits | None = None,
    needs: Sequence[str] = (),
) -> Any:
    """Call `module:function(data, **arguments)` in a child process and return its result (plain JSON).

    Args:
        target: The function; its result must be plain JSON.
        data: Bytes handed to it as they are.
        arguments: Plain JSON keyword arguments.
        name: What the bytes are called in errors.
        limits: 2 GB, 50 s and no files where none are given.
        needs: Modules that the function will import. They and its own are imported before the limits hold, so that
            Python can keep their bytecode: compiling them anew for each paper takes a fifth of a small one's time.

    Raises:
        PaperError: the function raised it, or the child went over a limit or crashed.
    """
    limits = limits or ChildLimits()
    order = _order(target, arguments, limits, needs, len(data))
    # Whether bytecode is kept is the caller's choice, which the isolated interpreter does not read by itself.
    flags = ["-I", "-S", *(["-B"] if sys.dont_write_bytecode else [])]
    command = [sys.executable, *flags, "-c", _BOOT, json.dumps([entry for entry in sys.path if entry])]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_ENVIRONMENT,
        cwd="/",
        start_new_session=True,
    )
    caller = _caller.get() or _Caller()
    caller.running.append(process)
    try:
        if caller.gone:
            raise PaperError(f"{name}: reading it was given up.", "Read it again.")
        answer, _ = process.communicate(len(order).to_bytes(8, "big") + order + data, timeout=limits.seconds)
    except subprocess.TimeoutExpired:
        raise PaperError(f"{name}: reading it took more than {limits.seconds} s and was stopped.", _SIMPLER) from None
    finally:
        _kill(process)
        caller.running.remove(process)
    return _result(answer, process.returncode, name, limits)


def _order(target: str, arguments: dict[str, Any], limits: ChildLimits, needs: Sequence[str], size: int) -> bytes:
    """Return what the child is told before the data comes."""
    said = {
        "target": target,
        "needs": [target.partition(":")[0], *needs],
        "arguments": arguments,
        "memory": limits.memory,
        "seconds": limits.seconds,
        "files": limits.files,
        "bytes": size,
    }
    return json.dumps(said).encode()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started."""
    _signal(process)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _signal(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _result(answer: bytes, code: int, name: str, limits: ChildLimits) -> Any:
    if code == 0 and answer:
        said = json.loads(answer)
        if "error" in said:
            raise PaperError(said["error"], said["hint"])
        return said["result"]
    if code in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise PaperError(
            f"{name}: reading it took more than {limits.seconds} s of the processor and was stopped.", _SIMPLER
        )
    if code == _MEMORY or code in {-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGSEGV, -signal.SIGILL, -signal.SIGBUS}:
        gigabytes = limits.memory / (1 << 30)
        raise PaperError(
            f"{name}: reading it needs more than {gigabytes:.1f} GB of memory, or the file is broken.", _SIMPLER
        )
    raise PaperError(f"{name}: its reader ended unexpectedly (exit code {code}).", _SIMPLER)


_MEMORY = 41
"""Any exit code that Python and the shell do not use."""


def serve() -> None:
    """Do one order: read it from standard input, set the limits, call the function, write the answer, exit."""
    answers = os.dup(1)
    os.dup2(2, 1)
    length = int.from_bytes(sys.stdin.buffer.read(8), "big")
    order = json.loads(sys.stdin.buffer.read(length))
    data = sys.stdin.buffer.read(order["bytes"])
    try:
        _import(order["needs"])
        _confine(order["memory"], order["seconds"], order["files"])
        said = _call(order, data)
    except MemoryError:
        os._exit(_MEMORY)
    with os.fdopen(answers, "wb") as pipe:
        pipe.write(json.dumps(said).encode())
    os._exit(0)


def _import(modules: list[str]) -> None:
    """Import modules without a search for garbage after every some hundred objects: there is none while importing."""
    gc.disable()
    for module in modules:
        importlib.import_module(module)
    gc.freeze()
    gc.enable()


def _confine(memory: int, seconds: int, files: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (files, files))


def _call(order: dict[str, Any], data: bytes) -> dict[str, Any]:
    module, _, function = order["target"].partition(":")
    try:
        return {"result": getattr(importlib.import_module(module), function)(data, **order["arguments"])}
    except PaperError as error:
        return {"error": error.message, "hint": error.hint}
