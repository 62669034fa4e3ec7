"""Checkpoints and texts of all runs in one SQLite file, safe to use from several processes at once."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from papercoder.errors import RunError
from papercoder.runs.folders import database_address, database_path
from papercoder.runs.lock import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from langgraph.checkpoint.base import BaseCheckpointSaver
    from langgraph.store.base import BaseStore

__all__ = ["Storage", "disk_faults", "open_storage"]

_BUSY_SECONDS = 30.0


@dataclass(frozen=True)
class Storage:
    """The two halves of the database; a graph is compiled with both."""

    saver: "BaseCheckpointSaver[str]"
    store: "BaseStore"


class _WritesFirst(sqlite3.Connection):
    """Take the write lock when a transaction begins.

    The store reads and then writes inside one transaction. SQLite refuses such a transaction at once, whatever the
    timeout, when another connection wrote in between; a transaction that begins as a writer waits instead.
    """

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        return super().execute("BEGIN IMMEDIATE" if sql == "BEGIN" else sql, parameters)


@asynccontextmanager
async def open_storage() -> AsyncIterator[Storage]:
    """Open the database, making the data folder and the tables where they are missing.

    Raises:
        RunError: the data folder cannot be written, or the file is not a database.
    """
    if address := database_address():
        from papercoder.runs.postgres import open_postgres

        async with open_postgres(address) as storage:
            yield storage
        return
    import aiosqlite
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
    from langgraph.store.sqlite.aio import AsyncSqliteStore

    path = database_path()
    with disk_faults():
        await asyncio.to_thread(_make_private_folder, os.path.dirname(path))
        async with (
            aiosqlite.connect(path, timeout=_BUSY_SECONDS) as checkpoints,
            aiosqlite.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, factory=_WritesFirst) as texts,
        ):
            for connection in (checkpoints, texts):
                await connection.execute("PRAGMA synchronous=NORMAL")
            saver, store = AsyncSqliteSaver(checkpoints), AsyncSqliteStore(texts)
            await _set_up(path, saver, store)
            yield Storage(saver, store)


@contextmanager
def disk_faults() -> "Iterator[None]":
    """Turn what SQLite and the disk refuse into a RunError that says what to do."""
    try:
        yield
    except _postgres_errors() as error:
        from papercoder.runs.postgres import postgres_fault

        raise postgres_fault(database_address(), error) from error
    except sqlite3.Error as error:
        raise RunError(
            f"The database {database_path()} cannot be used: {error}.",
            "Free disk space, or choose another data folder with PAPERCODER_DATA; what was saved is kept.",
        ) from error
    except OSError as error:
        raise RunError(
            f"{error.filename or 'The data folder'} cannot be used: {error.strerror or error}.",
            "Free disk space, or choose another data folder with PAPERCODER_DATA; what was saved is kept.",
        ) from error


def _postgres_errors() -> tuple[type[Exception], ...]:
    if not database_address():
        return ()
    from papercoder.runs.postgres import database_errors

    return database_errors()


async def _set_up(path: str, saver: Any, store: Any) -> None:
    """Create the tables; one process at a time, since neither migration expects company."""
    lock = wait_for(path + ".lock")
    await asyncio.to_thread(lock.__enter__)
    try:
        await saver.setup()
        await store.setup()
    finally:
        lock.__exit__(None, None, None)


def _make_private_folder(path: str) -> None:
    os.makedirs(path, mode=0o700, exist_ok=True)
