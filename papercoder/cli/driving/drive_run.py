"""Driving a run from question to question, as far as it goes, and reporting its end."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from papercoder.cli.driving.drive_options import DriveOptions
from papercoder.cli.error_boundary import STOPPED
from papercoder.cli.terminal.output import say
from papercoder.errors import AccessRefused, InputError, RunError, RunLocked
from papercoder.runs.card import RunCard, paper_source
from papercoder.runs.lock import hold_run

if TYPE_CHECKING:
    from papercoder.runs.drive import DriveRequest, DriveResult, Watch
    from state.status import Usage

__all__ = ["drive_run", "first_line"]

_USELESS = (InputError, AccessRefused)


def first_line(run_id: str, what: str) -> None:
    """Say which run this is, before anything heavy is imported."""
    say(f"Run {run_id} {what}")


def drive_run(card: RunCard, options: DriveOptions, *, is_new: bool = False) -> int:
    """Drive a run as far as it goes and return the exit code.

    A new run that ends before any model has answered, because what the person gave cannot be used, is not kept: nor
    the key or the model's name, which only the provider can look at.
    """
    from papercoder.cli.driving.final_report import show_final_report
    from papercoder.runs.removal import remove_run
    from papercoder.runs.storage import disk_faults

    try:
        with disk_faults(), hold_run(card.id), _pages(card, options):
            result, usage = _drive_to_end(card, options)
            refused = result.error if is_new and usage.calls == 0 and isinstance(result.error, _USELESS) else None
            if refused is None:
                return show_final_report(card, result, usage)
        asyncio.run(remove_run(card.id))
        say("No answer was paid, and no run is kept.")
        raise refused
    except (RunLocked, AccessRefused):
        raise
    except RunError as error:
        hint = f"{error.hint} Then go on with: papercoder resume {card.id}".strip()
        raise RunError(error.message, hint) from error
    except KeyboardInterrupt:
        say()
        say("Stopped; everything made so far is kept. Go on with:")
        say(f"  papercoder resume {card.id}")
        return STOPPED


@contextmanager
def _pages(card: RunCard, options: DriveOptions) -> Iterator[None]:
    """Serve the pages meanwhile, where that is asked, and say where."""
    if not options.web:
        yield
        return
    from papercoder.web.serve import serving

    with serving() as access:
        say(f"Pages of this run: {access.address(f'/runs/{card.id}')}")
        yield


def _drive_to_end(card: RunCard, options: DriveOptions) -> "tuple[DriveResult, Usage]":
    """Drive from question to question."""
    from papercoder.cli.driving.answering import approved_without_terminal, make_answerer
    from papercoder.cli.driving.estimates import say_rest
    from papercoder.cli.progress.screen import open_screen
    from papercoder.cli.progress.state import Progress
    from papercoder.library.status_writer import StatusWriter
    from papercoder.runs.drive import DriveRequest

    request = DriveRequest(card.id, card.settings, {"paper_source": paper_source(card)}, None, options.until)
    give_answer = make_answerer(card, options)
    while True:
        status = StatusWriter(card)
        progress = Progress(card, status.usage, status.calls())
        with open_screen(progress) as watch:
            result = _drive_once(card, request, status.written_by(watch))
        status.finish(result)
        if result.question is None:
            return result, status.usage()
        if approved_without_terminal(options):
            settings = card.settings.model_copy(update={"approve_config": True})
            request = replace(request, settings=settings, answer=None)
            continue
        if options.given_answer is None:
            say_rest(card, result.values)
        answer = give_answer(result.question)
        if answer is None:
            return result, status.usage()
        request = replace(request, answer=answer)


def _drive_once(card: RunCard, request: "DriveRequest", watch: "Watch") -> "DriveResult":
    """Drive the run to its next stop, here or where it has its server."""
    if card.server:
        from papercoder.remote.batch import drive_there

        def at(nodes: tuple[str, ...], _: object) -> None:
            watch("event", {"event": "node-started", "node": nodes[0], "subject": ""})

        return _run(drive_there(card.model_copy(update={"settings": request.settings}), at, request.answer))
    from graph.pipeline import build
    from papercoder.runs.drive import drive

    return _run(drive(build(), request, watch))


def _run(driven: "Coroutine[None, None, DriveResult]") -> "DriveResult":
    """Run it to its end; Ctrl-C while a step waits for the database may come out as the step's own cancelling."""
    try:
        return asyncio.run(driven)
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
