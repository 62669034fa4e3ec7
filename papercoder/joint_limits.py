"""Limits that hold over several processes: those that the operator names, and a batch's."""

import os
from dataclasses import replace

from papercoder.errors import SettingsError
from papercoder.models.limits.kept_limits import KeptLimits
from papercoder.models.limits.shared_limits import ProcessLimits, has_limits, share_limits
from papercoder.runs.databases.kept_limits import LEASE, KeptInDatabase
from papercoder.runs.folders import data_folder, database_address

__all__ = ["hold_limits_of_batch", "hold_operators_limits", "keep_limits", "operators_limits"]

_OPERATORS = "operator"
"""Name of the budget of all runs on a database; no batch has it, for their ids begin with a time."""
_SERVERS_OWN = ("DATABASE_URI", "POSTGRES_URI")
"""Where LangGraph Server has its own database; then there may be workers on other machines."""


def keep_limits(limits: ProcessLimits, budget: str, lease: float = LEASE) -> KeptLimits | None:
    """Return who keeps these limits for all processes on the database; None where there is nothing to keep.

    Args:
        limits: What is allowed.
        budget: Name of the budget, the same in all processes that draw from it.
        lease: Seconds after which what a process has reserved is free again when it died.
    """
    if not any((limits.requests_per_minute, limits.tokens_per_minute)) and limits.max_cost is limits.max_tokens is None:
        return None
    if address := database_address():
        from papercoder.runs.databases.postgres_transactions import PostgresTransactions

        return KeptInDatabase(lambda: PostgresTransactions(address), budget, lease)
    from papercoder.runs.databases.sqlite_transactions import SqliteTransactions

    return KeptInDatabase(lambda: SqliteTransactions(os.path.join(data_folder(), "limits.sqlite")), budget, lease)


def operators_limits() -> ProcessLimits:
    """Return what PAPERCODER_REQUESTS_PER_MINUTE, PAPERCODER_TOKENS_PER_MINUTE and PAPERCODER_BUDGET say.

    Raises:
        SettingsError: one of them is no number above zero.
    """
    return ProcessLimits(
        requests_per_minute=_number("PAPERCODER_REQUESTS_PER_MINUTE"),
        tokens_per_minute=_number("PAPERCODER_TOKENS_PER_MINUTE"),
        max_cost=_number("PAPERCODER_BUDGET"),
    )


def hold_limits_of_batch(limits: ProcessLimits, batch: str, spent: float, tokens: int = 0) -> None:
    """Hold the limits of a batch or a benchmark, in the running event loop; what it leaves open is the operator's.

    Args:
        limits: What the batch names.
        batch: Its id, under which its budget is kept.
        spent: Dollars that its runs have cost so far.
        tokens: Tokens that they have used so far.
    """
    own = operators_limits()
    name, cost = (batch, spent) if limits.max_cost is not None else (_OPERATORS, 0.0)
    limits = replace(
        limits,
        requests_per_minute=limits.requests_per_minute or own.requests_per_minute,
        tokens_per_minute=limits.tokens_per_minute or own.tokens_per_minute,
        max_cost=own.max_cost if limits.max_cost is None else limits.max_cost,
    )
    share_limits(limits, cost, tokens, kept=keep_limits(limits, name))


def hold_operators_limits() -> None:
    """Hold what the operator allows, in the running event loop, where nothing else limits it already.

    Raises:
        SettingsError: a limit is no number, or workers on other machines would not know of it.
    """
    if has_limits():
        return
    limits = operators_limits()
    kept = keep_limits(limits, _OPERATORS)
    if kept is not None and not database_address() and any(os.environ.get(name) for name in _SERVERS_OWN):
        raise SettingsError(
            "Requests, tokens or dollars of all workers together are limited, and nothing is named that they share.",
            "Set PAPERCODER_DATABASE to a Postgres database that every worker reaches; the server's own will do.",
        )
    share_limits(limits, kept=kept)


def _number(name: str) -> float | None:
    text = os.environ.get(name, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < float("inf"):
        raise SettingsError(f"{name} is {text!r}; expected a number above zero.", f"Set {name}=60, or leave it out.")
    return value
