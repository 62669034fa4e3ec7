"""Start a program, capture what it prints, stop it at a limit, and leave nothing of it running."""

import asyncio
import contextlib
import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import IO, TypeVar

from papercoder.sandbox import tree
from papercoder.sandbox.backend import CommandLimits, LimitName
from papercoder.sandbox.disk_use import DiskUse
from papercoder.sandbox.memory import held

__all__ = ["Ended", "Stopped", "in_thread", "watched"]

_T = TypeVar("_T")
_TURN_S = 0.05
"""Longest wait for output before the limits are looked at; a memory bomb fills some 200 MB in that time."""

_ROUNDS = 50
"""How often processes that fork while they are searched for are searched for again."""

_KEPT_OUTPUT = 64 << 10
"""End of the output that is kept; reports show a tenth of it, the rest is for finding the limit that was met."""

_KEPT_ERRORS = 4 << 20
"""Standard error carries the launcher's report, at most 1.4 MB of files in Base64, which must not be cut."""


class Stopped(Exception):  # noqa: N818  # not an error: somebody asked for it
    """The caller wants the program's end."""


@dataclass(frozen=True)
class Ended:
    """How a program ended; `hit` is the limit for which it was stopped."""

    exit_code: int
    output: bytes
    errors: bytes
    seconds: float
    hit: LimitName | None


@dataclass
class _Tail:
    """The end of a stream and the length of all of it."""

    kept: int
    heard: Callable[[bytes], None] | None = None
    data: bytearray = field(default_factory=bytearray)
    total: int = 0

    def add(self, piece: bytes) -> None:
        if self.heard and piece:
            self.heard(piece)
        self.total += len(piece)
        self.data += piece
        if len(self.data) > 2 * self.kept:
            del self.data[: -self.kept]

    def end(self) -> bytes:
        return bytes(self.data[-self.kept :])


async def in_thread(work: Callable[[threading.Event], _T]) -> _T:
    """Run blocking work in a thread of its own; cancellation sets the event and waits for the work to clean up."""
    stop = threading.Event()
    pool = ThreadPoolExecutor(1, thread_name_prefix="sandbox")
    future = asyncio.get_running_loop().run_in_executor(pool, work, stop)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        stop.set()
        await asyncio.wait([future])
        with contextlib.suppress(Stopped):
            future.result()
        raise
    finally:
        stop.set()
        pool.shutdown(wait=False)


def watched(  # noqa: PLR0913 -- each is one thing that back ends differ in
    command: Sequence[str],
    *,
    environ: Mapping[str, str],
    limits: CommandLimits,
    stop: threading.Event,
    grace: float = 0.0,
    mark: str = "",
    pass_fds: Sequence[int] = (),
    at_end: Callable[[], None] | None = None,
    heard: Callable[[bytes], None] | None = None,
    kept: str = "",
) -> Ended:
    """Run a program to its end or to the first limit.

    Args:
        command: Program and arguments.
        environ: Its whole environment.
        limits: Wall time, output, and processes and memory of everything below the program.
        stop: Ends the program when set.
        grace: Seconds added to the wall time, so that the launcher inside can end the command first.
        mark: Text in the environment of processes that are killed at the end even when they left the tree.
        pass_fds: Descriptors that it inherits.
        at_end: Called before the tree is killed, whatever happened.
        heard: Called with what it prints, as it comes.
        kept: Folder whose size the disk limit bounds; empty where what holds it is bounded itself.

    Raises:
        Stopped: the event was set.
        OSError: the program cannot be started.
    """
    began = time.monotonic()
    streams = (_Tail(_KEPT_OUTPUT, heard), _Tail(_KEPT_ERRORS))
    process = _started(command, environ, pass_fds)
    try:
        hit = _follow(process, streams, limits, stop, grace, DiskUse(kept, limits.disk_mb))
    finally:
        if at_end:
            at_end()
        _end(process, mark)
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()
    seconds = time.monotonic() - began
    return Ended(process.returncode, streams[0].end(), streams[1].end(), seconds, hit)


def _started(command: Sequence[str], environ: Mapping[str, str], pass_fds: Sequence[int]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(environ),
        start_new_session=True,
        pass_fds=tuple(pass_fds),
    )


def _follow(
    process: subprocess.Popen[bytes],
    streams: tuple[_Tail, _Tail],
    limits: CommandLimits,
    stop: threading.Event,
    grace: float,
    disk: DiskUse,
) -> LimitName | None:
    until = time.monotonic() + limits.seconds + grace
    with selectors.DefaultSelector() as selector:
        for pipe, tail in zip((process.stdout, process.stderr), streams, strict=True):
            if pipe:
                os.set_blocking(pipe.fileno(), False)
                selector.register(pipe, selectors.EVENT_READ, tail)
        looked = 0.0
        while True:
            ended = process.poll() is not None
            printed = _read(selector) if selector.get_map() else _wait(process)
            if ended and not printed:
                return None
            if stop.is_set():
                raise Stopped
            if streams[0].total > limits.output_bytes or streams[1].total > 2 * _KEPT_ERRORS:
                return "output"
            if time.monotonic() > until:
                return "wall time"
            if time.monotonic() - looked > 2 * _TURN_S:
                looked = time.monotonic()
                if hit := _above(process.pid, limits) or disk.hit():
                    return hit


def _read(selector: selectors.BaseSelector) -> bool:
    """Read what is printed within a turn; False when nothing was."""
    printed = False
    for key, _ in selector.select(_TURN_S):
        pipe: IO[bytes] = key.fileobj  # type: ignore[assignment]  # only pipes are registered
        piece = os.read(pipe.fileno(), 1 << 16)
        key.data.add(piece)
        printed = printed or bool(piece)
        if not piece:
            selector.unregister(pipe)
    return printed


def _wait(process: subprocess.Popen[bytes]) -> bool:
    """Wait a turn for the end of a program that has closed its output; nothing more can be printed."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_TURN_S)
    return False


def _above(pid: int, limits: CommandLimits) -> LimitName | None:
    allowed = limits.memory_mb << 20
    processes = tree.below(pid)
    if sum(process.threads for process in processes) >= limits.processes:
        return "processes"
    return "memory" if held(processes, allowed) > allowed else None


def _end(process: subprocess.Popen[bytes], mark: str) -> None:
    left = tree.below(process.pid)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    tree.kill(left)
    # A process that forks while it is looked for may be missed once, so look until there is none.
    for _ in range(_ROUNDS if mark else 0):
        if not (others := tree.marked(mark)):
            return
        tree.kill(others)
