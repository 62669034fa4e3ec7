"""Starting a run: what can be found out beforehand is refused, then what was asked for is written down."""

import os

from papercoder.cli.driving.drive_options import DriveOptions
from papercoder.cli.driving.drive_run import drive_run, first_line
from papercoder.cli.driving.say_missing import say_missing
from papercoder.library.checks_before_start import check_models, check_output
from papercoder.library.paper_input import keep_standard_input, source_of, valid_text
from papercoder.library.replay_folder import with_absolute_replay
from papercoder.runs.card import RunCard, now, write_card
from papercoder.runs.folders import new_run_id
from state.settings import Settings

__all__ = ["start_run"]


def start_run(paper: str, output: str, settings: Settings, options: DriveOptions) -> int:
    """Start a new run and return the exit code.

    Args:
        paper: A path, arXiv id or URL, '-' for standard input; on further lines its supplements.
        output: Where the finished repository is put as well.
        settings: Of the run.
        options: How it is driven.
    """
    check_output(output)
    check_models(settings, options.until)
    say_missing((settings,), options.until)
    files = paper.split("\n")
    run_id = new_run_id("" if paper == "-" else files[0])
    first_line(run_id, f"reads {'standard input' if paper == '-' else ', '.join(files)}")
    source = keep_standard_input(run_id) if paper == "-" else "\n".join(source_of(file, run_id) for file in files)
    card = RunCard(
        id=run_id,
        paper=valid_text(", ".join(files)),
        paper_source=source,
        started=now(),
        settings=with_absolute_replay(settings),
        output=os.path.abspath(output) if output else "",
    )
    from papercoder.runs.storage import disk_faults

    with disk_faults():
        write_card(card)
    return drive_run(card, options, is_new=True)
