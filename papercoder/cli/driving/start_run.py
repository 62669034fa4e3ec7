"""Starting a run: what can be found out beforehand is refused before anything is made."""

import os
import sys

from papercoder.cli.driving.drive_options import DriveOptions
from papercoder.cli.driving.drive_run import drive_run, first_line
from papercoder.errors import InputError
from papercoder.runs.card import RunCard, now, write_card
from papercoder.runs.folders import new_run_id, run_folder
from state.model_name import ModelName
from state.settings import Settings

__all__ = ["check_models", "check_output", "source_of", "start_run", "with_absolute_replay"]

_NOT_OF_THE_PIPELINE = {"judge", "grader", "baseline"}


def start_run(paper: str, output: str, settings: Settings, options: DriveOptions) -> int:
    """Start a new run and return the exit code."""
    check_output(output)
    check_models(settings, options)
    run_id = new_run_id("" if paper == "-" else paper)
    first_line(run_id, f"reads {'standard input' if paper == '-' else paper}")
    source = _from_standard_input(run_id) if paper == "-" else source_of(paper)
    card = RunCard(
        id=run_id,
        paper=paper,
        paper_source=source,
        started=now(),
        settings=with_absolute_replay(settings),
        output=os.path.abspath(output) if output else "",
    )
    from papercoder.runs.storage import disk_faults

    with disk_faults():
        write_card(card)
    return drive_run(card, options, is_new=True)


def check_output(output: str) -> None:
    """Refuse a folder that holds something already."""
    if output and os.path.exists(output) and not (os.path.isdir(output) and not os.listdir(output)):
        raise InputError(
            f"{output} exists already; expected a new or empty folder for the repository.",
            "Name another folder with -o, or empty this one.",
        )


def check_models(settings: Settings, options: DriveOptions) -> None:
    """Find out before anything is made that a model's name is missing or wrong, or its key or package is missing."""
    from papercoder.models.providers.clients import check_model
    from state.settings import AGENTS

    if options.until != "reader":
        for agent in AGENTS:
            if agent not in _NOT_OF_THE_PIPELINE:
                check_model(settings, agent)


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


def source_of(paper: str) -> str:
    """Make the path of an existing file absolute, so that a resume from elsewhere finds it."""
    expanded = os.path.expanduser(paper)
    return os.path.abspath(expanded) if os.path.exists(expanded) else paper


def with_absolute_replay(settings: Settings) -> Settings:
    """Make the folder of recorded calls absolute for the same reason."""

    def absolute(model: str) -> str:
        if not ModelName.of(model).replays:
            return model
        provider, _, folder = model.partition(":")
        return f"{provider}:{os.path.abspath(os.path.expanduser(folder.strip()))}"

    agents = {agent: absolute(model) for agent, model in settings.agent_models.items()}
    return settings.model_copy(update={"model": absolute(settings.model), "agent_models": agents})
