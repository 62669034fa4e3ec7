"""papercoder open: the folder of a run's repository, in the file manager or as a path for the shell."""

from typing import Annotated

import typer

from papercoder.cli.options import RunId
from papercoder.cli.terminal.output import say, shows_on_terminal

__all__ = ["open_repository"]


def open_repository(
    run: RunId = "last",
    only_path: Annotated[bool, typer.Option("--path", help="Only print the path.")] = False,
) -> None:
    """Open the repository that RUN wrote; without a terminal, print its path: cd "$(papercoder open last)"."""
    import os
    import shutil
    import subprocess

    from papercoder.errors import InputError
    from papercoder.runs.card import read_card, repository_of
    from papercoder.runs.folders import run_folder
    from papercoder.runs.listing import current_status, find_run

    card = read_card(find_run(run))
    places = (
        card.output,
        repository_of(current_status(card), card.id),
        os.path.join(run_folder(card.id), "repository"),
    )
    folder = next((place for place in places if place and os.path.isdir(place)), "")
    if not folder:
        raise InputError(f"Run {card.id} has not written a repository.", f"See: papercoder show {card.id}")
    say(folder)
    opener = next(filter(shutil.which, ("xdg-open", "open")), "")
    if opener and shows_on_terminal() and not only_path:
        # Where there is no desktop it complains at length; the path is there already.
        nowhere = subprocess.DEVNULL
        subprocess.Popen([opener, folder], stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True)
