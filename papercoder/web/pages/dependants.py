"""Which requirements and tables depend on a value; the question says it of those in doubt, the state of all."""

from collections.abc import Mapping
from typing import Any

from papercoder.review.ranking.links import tables_of, used_by
from state.config import ConfigEntry
from state.plan import Plan

__all__ = ["dependants", "values_of"]


def dependants(values: Mapping[str, Any], key: str) -> tuple[list[str], list[str]]:
    """Return the ids of the requirements that use the value, and the tables that they name."""
    entry = next((entry for entry in _entries(values) if entry.key == key), None)
    if entry is None or not values.get("plan"):
        return [], []
    ledger = Plan.from_json(values["plan"]).requirements
    ids = used_by(entry, ledger)
    return [*ids], [*tables_of(requirement for requirement in ledger if requirement.id in ids)]


def values_of(values: Mapping[str, Any], requirement: Any) -> list[dict[str, Any]]:
    """Return the values of config.yaml that a requirement uses."""
    return [entry.to_json() for entry in _entries(values) if used_by(entry, [requirement])]


def _entries(values: Mapping[str, Any]) -> list[ConfigEntry]:
    return [ConfigEntry.from_json(entry) for entry in (values.get("config") or {}).get("entries", ())]
