"""Checkpoints and texts on Postgres (extra `postgres`), for several workers on one database."""

import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from papercoder.errors import RunError, RunLocked, SettingsError
from papercoder.runs.storage import Storage

if TYPE_CHECKING:
    from psycopg import Connection

__all__ = ["database_errors", "hold_in_postgres", "is_held_in_postgres", "open_postgres", "postgres_fault"]

_SETTING_UP = 0x7061706572
_CONNECTIONS = 8
_SECONDS = 10


@asynccontextmanager
async def open_postgres(address: str) -> AsyncIterator[Storage]:
    """Open the database, making the tables where they are missing.

    Args:
        address: postgresql://USER:PASSWORD@HOST:PORT/DATABASE

    Raises:
        SettingsError: the extra is not installed, or the address is none.
        RunError: the database cannot be reached or used.
    """
    _check(address)
    from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
    from langgraph.store.postgres.aio import AsyncPostgresStore
    from psycopg import AsyncConnection, Error
    from psycopg.rows import DictRow, dict_row
    from psycopg_pool import AsyncConnectionPool, PoolTimeout

    options: dict[str, Any] = {
        "autocommit": True,
        "prepare_threshold": 0,
        "row_factory": dict_row,
        "connect_timeout": _SECONDS,
    }
    pool: AsyncConnectionPool[AsyncConnection[DictRow]] = AsyncConnectionPool(
        address, min_size=1, max_size=_CONNECTIONS, kwargs=options, open=False, timeout=60.0
    )
    try:
        try:
            await pool.open(wait=True, timeout=_SECONDS)
            saver, store = AsyncPostgresSaver(pool), AsyncPostgresStore(pool)
            async with pool.connection() as connection:
                await connection.execute("SELECT pg_advisory_lock(%s)", (_SETTING_UP,))
                try:
                    await saver.setup()
                    await store.setup()
                finally:
                    await connection.execute("SELECT pg_advisory_unlock(%s)", (_SETTING_UP,))
            yield Storage(saver, store)
        except (Error, PoolTimeout) as error:
            raise postgres_fault(address, error) from error
    finally:
        await pool.close()


@contextmanager
def hold_in_postgres(address: str, run_id: str) -> Iterator[None]:
    """Hold the run for this process by an advisory lock, which ends with the connection, and so with its holder.

    Raises:
        RunLocked: another process, perhaps on another machine, holds it.
        RunError: the database cannot be reached.
    """
    with _connected(address) as connection:
        if not _locked(connection, run_id):
            raise RunLocked(
                f"Run {run_id} is being driven by another worker of the database.",
                f"Wait for it or stop it, then: papercoder resume {run_id}",
            )
        yield


def is_held_in_postgres(address: str, run_id: str) -> bool:
    """Say whether a worker holds the run."""
    with _connected(address) as connection:
        return not _locked(connection, run_id)


def database_errors() -> tuple[type[Exception], ...]:
    """Return what Postgres raises; nothing where it was never used, so that its package is not imported for this."""
    if "psycopg" not in sys.modules:
        return ()
    from psycopg import Error
    from psycopg_pool import PoolTimeout

    return (Error, PoolTimeout)


def postgres_fault(address: str, error: Exception) -> RunError:
    """Return what is told of an error of the database, without the password of its address."""
    said = str(error).replace(address, place(address)).strip().splitlines()
    password = urlsplit(address).password
    words = (said[0] if said else type(error).__name__).replace(password or "\0", "...")
    return RunError(
        f"The database {place(address)} cannot be used: {words}.",
        "Check that it runs and takes this user, then resume the run; what was saved is kept.",
    )


def place(address: str) -> str:
    """Return host, port and database of an address."""
    parts = urlsplit(address)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.hostname or 'local'}{port}{parts.path}"


def _check(address: str) -> None:
    if urlsplit(address).scheme not in {"postgresql", "postgres"}:
        raise SettingsError(
            f"The database is {address.partition('@')[2] or address!r}; expected postgresql://USER@HOST/DATABASE.",
            "Leave --database and PAPERCODER_DATABASE out for SQLite in the data folder.",
        )
    from importlib.util import find_spec

    missing = [
        name for name in ("psycopg", "psycopg_pool", "langgraph.checkpoint.postgres") if not _found(find_spec, name)
    ]
    if missing:
        raise SettingsError(
            f"A database on Postgres needs packages that are not installed: {', '.join(missing)}.",
            "Install papercoder[postgres].",
        )


def _found(find_spec: Any, name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


@contextmanager
def _connected(address: str) -> "Iterator[Connection[Any]]":
    _check(address)
    import psycopg

    try:
        connection = psycopg.connect(address, autocommit=True, connect_timeout=_SECONDS)
    except psycopg.Error as error:
        raise postgres_fault(address, error) from error
    with connection:
        yield connection


def _locked(connection: "Connection[Any]", run_id: str) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (run_id,)).fetchone()
    return bool(row and row[0])
