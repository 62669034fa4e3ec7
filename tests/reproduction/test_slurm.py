"""The full run as a job: a script that a real process runs, handed to an sbatch found on the path."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from papercoder.cli.full_run.options import request_of
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
    for option in ("--partition=long", "--time=120", "--mem=2560M", "--requeue", f"--job-name=papercoder-{RUN}"):
        assert f"#SBATCH {option}\n" in options
    assert (jobs / "code.txt").read_text().strip() == "0", (jobs / "out.txt").read_text()
    assert "91.5" in (folder / "RESULTS.md").read_text()
    assert read_full_run(full_run_folder(RUN)).is_done
    mark = Path(full_run_folder(RUN).work) / "results" / "mark"
    mark.write_text("of the first run")
    # What has run to its end is run once more where that is asked.
    process = start(RUN, *words, "--again", PATH=path, JOBS=str(jobs))
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, (out, err)
    second = read_full_run(full_run_folder(RUN))
    assert second.is_done
    assert len(second.attempts) == 1
    assert not mark.exists()


def test_without_sbatch_the_script_is_there_and_it_is_said(start: Start, tmp_path: Path) -> None:
    finished_run(repository())
    process = start(RUN, "--backend", "slurm", "--env", "HF_TOKEN", HF_TOKEN="secret-value", PATH=str(tmp_path))
    _, err = process.communicate(timeout=120)
    assert process.returncode == 1
    script = Path(full_run_folder(RUN).job)
    assert f"sbatch is not installed here. Where it is: sbatch {script}" in err
    assert "secret-value" not in script.read_text()
    # This machine's memory is not asked of a node: the scheduler's own default counts there.
    assert "--mem" not in script.read_text()
    assert "--env HF_TOKEN" in script.read_text()
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0


def test_what_is_no_option_of_sbatch_is_refused(start: Start) -> None:
    finished_run(repository())
    process = start(RUN, "--backend", "slurm", "--slurm=--x\ntouch /tmp/owned")
    _, err = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "Expected an option of sbatch" in err


def test_a_job_takes_four_fifths_of_the_memory_that_it_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    given: Any = {"sandbox": "auto", "hours": 1, "disk_gb": 1, "network": False, "gpus": 0, "data": "", "names": []}
    monkeypatch.setenv("SLURM_MEM_PER_NODE", "4000")
    assert request_of("repository", memory_gb=0, **given).memory_mb == 3200
    assert request_of("repository", memory_gb=1, **given).memory_mb == 1024
    monkeypatch.setenv("SLURM_MEM_PER_NODE", "0")
    assert request_of("repository", memory_gb=0, **given).memory_mb > 3200
