"""One attempt of the full run: the environment, the private copy, the program in the sandbox, and how it ended."""

import ast
import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from papercoder.errors import RunError
from papercoder.reproduction.folder import Attempt, FullRunFolder, FullRunState, read_full_run, renew, write_full_run
from papercoder.runs.card import now
from papercoder.sandbox.backend import DATA, BackendState, CommandLimits, CommandResult, Grants, Sandbox
from papercoder.sandbox.choose import choose
from papercoder.sandbox.watch import in_thread
from papercoder.trial.environment import Prepared, cache_folder, prepare, requirements_of
from papercoder.trial.resolved import resolved_versions
from papercoder.workspace.running.reproduce import FULL_BEGINS

__all__ = ["FullRunRequest", "attempt", "goes_on", "locked_lines", "prepared", "resume_words"]

_LOG_MB = 64
"""MiB of the log: far above what a program prints that people read, far below a disk."""

_OUTPUT_MB = 2048
"""MiB that the program may print in all: a progress bar of some days; a program in a loop is ended."""

_INSTALL_S = 7200.0
"""Time for making the environment: torch over a slow line takes an hour."""

_OPEN_FILE_MB = 1 << 20
"""One file may be as large as all of them together."""


@dataclass(frozen=True)
class FullRunRequest:
    """What was agreed on before the start.

    Args:
        repository: Folder of the repository.
        sandbox: Name of the back end.
        seconds: Wall time.
        memory_mb: Memory in MiB.
        disk_mb: Disk for the private copy and everything the program writes there, in MiB.
        threads: Threads of numerical libraries.
        network: Whether the program may use the network.
        gpus: Number of CUDA devices that it may use.
        data: Folder of this machine that it sees, read-only.
        variables: Credentials by name; they go to the program and are kept nowhere.
        environments: Folder of made environments.
    """

    repository: str
    sandbox: str = "auto"
    seconds: float = 86400.0
    memory_mb: int = 8192
    disk_mb: int = 20480
    threads: int = 1
    network: bool = False
    gpus: int = 0
    data: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    environments: str = ""


def locked_lines(repository: str) -> tuple[list[str], str]:
    """Return the lines of requirements.lock, else those of requirements.txt, and the name of the file.

    Raises:
        RunError: neither is there.
    """
    for name in ("requirements.lock", "requirements.txt"):
        path = os.path.join(repository, name)
        if os.path.isfile(path):
            with open(path, encoding="utf-8", errors="replace") as file:
                return file.read().splitlines(), name
    raise RunError(f"{repository} has no requirements.txt.", "Was it written by PaperCoder? See: papercoder show")


async def prepared(plan: FullRunRequest) -> tuple[Sandbox, Prepared, tuple[str, ...]]:
    """Return the sandbox, the environment that satisfies the lock, and what is in it.

    Raises:
        RunError: no sandbox works, or the environment cannot be made.
    """
    sandbox = await asyncio.to_thread(choose, plan.sandbox)
    if isinstance(sandbox, BackendState):
        raise RunError(f"No sandbox works here: {sandbox.reason}.", f"Install one: {sandbox.install}")
    lines, name = await asyncio.to_thread(locked_lines, plan.repository)
    try:
        requirements = requirements_of(lines)
    except ValueError as error:
        raise RunError(f"{name} cannot be used: {error}.", "Mend that line.") from error

    def work(stop: threading.Event) -> Prepared:
        cache = cache_folder(plan.environments)
        return prepare(requirements, sandbox=sandbox, cache=cache, seconds=_INSTALL_S, stop=stop)

    made = await in_thread(work)
    if made.environment is None:
        raise RunError(f"The environment cannot be made: {made.reason}.", "See what pip says about that requirement.")
    return sandbox, made, await asyncio.to_thread(resolved_versions, requirements, made.environment)


async def attempt(
    plan: FullRunRequest,
    place: FullRunFolder,
    digest: str,
    sandbox: Sandbox,
    made: Prepared,
    heard: Callable[[bytes], None],
) -> FullRunState:
    """Run the program once more, in the copy that an earlier attempt left where the repository is the same.

    The state on disk tells at every moment how it stands: an attempt without an end was killed.
    """
    state = await asyncio.to_thread(read_full_run, place)
    again = await asyncio.to_thread(goes_on, place, digest)
    if not again:
        await asyncio.to_thread(renew, place, plan.repository)
        state = FullRunState(repository=digest)
    await asyncio.to_thread(_show_data, place, plan, sandbox)
    environment = made.environment
    if environment is None:
        raise RunError("There is no environment.", "Start anew.")
    begun = Attempt(started=now(), sandbox=sandbox.name, environment=environment.label)
    write_full_run(place, state.model_copy(update={"attempts": (*state.attempts, begun)}))
    words = ["sh", "reproduce.sh", "--no-install", *(_going_on(place) if again else ())]
    began = time.monotonic()
    with _Log(place.log, again=again) as log:

        def both(piece: bytes) -> None:
            log.add(piece)
            heard(piece)

        grants = Grants(
            work=place.work,
            data=plan.data,
            network=plan.network,
            gpus=plan.gpus,
            threads=plan.threads,
            variables=plan.variables,
            heard=both,
        )
        try:
            done = await sandbox.run(
                words, repository=plan.repository, environment=environment, limits=_limits(plan), grants=grants
            )
        except asyncio.CancelledError:
            stopped = CommandResult(None, "", time.monotonic() - began, fault="stopped by a person or a signal")
            _ended(place, state, begun, stopped)
            raise
    return _ended(place, state, begun, done)


def goes_on(place: FullRunFolder, digest: str) -> bool:
    """Tell whether there is an attempt that did not come to its end, of this very repository."""
    state = read_full_run(place)
    return state.is_begun and state.repository == digest and os.path.isdir(place.work)


def _show_data(place: FullRunFolder, plan: FullRunRequest, sandbox: Sandbox) -> None:
    """Let the program find the granted folder as data/ as well, where the repository has none of its own."""
    path = os.path.join(place.work, "data")
    if os.path.islink(path):
        os.unlink(path)
    if plan.data and not os.path.lexists(path):
        os.symlink(os.path.realpath(plan.data) if sandbox.name == "none" else DATA, path)


def _ended(place: FullRunFolder, state: FullRunState, begun: Attempt, done: CommandResult) -> FullRunState:
    why = done.fault or (f"it met the limit of {done.hit}" if done.hit else "")
    ended = begun.model_copy(
        update={
            "ended": now(),
            "seconds": round(done.seconds, 1),
            "exit_code": done.exit_code,
            "reason": why,
            "peak_mb": done.peak_mb,
        }
    )
    now_state = state.model_copy(update={"attempts": (*state.attempts, ended)})
    write_full_run(place, now_state)
    return now_state


def _limits(plan: FullRunRequest) -> CommandLimits:
    return CommandLimits(
        seconds=plan.seconds,
        cpu_seconds=int(plan.seconds * max(1, plan.threads)) + 60,
        memory_mb=plan.memory_mb,
        # CUDA maps all memory of the machine and of its devices before it uses any.
        mapped_mb=(1 << 20) if plan.gpus else 16384,
        processes=max(512, 64 * plan.threads),
        file_mb=min(plan.disk_mb, _OPEN_FILE_MB),
        disk_mb=plan.disk_mb,
        output_bytes=_OUTPUT_MB << 20,
    )


def _going_on(place: FullRunFolder) -> Iterator[str]:
    """Yield what spares a second start what the first has done: the smoke test, and what the program itself keeps."""
    try:
        with open(place.log, encoding="utf-8", errors="replace") as file:
            passed = any(line.rstrip() == FULL_BEGINS for line in file)
        with open(os.path.join(place.work, "reproduce.sh"), encoding="utf-8") as file:
            passed = passed and "--no-smoke)" in file.read()
    except OSError:
        passed = False
    if passed:
        yield "--no-smoke"
    yield from resume_words(place.work)


def resume_words(work: str) -> Sequence[str]:
    """Return what lets the program go on by itself: its own option --resume, where its code has one."""
    try:
        with open(os.path.join(work, "reproduce.sh"), encoding="utf-8") as file:
            script = file.read()
    except OSError:
        return ()
    entry = next((word for line in script.splitlines() for word in line.split() if word.endswith(".py")), "")
    try:
        with open(os.path.join(work, entry), encoding="utf-8") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return ()
    has = any(isinstance(node, ast.Constant) and node.value == "--resume" for node in ast.walk(tree))
    return ("--", "--resume") if has and "--)" in script else ()


class _Log:
    """The log on disk, cut where it would fill it."""

    def __init__(self, path: str, *, again: bool) -> None:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        self._file = open(path, "ab" if again else "wb")  # noqa: SIM115 -- closed by __exit__
        self._left = (_LOG_MB << 20) - self._file.tell()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, piece: bytes) -> None:
        """Write what was printed."""
        if self._left > 0:
            self._file.write(piece[: self._left])
            self._file.flush()
            self._left -= len(piece)
            if self._left <= 0:
                self._file.write(b"\n[the log ends here: it would have become too large]\n")
