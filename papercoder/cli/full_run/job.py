"""The full run handed to a scheduler."""

from collections.abc import Sequence

from papercoder.cli.full_run.asking import tell_needs
from papercoder.cli.full_run.subject import FinishedRun
from papercoder.cli.terminal.output import say
from papercoder.reproduction.folder import FullRunFolder, FullRunState, write_full_run
from papercoder.reproduction.slurm import job_script, submit, write_job
from papercoder.reproduction.start import FullRunRequest
from papercoder.runs.folders import data_folder
from papercoder.runs.lock import hold_run

__all__ = ["hand_over"]

_OWN_MB = 512
"""MiB of the job for PaperCoder itself, which takes about 200: where the program alone fills the job, Slurm ends both,
and nobody says which limit was met."""


def hand_over(
    subject: FinishedRun, place: FullRunFolder, request: FullRunRequest, words: Sequence[str], options: Sequence[str],
    *, again: bool,
) -> int:  # fmt: skip
    """Write the job script, submit it where sbatch is installed, and return the exit code.

    Where the run is to begin anew, what is there is forgotten here, not by the job: one that is queued again goes on.
    """
    say("Needs")
    tell_needs(subject, request, network="--network" in words if {"--network", "--no-network"} & set(words) else None)
    own = [f"--time={max(1, int(request.seconds // 60))}"]
    own += [f"--mem={request.memory_mb + _OWN_MB}M"] if "--memory-gb" in words else []
    own += [f"--gres=gpu:{request.gpus}"] if request.gpus else []
    own += [f"--export={','.join(('ALL', *request.variables))}"] if request.variables else []
    with hold_run(subject.card.id):
        if again:
            write_full_run(place, FullRunState())
        write_job(place, job_script(subject.card.id, place, words, [*own, *options], data_folder()))
    # The scheduler may start the job at once, and the job holds the run itself.
    said = submit(place)
    if not said:
        say(f"sbatch is not installed here. Where it is: sbatch {place.job}", error=True)
        return 1
    say(said)
    say(f"The script: {place.job}. Afterwards: papercoder reproduce {subject.card.id} prints the comparison.")
    return 0
