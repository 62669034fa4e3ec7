"""One run from the command line: drive the graph, ask the person, drive on, and end with the truth."""

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import typer

from papercoder.cli.boundary import STOPPED
from papercoder.errors import InputError, RunError, RunLocked
from papercoder.runs.card import RunCard, now, write_card
from papercoder.runs.folders import new_run_id, run_folder
from papercoder.runs.lock import hold_run
from state.settings import Settings

__all__ = ["Ask", "Plan", "carry_on", "check_output", "first_line", "start"]

_NOT_OF_THE_PIPELINE = {"judge", "grader", "baseline"}

Ask = Callable[[Any], Any]
"""From the question of the review to the answer for the graph; None leaves it open."""


@dataclass(frozen=True)
class Plan:
    """How a command wants the run driven.

    Args:
        until: Node after which to stop.
        approve_after_hint: Where no terminal can answer, say a sentence and go on without a review.
        prepared: Gives the answer to the first question instead of a person.
    """

    until: str = ""
    approve_after_hint: bool = False
    prepared: Ask | None = None


def start(paper: str, output: str, settings: Settings, plan: Plan) -> int:
    """Start a new run and return the exit code."""
    check_output(output)
    _check_models(settings, plan)
    run_id = new_run_id("" if paper == "-" else paper)
    first_line(run_id, f"reads {'standard input' if paper == '-' else paper}")
    source = _from_standard_input(run_id) if paper == "-" else _as_source(paper)
    card = RunCard(
        id=run_id,
        paper=paper,
        paper_source=source,
        started=now(),
        settings=_with_absolute_replay(settings),
        output=os.path.abspath(output) if output else "",
    )
    from papercoder.runs.storage import disk_faults

    with disk_faults():
        write_card(card)
    return carry_on(card, plan)


def first_line(run_id: str, what: str) -> None:
    """Say which run this is, before anything heavy is imported."""
    typer.echo(f"Run {run_id} {what}")
    sys.stdout.flush()


def carry_on(card: RunCard, plan: Plan) -> int:
    """Drive a run as far as it goes and return the exit code."""
    from papercoder.cli.ending import show_end
    from papercoder.runs.storage import disk_faults

    try:
        with disk_faults(), hold_run(card.id):
            outcome, usage = _drive_on(card, plan)
            return show_end(card, outcome, usage)
    except RunLocked:
        raise
    except RunError as error:
        hint = f"{error.hint} Then go on with: papercoder resume {card.id}".strip()
        raise RunError(error.message, hint) from error
    except KeyboardInterrupt:
        typer.echo(f"\nStopped; everything made so far is kept. Go on with:\n  papercoder resume {card.id}")
        return STOPPED


def _drive_on(card: RunCard, plan: Plan) -> Any:
    """Drive from question to question."""
    from graph.pipeline import build
    from papercoder.cli.asking import approved_after_hint, asker
    from papercoder.cli.board import Board
    from papercoder.cli.keeping import Keeper
    from papercoder.cli.screen import open_screen
    from papercoder.runs.drive import Request, drive

    request = Request(card.id, card.settings, {"paper_source": card.paper_source}, None, plan.until)
    ask = asker(card, plan)
    while True:
        keeper = Keeper(card)
        board = Board(card, keeper.usage)
        with open_screen(board) as watch:
            outcome = asyncio.run(drive(build(), request, keeper.around(watch)))
        keeper.finish(outcome)
        if outcome.question is None:
            return outcome, keeper.usage()
        if approved_after_hint(plan):
            settings = card.settings.model_copy(update={"approve_config": True})
            request = replace(request, settings=settings, answer=None)
            continue
        answer = ask(outcome.question)
        if answer is None:
            return outcome, keeper.usage()
        request = replace(request, answer=answer)


def check_output(output: str) -> None:
    """Refuse a folder that holds something already."""
    if output and os.path.exists(output) and not (os.path.isdir(output) and not os.listdir(output)):
        raise InputError(
            f"{output} exists already; expected a new or empty folder for the repository.",
            "Name another folder with -o, or empty this one.",
        )


def _check_models(settings: Settings, plan: Plan) -> None:
    """Find out before anything is made that a model's name is missing or wrong."""
    from typing import get_args

    from papercoder.models.naming import model_for
    from state.settings import AgentName

    if plan.until != "reader":
        for agent in get_args(AgentName):
            if agent not in _NOT_OF_THE_PIPELINE:
                model_for(settings, agent)


def _from_standard_input(run_id: str) -> str:
    """Keep what comes in, since a resume may have to read it again."""
    data = sys.stdin.buffer.read()
    if not data.strip():
        raise InputError("A paper was expected on standard input, and nothing came.", "Pipe one in, or give its path.")
    folder = run_folder(run_id)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    path = os.path.join(folder, "standard-input")
    with open(path, "wb") as file:
        file.write(data)
    return path


def _as_source(paper: str) -> str:
    """Make the path of an existing file absolute, so that a resume from elsewhere finds it."""
    expanded = os.path.expanduser(paper)
    return os.path.abspath(expanded) if os.path.exists(expanded) else paper


def _with_absolute_replay(settings: Settings) -> Settings:
    """Make the folder of `replay:` absolute for the same reason."""

    def absolute(model: str) -> str:
        provider, colon, folder = model.partition(":")
        return f"replay:{os.path.abspath(os.path.expanduser(folder))}" if colon and provider == "replay" else model

    agents = {agent: absolute(model) for agent, model in settings.agent_models.items()}
    return settings.model_copy(update={"model": absolute(settings.model), "agent_models": agents})
