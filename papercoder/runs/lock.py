"""One process per run: a lock on a file that the operating system releases when its holder dies."""

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

from papercoder.errors import RunLocked
from papercoder.runs.folders import database_address, run_folder

__all__ = ["hold_run", "is_held", "wait_for"]

_TRIES = 5
_PAUSE = 0.05
"""Seconds between tries: a quarter of a second in all outlasts every `is_held`, and a person does not notice it."""


@contextmanager
def hold_run(run_id: str) -> Iterator[None]:
    """Hold the run for this process.

    Raises:
        RunLocked: another process holds it.
    """
    folder = run_folder(run_id)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    with open(_lock_path(run_id), "a+", encoding="utf-8") as file, _opened_folder(folder) as opened:
        if not (_try_to_hold(file.fileno()) and _try_to_hold(opened)):
            raise RunLocked(
                f"Run {run_id} is being driven by another process (pid {_holder(file)}).",
                f"Wait for it or stop it, then: papercoder resume {run_id}",
            )
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        with _everywhere(run_id):
            yield


@contextmanager
def _everywhere(run_id: str) -> Iterator[None]:
    """Hold the run also against workers on other machines, where they share a database."""
    address = database_address()
    if not address:
        yield
        return
    from papercoder.runs.databases.postgres_lock import hold_in_postgres

    with hold_in_postgres(address, run_id):
        yield


def is_held(run_id: str) -> bool:
    """Say whether a living process holds the run, on this machine or, where they share a database, on another."""
    with suppress(FileNotFoundError), open(_lock_path(run_id), encoding="utf-8") as file:
        if not _locked(file.fileno(), fcntl.LOCK_SH):
            return True
    with suppress(FileNotFoundError), _opened_folder(run_folder(run_id)) as opened:
        if not _locked(opened, fcntl.LOCK_SH):
            return True
    return _is_held_elsewhere(run_id)


def _is_held_elsewhere(run_id: str) -> bool:
    """Say whether a worker on another machine holds the run, where they share a database."""
    if not (address := database_address()):
        return False
    from papercoder.runs.databases.postgres_lock import hold_in_postgres

    try:
        with hold_in_postgres(address, run_id):
            return False
    except RunLocked:
        return True


@contextmanager
def _opened_folder(folder: str) -> Iterator[int]:
    """Open the folder to lock it too: whoever deletes the lock file does not free the run with it."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        yield opened
    finally:
        os.close(opened)


@contextmanager
def wait_for(path: str) -> Iterator[None]:
    """Hold a lock file, waiting for whoever holds it now."""
    with open(path, "a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _lock_path(run_id: str) -> str:
    return os.path.join(run_folder(run_id), "lock")


def _try_to_hold(opened: int) -> bool:
    """Try for a moment: `is_held` of another process takes the lock for an instant."""
    for _ in range(_TRIES):
        if _locked(opened, fcntl.LOCK_EX):
            return True
        time.sleep(_PAUSE)
    return False


def _locked(opened: int, kind: int) -> bool:
    try:
        fcntl.flock(opened, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in {errno.EBADF, errno.EINVAL, errno.ENOTSUP}:
            raise
        return True  # a network file system that locks no folders; there the lock file alone counts
    return True


def _holder(file: IO[str]) -> str:
    file.seek(0)
    return file.read(20).strip() or "unknown"
