"""Docker and Podman, where a daemon answers: the interpreter is the image's, its distributions a folder shown to it."""

import os
import secrets
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from papercoder.sandbox.backend import (
    CONFINED,
    DATA,
    WORK,
    BackendState,
    CommandLimits,
    CommandResult,
    Environment,
    Grants,
)
from papercoder.sandbox.copies import open_to_all, readable_copy
from papercoder.sandbox.report import GRACE_S, confined, launch, result_of
from papercoder.sandbox.watch import watched
from papercoder.temporary import TemporaryFolder

__all__ = ["Container", "find"]

_Name = Literal["docker", "podman"]
_INSTALL: dict[_Name, str] = {
    "docker": "https://docs.docker.com/engine/install/",
    "podman": "apt-get install podman  (or: dnf install podman, brew install podman)",
}
_ANSWERS_WITHIN_S = 10.0
"""Time for `info`: a daemon answers in well under a second; a socket without one may hang for ever."""

_HOME = "/home/trial"
_SOURCE = "/source"
_SITE = "/env"
_STARTUP = "/startup"
_USER = "1000:1000"
IMAGE = f"docker.io/library/python:{sys.version_info.major}.{sys.version_info.minor}-slim"


@dataclass(frozen=True)
class Container:
    """Runs commands in a fresh container.

    Args:
        program: Path of docker or podman.
        name: Which of the two.
        image: Image with the interpreter.
    """

    program: str
    name: _Name
    image: str = IMAGE
    uses_image: bool = True

    @property
    def confinement(self) -> str:
        """Return what confines the command."""
        return f"container of {self.image} without network and capabilities; processes and memory by its cgroup"

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
        """Run a command; see `Sandbox.run`."""

        def work(stop: threading.Event) -> CommandResult:
            name = f"papercoder-{secrets.token_hex(8)}"
            with TemporaryFolder() as folder:
                source = readable_copy(repository, folder)
                # Docker's daemon reads the folder with its own rights, Podman's inside a user namespace.
                os.chmod(folder, 0o711)  # noqa: S103
                if grants.work:
                    open_to_all(grants.work)
                words = self.command(command, name, source, environment, limits, collect, grants)
                ended = watched(
                    words,
                    environ=_environ(os.environ),
                    limits=limits,
                    stop=stop,
                    grace=GRACE_S,
                    at_end=lambda: self._remove(name),
                    heard=grants.heard,
                    kept=grants.work,
                )
            return result_of(ended)

        return await confined(work)

    def command(
        self,
        command: Sequence[str],
        name: str,
        source: str,
        environment: Environment,
        limits: CommandLimits,
        collect: Sequence[str],
        grants: Grants = CONFINED,
    ) -> list[str]:
        """Return the whole command line for a container of that name."""
        rooms = {"/tmp": limits.disk_mb // 4, _HOME: limits.disk_mb // 4}  # noqa: S108
        rooms |= {} if grants.work else {WORK: limits.disk_mb}
        places = {"HOME": _HOME, "TMPDIR": "/tmp", "PYTHONPATH": f"{WORK}:{_STARTUP}:{_SITE}"}  # noqa: S108
        words = [self.program, "run", "--rm", "--name", name, "--read-only"]
        words += [] if grants.network else ["--network", "none"]
        words += ["--gpus", str(grants.gpus)] if grants.gpus else []
        words += ["--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--user", _USER]
        words += ["--pids-limit", str(limits.processes), "--init"]
        words += ["--memory", f"{limits.memory_mb}m", "--memory-swap", f"{limits.memory_mb}m"]
        words += ["--shm-size", f"{max(1, limits.disk_mb // 4)}m", "--ulimit", "core=0:0"]
        for place, mebibytes in rooms.items():
            words += ["--tmpfs", f"{place}:rw,nosuid,nodev,exec,mode=1777,size={max(1, mebibytes)}m"]
        words += ["--volume", f"{grants.work}:{WORK}:rw" if grants.work else f"{source}:{_SOURCE}:ro"]
        words += ["--volume", f"{os.path.realpath(grants.data)}:{DATA}:ro"] if grants.data else []
        words += ["--volume", f"{environment.site}:{_SITE}:ro"] if environment.site else []
        words += ["--volume", f"{environment.startup}:{_STARTUP}:ro"] if environment.startup else []
        for variable, value in {**grants.environ, **places}.items():
            words += ["--env", f"{variable}={value}"]
        inside = launch(
            command,
            limits,
            collect=collect,
            source=WORK if grants.work else _SOURCE,
            tmpfs=[*rooms, "/dev/shm"],  # noqa: S108
            count_processes=False,
            filtered=True,
        )
        return [*words, "--workdir", "/", "--entrypoint", "python", self.image, *inside]

    def _remove(self, name: str) -> None:
        """Remove the container whatever runs in it; nothing happens where it has ended by itself."""
        words = [self.program, "rm", "--force", name]
        subprocess.run(words, capture_output=True, check=False, timeout=60, env=_environ(os.environ))


def find(name: _Name) -> Container | BackendState:
    """Return the back end where its daemon answers, or why not."""
    program = shutil.which(name)
    if program is None:
        return BackendState(name, available=False, reason=f"{name} is not installed", install=_INSTALL[name])
    words = [program, "info", "--format", "{{.ID}}" if name == "docker" else "{{.Host.Os}}"]
    try:
        done = subprocess.run(
            words, capture_output=True, text=True, check=False, timeout=_ANSWERS_WITHIN_S, env=_environ(os.environ)
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return BackendState(name, available=False, reason=f"{name} does not answer: {error}", install=_start(name))
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [f"{name} info ended with {done.returncode}"])[-1]
        return BackendState(name, available=False, reason=f"no daemon answers: {said}", install=_start(name))
    return Container(program, name)


def _start(name: _Name) -> str:
    return "systemctl start docker" if name == "docker" else "podman system migrate, or podman machine start"


def _environ(own: Mapping[str, str]) -> dict[str, str]:
    """Return what the command-line client needs to find its daemon; the container gets none of it."""
    names = ("PATH", "HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG")
    return {name: own[name] for name in names if name in own}
