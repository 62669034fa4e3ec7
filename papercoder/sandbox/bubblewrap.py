"""bubblewrap: new namespaces of every kind, and only named folders of this machine, read-only.

An ordinary user runs it once. Root runs it twice: the outer sandbox only mounts the folders, so that a short-lived user
without rights on this machine can start the inner one. RLIMIT_NPROC does not count root's processes, not even those of
a user that a namespace maps to root, so a fork bomb would stop the machine; and an escape would be an escape to root.
"""

import os
import secrets
import shutil
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from papercoder.sandbox.backend import VARIABLES, WORK, BackendState, CommandLimits, CommandResult, Environment
from papercoder.sandbox.copies import readable_copy
from papercoder.sandbox.current import current_environment
from papercoder.sandbox.layout import ENVIRONMENT, PYTHON, Layout, layout_of, pyvenv_cfg
from papercoder.sandbox.report import GRACE_S, confined, launch, result_of
from papercoder.sandbox.watch import watched

__all__ = ["Bubblewrap", "find"]

_INSTALL = "apt-get install bubblewrap  (or: dnf install bubblewrap, pacman -S bubblewrap)"
_HOME = "/home/trial"
_SOURCE = "/source"
_ROOMS = ("/dev/shm", "/tmp", _HOME)  # noqa: S108  # inside the sandbox
_PROBE_S = 20.0
"""Time for the trial command that shows whether bubblewrap works; it takes 0.1 s, on a busy machine some seconds."""

_SYSCTLS = "kernel.apparmor_restrict_unprivileged_userns=0 user.max_user_namespaces=10000"
_NAMESPACES = (
    "--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session",
    "--uid", "1000", "--gid", "1000", "--hostname", "trial", "--cap-drop", "ALL",
)  # fmt: skip
_RIGHTS = ("--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
_SHORT_LIVED_USERS = (61184, 65519)
"""The range that systemd keeps for dynamic users, so no account of this machine has such an id."""

_BECOME = (
    "import os, sys; u = int(sys.argv[1]); os.setgroups([]); os.setresgid(u, u, u); os.setresuid(u, u, u); "
    "os.execv(sys.argv[2], sys.argv[2:])"
)
_Mode = Literal["user", "nested"]
_CONFINEMENT: dict[_Mode, str] = {
    "user": "namespaces of an ordinary user; processes by RLIMIT_NPROC",
    "nested": "namespaces of a short-lived user; processes by RLIMIT_NPROC",
}


@dataclass(frozen=True)
class Bubblewrap:
    """Runs commands under bubblewrap.

    Args:
        program: Path of bwrap.
        mode: Whose namespaces it makes.
    """

    program: str
    mode: _Mode
    name: Literal["bubblewrap"] = "bubblewrap"
    uses_image: bool = False

    @property
    def confinement(self) -> str:
        """Return whose namespaces confine the command."""
        return _CONFINEMENT[self.mode]

    async def run(
        self,
        command: Sequence[str],
        *,
        repository: str,
        environment: Environment,
        limits: CommandLimits,
        collect: Sequence[str] = (),
    ) -> CommandResult:
        """Run a command; see `Sandbox.run`."""

        def work(stop: threading.Event) -> CommandResult:
            return self.run_here(command, repository, environment, limits, collect, stop)

        return await confined(work)

    def run_here(
        self,
        command: Sequence[str],
        repository: str,
        environment: Environment,
        limits: CommandLimits,
        collect: Sequence[str],
        stop: threading.Event,
    ) -> CommandResult:
        """Run a command in the calling thread, until the event is set."""
        inside = launch(
            command,
            limits,
            collect=collect,
            source=_SOURCE,
            tmpfs=[WORK, *_ROOMS],
        )
        with tempfile.TemporaryDirectory(prefix="papercoder-", ignore_cleanup_errors=True) as folder:
            shown = _layout(repository, environment, folder)
            own = [*_own(limits), "--", PYTHON, *inside]
            if self.mode == "nested":
                wrapped = self._nested(shown, environment, own)
            else:
                wrapped = [self.program, *_NAMESPACES, *shown.arguments(), *own]
            ended = watched(wrapped, environ={"PATH": os.defpath}, limits=limits, stop=stop, grace=GRACE_S)
        return result_of(ended)

    def _nested(self, shown: Layout, environment: Environment, own: list[str]) -> list[str]:
        """Return a command that shows the folders to a user without rights, who starts the inner sandbox."""
        first, last = _SHORT_LIVED_USERS
        user = str(first + secrets.randbelow(last - first + 1))
        stage = shown.with_binds((self.program, self.program)).arguments()
        outer = [self.program, "--die-with-parent", "--unshare-net", "--unshare-ipc", "--clearenv", *_RIGHTS, *stage]
        become = [environment.interpreter, "-I", "-S", "-c", _BECOME, user]
        inner = [self.program, *_NAMESPACES, *shown.arguments(staged=True), *own]
        own_places = ["--dev-bind", "/dev", "/dev", "--bind", "/proc", "/proc", "--dir", "/tmp"]  # noqa: S108
        return [*outer, *own_places, "--", *become, *inner]


_WORKED: set[Bubblewrap] = set()
"""What ran a command in this process; it is not tried again."""


def find() -> Bubblewrap | BackendState:
    """Return the back end that works here, or why none does."""
    program = shutil.which("bwrap")
    if program is None:
        return BackendState("bubblewrap", available=False, reason="bwrap is not installed", install=_INSTALL)
    found = Bubblewrap(os.path.realpath(program), "nested" if os.geteuid() == 0 else "user")
    if found not in _WORKED and (fault := _fault(found)):
        return BackendState("bubblewrap", available=False, reason=fault, install=_cure(fault))
    _WORKED.add(found)
    return found


def _layout(repository: str, environment: Environment, folder: str) -> Layout:
    config = os.path.join(folder, "pyvenv.cfg")
    with open(config, "w", encoding="utf-8") as file:
        file.write(pyvenv_cfg(environment))
    os.chmod(config, 0o644)
    return layout_of(environment, folder).with_binds((readable_copy(repository, folder), _SOURCE))


def _own(limits: CommandLimits) -> list[str]:
    """Return the arguments for what the sandbox has of its own: /proc, /dev, folders of bounded size, variables."""
    words = ["--proc", "/proc", "--dev", "/dev"]
    sizes = {WORK: limits.disk_mb, **dict.fromkeys(_ROOMS, max(1, limits.disk_mb // 4))}
    for place, mebibytes in sizes.items():
        words += ["--perms", "1777", "--size", str(mebibytes << 20), "--tmpfs", place]
    words += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", "--clearenv"]
    places = {"PATH": f"{ENVIRONMENT}/bin:/usr/bin:/bin", "HOME": _HOME, "TMPDIR": "/tmp", "PYTHONPATH": WORK}  # noqa: S108
    for name, value in {**VARIABLES, **places}.items():
        words += ["--setenv", name, value]
    return words


def _fault(found: Bubblewrap) -> str:
    """Return why a trivial command does not run; empty where it does."""
    limits = CommandLimits(seconds=_PROBE_S)
    try:
        with tempfile.TemporaryDirectory(prefix="papercoder-") as empty:
            done = found.run_here(["python", "-c", ""], empty, current_environment(), limits, (), threading.Event())
    except OSError as error:
        return str(error)
    if done.exit_code == 0:
        return ""
    return done.fault or f"{done.hit or ''} {done.output}".strip()


def _cure(said: str) -> str:
    if "Unknown option" in said:
        return "bubblewrap 0.8 or newer is needed"
    if "Permission denied" in said or "Operation not permitted" in said or "No permissions" in said:
        return f"let users make namespaces: sysctl {_SYSCTLS}"
    return _INSTALL
