"""Many versions of one repository in one sandbox, so that libraries are imported once."""

import asyncio
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files as packaged
from typing import Any

from papercoder.sandbox.backend import CommandLimits, Environment, Sandbox
from papercoder.sandbox.copies import write_files
from papercoder.sandbox.current import current_environment
from papercoder.temporary import TemporaryFolder

__all__ = ["Done", "Job", "run_jobs"]

_PRELOAD = (
    "torch", "numpy", "yaml", "scipy.linalg", "scipy.stats", "sklearn.datasets", "sklearn.metrics",
    "sklearn.linear_model", "sklearn.semi_supervised", "sklearn.neighbors", "sklearn.model_selection",
    "sklearn.preprocessing",
)  # fmt: skip


@dataclass(frozen=True)
class Job:
    """One program in one version.

    Args:
        changed: Files that differ from the repository, by path.
        program: What is run.
        words: Its arguments.
        seconds: Its limit.
        collect: Files that are brought back.
        text: The program's text where it is no file of the repository.
    """

    changed: Mapping[str, str]
    program: str
    words: Sequence[str]
    seconds: float
    collect: Sequence[str]
    text: str = ""


@dataclass(frozen=True)
class Done:
    """How it ended; the code is None where it met its limit."""

    code: int | None
    seconds: float
    output: str
    files: Mapping[str, str]


def run_jobs(
    files: Mapping[str, str], jobs: Sequence[Job], sandbox: Sandbox, environment: Environment | None = None
) -> list[Done]:
    """Run them one after the other, each in a process of its own, in this program's environment or another.

    Raises:
        RuntimeError: the sandbox ended before the last.
    """
    if not jobs:
        return []
    order = {"preload": _PRELOAD, "jobs": [asdict(job) for job in jobs]}
    seconds = sum(job.seconds for job in jobs) + 600
    with TemporaryFolder() as folder:
        place = os.path.join(folder, "place")
        write_files(
            {f"repository/{path}": text for path, text in files.items()} | {"jobs.json": json.dumps(order)}, place
        )
        program = (packaged("benchmarks.mutants") / "many.py").read_text(encoding="utf-8")
        running = sandbox.run(
            ["python", "-c", program],
            repository=place,
            environment=environment or current_environment(),
            limits=CommandLimits(seconds=seconds, cpu_seconds=int(seconds)),
            collect=["said.json"],
        )
        ended = asyncio.run(running)
    said: list[Any] = json.loads(ended.files.get("said.json", b"[]"))
    if len(said) != len(jobs):
        raise RuntimeError(f"{len(said)} of {len(jobs)} were run: {ended.fault or ended.hit or ended.output[-2000:]}")
    return [Done(**one) for one in said]
