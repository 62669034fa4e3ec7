"""What a run will need, told on the terminal: a dry run, a note before the first call, a line at the review."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from papercoder.cli.terminal.output import say
from papercoder.runs.card import RunCard
from state.model_name import ModelName
from state.settings import Settings

if TYPE_CHECKING:
    from papercoder.papers.images.placed import Illustrated

__all__ = ["dry_run", "note_before_calls", "say_rest"]

_PAGE = 1000
"""Tokens of a page that is still to be read from its image: a printed page has 600 to 1,400."""


def dry_run(paper: str, settings: Settings) -> int:
    """Read the paper and say what a run over it would need; asks no model and keeps nothing."""
    import asyncio

    from papercoder.models.estimates.estimate import estimate_run
    from papercoder.models.estimates.windows import tight_steps, tight_text
    from papercoder.models.estimates.wording import estimate_table
    from papercoder.papers.accounting.card import count_captions
    from papercoder.papers.markdown import estimate_tokens, render_paper

    read = asyncio.run(_read(paper, settings))
    tokens = estimate_tokens(render_paper(read.paper)) + _PAGE * len(read.pages)
    say(f"{read.paper.title or 'Paper without a title'}")
    say(f"Model       {settings.model or 'none set: dollars are not known'}")
    for line in estimate_table(estimate_run(tokens, settings, len(read.figures) + len(read.pages))):
        say(line)
    if read.pages:
        say(f"Pages       {len(read.pages)} without usable text are read from their images")
    if captions := count_captions(read.paper):
        say(f"Figures     {len(read.figures)} of {captions} are read from their images; the others give their captions")
    if settings.model and (said := tight_text(tight_steps(tokens, settings))):
        say()
        say(said)
    return 0


async def _read(paper: str, settings: Settings) -> "Illustrated":
    """Read the paper, with its figures where the model is shown images."""
    import asyncio

    from papercoder.models.sight import shown_images
    from papercoder.papers.images.placed import read_illustrated

    images = await asyncio.to_thread(shown_images, settings, "figure-reader")
    how: dict[str, Any] = {"allow_files": True, "allow_private_urls": True, "prefer_source": settings.prefer_source}
    return await read_illustrated(paper, images=images, **how)


def note_before_calls(paper: Mapping[str, Any], settings: Settings) -> list[str]:
    """Return what a run says when its paper has been read; nothing where the answers are replayed.

    Args:
        paper: The paper's card in the state.
        settings: Of the run.
    """
    from papercoder.errors import SettingsError
    from papercoder.models.estimates.estimate import estimate_run
    from papercoder.models.estimates.windows import tight_steps, tight_text
    from papercoder.models.estimates.wording import estimate_line

    pages = len(paper.get("pages", ()))
    tokens = paper.get("tokens", 0) + _PAGE * pages
    if not tokens or ModelName.of(settings.model).replays:
        return []
    notes = [estimate_line(estimate_run(tokens, settings, len(paper.get("figures", ())) + pages))]
    try:
        notes.append(tight_text(tight_steps(tokens, settings)))
    except SettingsError:
        return notes  # the first call says it better
    return [note for note in notes if note]


def say_rest(card: RunCard, values: Mapping[str, Any]) -> None:
    """Say at the review what approving it will still cost."""
    from papercoder.models.estimates.estimate import estimate_rest
    from papercoder.models.estimates.wording import rest_line

    files = len((values.get("architecture") or {}).get("files", ()))
    tokens = (values.get("paper") or {}).get("tokens", 0)
    if files and tokens and not ModelName.of(card.settings.model).replays:
        say(rest_line(estimate_rest(tokens, 0, files, card.settings)))
