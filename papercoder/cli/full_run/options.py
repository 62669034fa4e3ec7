"""The options of `papercoder reproduce` as one request, and as words for a job that runs elsewhere."""

import os
from collections.abc import Sequence

from papercoder.errors import InputError
from papercoder.reproduction.start import FullRunRequest
from papercoder.runs.folders import data_folder

__all__ = ["job_words", "request_of"]

_BACKENDS = ("auto", "bubblewrap", "docker", "podman", "none")
_SHARE = 0.8
"""Share of the memory of the machine, or of the job, where nobody says how much: the rest keeps it usable."""

_LEAST_MB = 512
"""MiB with which Python and numpy start at all."""


def request_of(  # noqa: PLR0913 -- one argument per option
    repository: str,
    *,
    sandbox: str,
    hours: float,
    memory_gb: float,
    disk_gb: float,
    network: bool,
    gpus: int,
    data: str,
    names: Sequence[str],
) -> FullRunRequest:
    """Return the request.

    Raises:
        InputError: a name, folder or variable is not there.
    """
    if sandbox not in _BACKENDS:
        raise InputError(f"Expected a sandbox among {', '.join(_BACKENDS)}, got {sandbox!r}.", "See: papercoder doctor")
    if data and not os.path.isdir(data):
        raise InputError(f"Expected a folder of data, got {data!r}.", "Name a folder that exists.")
    missing = [name for name in names if name not in os.environ]
    if missing:
        raise InputError(f"{missing[0]} is not in the environment.", f"Set it first: export {missing[0]}=...")
    memory_mb = int(memory_gb * 1024) if memory_gb else int(_memory_mb() * _SHARE)
    return FullRunRequest(
        repository=repository,
        sandbox=sandbox,
        seconds=hours * 3600,
        memory_mb=max(_LEAST_MB, memory_mb),
        disk_mb=int(disk_gb * 1024),
        threads=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        network=network,
        gpus=gpus,
        data=os.path.abspath(data) if data else "",
        variables={name: os.environ[name] for name in names},
        environments=os.path.join(data_folder(), "environments"),
    )


def job_words(request: FullRunRequest, *, network: bool | None, memory_gb: float) -> list[str]:
    """Return the words with which a job starts the same; variables by name alone, so that no script holds a secret.

    Memory stands there only where it was given: four fifths of this machine's may be more than a node has.
    """
    words = ["--yes", "--sandbox", request.sandbox, "--hours", f"{request.seconds / 3600:g}"]
    words += ["--memory-gb", f"{request.memory_mb / 1024:g}"] if memory_gb else []
    words += ["--disk-gb", f"{request.disk_mb / 1024:g}"]
    words += ["--gpus", str(request.gpus)] if request.gpus else []
    words += [] if network is None else ["--network" if network else "--no-network"]
    words += ["--data", request.data] if request.data else []
    return words + [word for name in request.variables for word in ("--env", name)]


def _memory_mb() -> float:
    """Return what there is: of the job that this process belongs to, where Slurm says it, else of the machine."""
    if (of_job := os.environ.get("SLURM_MEM_PER_NODE", "")).isdecimal() and int(of_job):
        return float(of_job)
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**20
    except (OSError, ValueError):
        return 8192.0
