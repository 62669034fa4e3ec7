"""Transactions on a small SQLite file that several processes write."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from papercoder.errors import RunError
from papercoder.runs.databases.kept_limits import Dialect, Execute
from papercoder.runs.lock import wait_for

__all__ = ["SqliteTransactions"]

T = TypeVar("T")
_BUSY_SECONDS = 30.0
"""How long a writer waits for the others; each holds the file for a millisecond, a machine under load for longer."""


class SqliteTransactions:
    """One connection.

    Args:
        path: Of the file, which is made where it is missing.

    Raises:
        RunError: it cannot be used.
    """

    dialect = Dialect(now="((julianday('now') - 2440587.5) * 86400.0)", least="min", greatest="max", lock="")

    def __init__(self, path: str) -> None:
        self._path = path
        with _faults(path):
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
            self._connection = sqlite3.connect(
                path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )

    def __del__(self) -> None:
        if hasattr(self, "_connection"):
            self._connection.close()

    def set_up(self, statements: Sequence[str]) -> None:
        """Make tables where they are missing; one process at a time, for the change to WAL does not wait."""
        with _faults(self._path), wait_for(self._path + ".lock"):
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            for statement in statements:
                self._connection.execute(statement)

    def run(self, work: Callable[[Execute], T]) -> T:
        """Return what `work` does in one transaction; it begins as a writer, so that it never has to be repeated."""
        with _faults(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                done = work(lambda sql, values: self._connection.execute(sql, values).fetchall())
            except BaseException:  # no boundary: Ctrl-C undoes the work too, and is raised again
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
            return done


@contextmanager
def _faults(path: str) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise RunError(
            f"The database {path} cannot be used: {error}.",
            "Free disk space, or choose another data folder with PAPERCODER_DATA; what was saved is kept.",
        ) from error
