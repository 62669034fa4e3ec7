"""The full run as a job of Slurm: a script is written, and handed to `sbatch` where that is installed."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence

from papercoder.errors import InputError, RunError
from papercoder.reproduction.folder import FullRunFolder

__all__ = ["job_script", "submit", "write_job"]

_ANSWERS_WITHIN_S = 60.0
"""Time for sbatch to take the job; a busy controller answers within some seconds."""


def job_script(
    run_id: str, place: FullRunFolder, words: Sequence[str], options: Sequence[str], data_folder: str
) -> str:
    """Return the script.

    The job runs this very command on its node, with the same sandbox and in the same folder, so that it goes on where
    an earlier job was ended. It needs a file system that the nodes share.

    Args:
        run_id: Of the run.
        place: Folder of its full run.
        words: Arguments of `papercoder reproduce`.
        options: Options of sbatch, such as `--time=12:00:00`.
        data_folder: Where PaperCoder's runs are.

    Raises:
        InputError: an option is none.
    """
    for option in options:
        if not option.startswith("--") or not option.isprintable():
            raise InputError(f"Expected an option of sbatch, got {option!r}.", "For instance --slurm=--partition=gpu")
    own = [f"--job-name=papercoder-{run_id}", f"--output={place.folder}/job-%j.txt", "--open-mode=append", "--requeue"]
    lines = [f"#SBATCH {option}" for option in [*own, *options]]
    command = shlex.join([sys.executable, "-m", "papercoder", "reproduce", run_id, *words])
    return "\n".join(["#!/bin/sh", *lines, f"PAPERCODER_DATA={shlex.quote(data_folder)}", "export PAPERCODER_DATA",
                      f"exec {command}", ""])  # fmt: skip


def write_job(place: FullRunFolder, script: str) -> None:
    """Write the script."""
    os.makedirs(place.folder, mode=0o700, exist_ok=True)
    with open(place.job, "w", encoding="utf-8") as file:
        file.write(script)
    os.chmod(place.job, 0o700)


def submit(place: FullRunFolder) -> str:
    """Hand the script to sbatch and return what it says; empty where sbatch is not installed.

    Raises:
        RunError: it refuses the job or does not answer.
    """
    program = shutil.which("sbatch")
    if program is None:
        return ""
    try:
        done = subprocess.run(
            [program, place.job], capture_output=True, text=True, check=False, timeout=_ANSWERS_WITHIN_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RunError(f"sbatch does not answer: {error}.", f"The script is there: sbatch {place.job}") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or [f"it ended with {done.returncode}"]
        raise RunError(f"sbatch refuses the job: {said[-1]}", f"The script is there: {place.job}")
    return done.stdout.strip()
