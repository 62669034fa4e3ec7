"""The Protocol of a sandbox: the command it runs, the limits it keeps, and the result it returns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

__all__ = [
    "CONFINED",
    "DATA",
    "VARIABLES",
    "WORK",
    "BackendName",
    "BackendState",
    "CommandLimits",
    "CommandResult",
    "Environment",
    "Grants",
    "LimitName",
    "Sandbox",
]

BackendName = Literal["bubblewrap", "docker", "podman", "none"]
LimitName = Literal["wall time", "CPU time", "memory", "processes", "file size", "disk", "output"]

WORK = "/repository"
"""Where the confined program finds its private copy of the repository."""

DATA = "/data"
"""Where it finds a folder of data that it was granted."""

VARIABLES = {
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "Agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONFAULTHANDLER": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUNBUFFERED": "1",
    "TZ": "UTC",
    "USER": "trial",
}
"""The confined program's environment; each back end adds PATH, HOME, TMPDIR and PYTHONPATH, nothing else."""


@dataclass(frozen=True)
class CommandLimits:
    """What one command may use.

    The defaults leave a laptop usable while a smoke test of small values passes, with a deep-learning framework too.

    Args:
        seconds: Wall time.
        cpu_seconds: CPU time of each process.
        memory_mb: MiB of memory, of each process and of all together.
        processes: Processes and threads.
        file_mb: MiB of one file.
        disk_mb: MiB of everything in the private copy; the home, temporary and shared-memory folders get a quarter.
        output_bytes: Bytes that the command may print; printing more ends it.
        mapped_mb: MiB of addresses beside the memory; libraries map several GiB at a time without using the memory.
    """

    seconds: float = 120.0
    cpu_seconds: int = 300
    memory_mb: int = 2048
    processes: int = 128
    file_mb: int = 256
    disk_mb: int = 512
    output_bytes: int = 4 << 20
    mapped_mb: int = 4096


@dataclass(frozen=True)
class Environment:
    """An interpreter and its distributions on this machine.

    Args:
        label: How it came about, for the trial's record.
        executable: What runs it here; a virtual environment's python or the interpreter itself.
        interpreter: The interpreter's own file, links resolved.
        prefix: Folder of the interpreter's installation, links resolved.
        site: Folder of the distributions; empty where they are the installation's own.
        system: Folders of the installation's own distributions, where they count.
        startup: Folder whose sitecustomize.py starts in every Python process and notes its lines; empty for none.
    """

    label: str
    executable: str
    interpreter: str
    prefix: str
    site: str = ""
    system: tuple[str, ...] = ()
    startup: str = ""


@dataclass(frozen=True)
class Grants:
    """What a command gets beyond the confinement of a trial; by default nothing. Only a person's flag grants any of it.

    Args:
        work: Folder of this machine that is the private copy, already made; it is written to and stays.
        data: Folder of this machine that the command finds, read-only, as /data.
        network: Whether it may use this machine's network, its own services included.
        gpus: Number of CUDA devices that it sees.
        threads: Threads of numerical libraries.
        variables: More of its environment, such as credentials.
        heard: Called with what it prints, as it comes; from another thread.
    """

    work: str = ""
    data: str = ""
    network: bool = False
    gpus: int = 0
    threads: int = 1
    variables: Mapping[str, str] = field(default_factory=dict)
    heard: Callable[[bytes], None] | None = None

    @property
    def environ(self) -> dict[str, str]:
        """The variables of the command's environment, those of every command included."""
        threads = {name: str(self.threads) for name in VARIABLES if name.endswith("_NUM_THREADS")}
        devices = {"CUDA_VISIBLE_DEVICES": ",".join(map(str, range(self.gpus)))} if self.gpus else {}
        return {**VARIABLES, **threads, **devices, **self.variables}


CONFINED = Grants()
"""Nothing beyond the confinement of a trial."""


@dataclass(frozen=True)
class CommandResult:
    """How a command ended.

    Args:
        exit_code: Negative for the signal that ended it; None where it never ended by itself or never started.
        output: End of what it printed, standard output and error together.
        seconds: Wall time.
        hit: The limit that it met, if any.
        files: Collected files that it wrote, by path in the repository.
        fault: Why the sandbox itself did not work; empty where it did.
        lines: Lines that ran by path, as first and last of each stretch, where the environment has a startup folder.
        peak_mb: Most MiB that one process of the command held at once; 0 where that is not known.
    """

    exit_code: int | None
    output: str
    seconds: float
    hit: LimitName | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    fault: str = ""
    lines: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    peak_mb: float = 0.0


@dataclass(frozen=True)
class BackendState:
    """Whether a back end works on this machine.

    Args:
        name: Name for `--sandbox`.
        available: Whether a command was run in it just now.
        reason: What was found, or why it does not work.
        install: The line that installs it; empty where it is available.
    """

    name: BackendName
    available: bool
    reason: str
    install: str = ""


class Sandbox(Protocol):
    """A back end that runs commands confined."""

    @property
    def name(self) -> BackendName:
        """Its name for `--sandbox`."""

    @property
    def confinement(self) -> str:
        """What confines the command, in a few words for the trial's record."""

    @property
    def uses_image(self) -> bool:
        """Whether the interpreter comes from a container image and not from this machine."""

    async def run(
        self,
        command: Sequence[str],
        *,
        repository: str,
        environment: Environment,
        limits: CommandLimits,
        collect: Sequence[str] = (),
        grants: Grants = CONFINED,
    ) -> CommandResult:
        """Run a command in a private copy of the repository and kill whatever it leaves behind.

        Args:
            command: Program and arguments; `python` is the environment's interpreter.
            repository: Folder that is copied; it is never written to.
            environment: Interpreter and distributions.
            limits: What it may use.
            collect: Names of files that come back, wherever the command wrote them; links do not.
            grants: What it gets beyond the confinement of a trial.
        """
