"""The full run as a job: a script that a real process runs, handed to an sbatch found on the path."""

import os
import subprocess
from pathlib import Path

import pytest

from papercoder.reproduction.folder import full_run_folder, read_full_run
from tests.reproduction.conftest import Start
from tests.reproduction.samples import RUN, finished_run, repository

SBATCH = """#!/bin/sh
# Takes the job as a scheduler does: notes its options, starts it, answers at once.
grep '^#SBATCH' "$1" > "$JOBS/options.txt"
(sh "$1" > "$JOBS/out.txt" 2>&1; echo $? > "$JOBS/code.txt") &
wait
echo "Submitted batch job 42"
"""


@pytest.mark.usefixtures("confined")
def test_the_job_is_submitted_and_does_the_whole_run(start: Start, tmp_path: Path) -> None:
    folder = finished_run(repository())
    tools, jobs = tmp_path / "bin", tmp_path / "jobs"
    tools.mkdir()
    jobs.mkdir()
    (tools / "sbatch").write_text(SBATCH)
    (tools / "sbatch").chmod(0o755)
    path = f"{tools}:{os.environ['PATH']}"
    words = ("--backend", "slurm", "--slurm=--partition=long", "--hours", "2", "--memory-gb", "2")
    process = start(RUN, *words, PATH=path, JOBS=str(jobs))
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, (out, err)
    assert "Submitted batch job 42" in out
    options = (jobs / "options.txt").read_text()
    for option in ("--partition=long", "--time=120", "--mem=2048M", "--requeue", f"--job-name=papercoder-{RUN}"):
        assert f"#SBATCH {option}\n" in options
    assert (jobs / "code.txt").read_text().strip() == "0", (jobs / "out.txt").read_text()
    assert "91.5" in (folder / "RESULTS.md").read_text()
    assert read_full_run(full_run_folder(RUN)).is_done


def test_without_sbatch_the_script_is_there_and_it_is_said(start: Start, tmp_path: Path) -> None:
    finished_run(repository())
    process = start(RUN, "--backend", "slurm", "--env", "HF_TOKEN", HF_TOKEN="secret-value", PATH=str(tmp_path))
    _, err = process.communicate(timeout=120)
    assert process.returncode == 1
    script = Path(full_run_folder(RUN).job)
    assert f"sbatch is not installed here. Where it is: sbatch {script}" in err
    assert "secret-value" not in script.read_text()
    assert "--env HF_TOKEN" in script.read_text()
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0


def test_what_is_no_option_of_sbatch_is_refused(start: Start) -> None:
    finished_run(repository())
    process = start(RUN, "--backend", "slurm", "--slurm=--x\ntouch /tmp/owned")
    _, err = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "Expected an option of sbatch" in err
