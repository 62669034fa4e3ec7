"""The settings of a run that goes on: what it was started with, and what this command overrides."""

from papercoder.cli.options import Given
from papercoder.library.checks_before_start import check_address
from papercoder.runs.card import RunCard, write_card
from papercoder.runs.lock import hold_run
from papercoder.runs.storage import disk_faults
from papercoder.settings import load_settings

__all__ = ["with_changed_settings"]


def with_changed_settings(card: RunCard, given: Given) -> RunCard:
    """Return the card with the settings that were given, and keep it for the next resume."""
    if not given:
        return card
    agents = {**card.settings.agent_models, **given.get("agent_models", {})}
    known = card.settings.model_dump() | given | {"agent_models": agents}
    card = card.model_copy(update={"settings": load_settings(known, {})})
    check_address(card.settings)
    with disk_faults(), hold_run(card.id):
        write_card(card)
    return card
