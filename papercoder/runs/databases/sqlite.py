"""Checkpoints and texts of all runs in one SQLite file, safe to use from several processes at once."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from papercoder.runs.databases.storage_halves import Storage
from papercoder.runs.lock import wait_for

__all__ = ["open_sqlite"]

_BUSY_SECONDS = 30.0
"""How long a writer waits for the others; a fan-out of 64 files saves within a second, a slow disk takes longer."""


class _WritesFirst(sqlite3.Connection):
    """Take the write lock when a transaction begins.

    The store reads and then writes inside one transaction. SQLite refuses such a transaction at once, whatever the
    timeout, when another connection wrote in between; a transaction that begins as a writer waits instead.
    """

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        return super().execute("BEGIN IMMEDIATE" if sql == "BEGIN" else sql, parameters)


@asynccontextmanager
async def open_sqlite(path: str) -> AsyncIterator[Storage]:
    """Open the file, making its folder and the tables where they are missing."""
    import aiosqlite
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
    from langgraph.store.sqlite.aio import AsyncSqliteStore

    await asyncio.to_thread(_make_private_folder, os.path.dirname(path))
    await asyncio.to_thread(_try_to_open, path)
    async with (
        aiosqlite.connect(path, timeout=_BUSY_SECONDS) as checkpoints,
        aiosqlite.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, factory=_WritesFirst) as texts,
    ):
        for connection in (checkpoints, texts):
            await connection.execute("PRAGMA synchronous=NORMAL")
        saver, store = AsyncSqliteSaver(checkpoints), AsyncSqliteStore(texts)
        await _set_up(path, saver, store)
        yield Storage(saver, store)


async def _set_up(path: str, saver: Any, store: Any) -> None:
    """Create the tables; one process at a time, since neither migration expects company."""
    lock = wait_for(path + ".lock")
    await asyncio.to_thread(lock.__enter__)
    try:
        await saver.setup()
        await store.setup()
    finally:
        lock.__exit__(None, None, None)


def _try_to_open(path: str) -> None:
    """Let a file that cannot be opened be refused here: a thread of aiosqlite would print a traceback of its own."""
    sqlite3.connect(path, timeout=_BUSY_SECONDS).close()


def _make_private_folder(path: str) -> None:
    os.makedirs(path, mode=0o700, exist_ok=True)
