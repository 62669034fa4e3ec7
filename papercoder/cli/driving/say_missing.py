"""What this machine lacks for a trial, said at the terminal before run, resume or batch begins to work."""

from collections.abc import Iterable

from papercoder.cli.terminal.output import say
from papercoder.runs.card import RunCard, read_status
from state.settings import Settings

__all__ = ["say_missing", "say_missing_for"]

_TRIED = frozenset({"", "runner", "packager"})
"""Where a run may stop so that its trial comes before."""


def say_missing(settings: Iterable[Settings], until: str = "") -> None:
    """Say what is missing, each once, whatever number of runs lack it."""
    from papercoder.library.missing_here import missing_here

    if until in _TRIED:
        alike = {(one.trial, one.sandbox): one for one in settings}  # looking for a sandbox starts one
        for lacking in dict.fromkeys(told for one in alike.values() for told in missing_here(one)):
            say(lacking, error=True, colour="yellow")


def say_missing_for(cards: Iterable[RunCard], until: str = "") -> None:
    """Say it for runs that go on here; one that is over, or works on its server, lacks nothing of this machine."""
    say_missing((card.settings for card in cards if not card.server and _has_more(card.id)), until)


def _has_more(run_id: str) -> bool:
    status = read_status(run_id)
    return status is None or bool(status.next) or status.status not in {"complete", "partial"}
