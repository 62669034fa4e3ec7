"""Where checkpoints and texts of all runs are: SQLite in the data folder, or the Postgres database that is named."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from papercoder.errors import RunError
from papercoder.runs.databases.storage_halves import Storage
from papercoder.runs.folders import database_address, database_path

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Storage", "disk_faults", "open_storage"]


@asynccontextmanager
async def open_storage() -> AsyncIterator[Storage]:
    """Open the database, making the data folder and the tables where they are missing.

    Raises:
        RunError: the data folder cannot be written, or the file is not a database.
    """
    if address := database_address():
        from papercoder.runs.databases.postgres import open_postgres

        async with open_postgres(address) as storage:
            yield storage
        return
    from papercoder.runs.databases.sqlite import open_sqlite

    with disk_faults():
        async with open_sqlite(database_path()) as storage:
            yield storage


@contextmanager
def disk_faults() -> "Iterator[None]":
    """Turn what SQLite and the disk refuse into a RunError that says what to do."""
    try:
        yield
    except _postgres_errors() as error:
        from papercoder.runs.databases.postgres_address import postgres_fault

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
    from papercoder.runs.databases.postgres_address import database_errors

    return database_errors()
