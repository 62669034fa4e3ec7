"""One worker per run, on however many machines: an advisory lock of the Postgres database they share."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from papercoder.errors import RunLocked
from papercoder.runs.databases.postgres_address import CONNECT_SECONDS, check_address, postgres_fault

if TYPE_CHECKING:
    from psycopg import Connection

__all__ = ["hold_in_postgres"]


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


@contextmanager
def _connected(address: str) -> "Iterator[Connection[Any]]":
    check_address(address)
    import psycopg

    try:
        connection = psycopg.connect(address, autocommit=True, connect_timeout=CONNECT_SECONDS)
    except psycopg.Error as error:
        raise postgres_fault(address, error) from error
    with connection:
        yield connection


def _locked(connection: "Connection[Any]", run_id: str) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (run_id,)).fetchone()
    return bool(row and row[0])
