"""Transactions on Postgres outside of LangGraph's own tables."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from papercoder.runs.databases.kept_limits import Dialect, Execute
from papercoder.runs.databases.postgres_address import CONNECT_SECONDS, check_address, postgres_fault

if TYPE_CHECKING:
    from psycopg import Connection

__all__ = ["PostgresTransactions"]

T = TypeVar("T")
_SETTING_UP = 0x7061706573
"""Any number that nothing else in the database locks: two processes that make the same table at once would fail."""


class PostgresTransactions:
    """One connection, made again where it was lost.

    Args:
        address: postgresql://USER:PASSWORD@HOST:PORT/DATABASE

    Raises:
        SettingsError: the extra is not installed, or the address is none.
        RunError: the database cannot be reached or used.
    """

    dialect = Dialect("extract(epoch from clock_timestamp())::float8", "least", "greatest", "FOR UPDATE")

    def __init__(self, address: str) -> None:
        check_address(address)
        self._address = address
        self._connection = self._connected()

    def __del__(self) -> None:
        if hasattr(self, "_connection"):
            self._connection.close()

    def set_up(self, statements: Sequence[str]) -> None:
        """Make tables where they are missing; one process at a time."""

        def make(execute: Execute) -> None:
            execute("SELECT pg_advisory_xact_lock(?)", (_SETTING_UP,))
            for statement in statements:
                execute(statement, ())

        self.run(make)

    def run(self, work: Callable[[Execute], T]) -> T:
        """Return what `work` does in one transaction; it is repeated once where the connection was lost."""
        import psycopg

        try:
            try:
                return self._run(work)
            except psycopg.OperationalError:
                self._connection.close()
                self._connection = self._connected()
                return self._run(work)
        except psycopg.Error as error:
            raise postgres_fault(self._address, error) from error

    def _run(self, work: Callable[[Execute], T]) -> T:
        with self._connection.transaction():
            return work(self._execute)

    def _execute(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        cursor = self._connection.execute(sql.replace("?", "%s").encode(), values)
        return cursor.fetchall() if cursor.description else []

    def _connected(self) -> "Connection[Any]":
        import psycopg

        try:
            return psycopg.connect(self._address, autocommit=True, connect_timeout=CONNECT_SECONDS)
        except psycopg.Error as error:
            raise postgres_fault(self._address, error) from error
