"""bubblewrap: new namespaces of every kind, and only named folders of this machine, read-only.

An ordinary user runs it once. Root runs it twice: the outer sandbox only mounts the folders, so that a short-lived user
without rights on this machine can start the inner one. RLIMIT_NPROC does not count root's processes, not even those of
a user that a namespace maps to root, so a fork bomb would stop the machine; and an escape would be an escape to root.
"""

import contextlib
import os
import secrets
import shutil
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from papercoder.sandbox.backend import CONFINED, WORK, BackendState, CommandLimits, CommandResult, Environment, Grants
from papercoder.sandbox.copies import open_to_all, readable_copy
from papercoder.sandbox.current import current_environment
from papercoder.sandbox.granted import devices, granted_binds
from papercoder.sandbox.layout import ENVIRONMENT, PYTHON, STARTUP, Layout, layout_of, pyvenv_cfg
from papercoder.sandbox.report import GRACE_S, confined, launch, result_of
from papercoder.sandbox.seccomp import MACHINES, filters
from papercoder.sandbox.watch import watched
from papercoder.temporary import TemporaryFolder

__all__ = ["Bubblewrap", "find"]

_INSTALL = "apt-get install bubblewrap  (or: dnf install bubblewrap, pacman -S bubblewrap)"
_HOME = "/home/trial"
_SOURCE = "/source"
_KEY_LISTS = ("/proc/keys", "/proc/key-users")
_ROOMS = ("/dev/shm", "/tmp", _HOME)  # noqa: S108  # inside the sandbox
_NO_FILTER = "there is no filter of system calls for {}, only for x86_64 and aarch64"
_OTHERS = "use docker or podman (--sandbox docker), whose engines have filters for more machines"
_PROBE_S = 20.0
"""Time for the trial command that shows whether bubblewrap works; it takes 0.1 s, on a busy machine some seconds."""

_SYSCTLS = "kernel.apparmor_restrict_unprivileged_userns=0 user.max_user_namespaces=10000"
_NAMESPACES = (
    "--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session",
    "--uid", "1000", "--gid", "1000", "--hostname", "trial", "--cap-drop", "ALL",
)  # fmt: skip
_OUTER_NAMESPACES = ("--unshare-net", "--unshare-ipc", "--unshare-pid")
"""With a PID namespace of its own everything below dies with the outer sandbox, which dies with PaperCoder."""

_RIGHTS = ("--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
_SHORT_LIVED_USERS = (61184, 65519)
"""The range that systemd keeps for dynamic users, so no account of this machine has such an id."""

_START = """
import ctypes, os, sys
user, *command = sys.argv[1:]
if user:
    os.setgroups([])
    os.setresgid(int(user), int(user), int(user))
    os.setresuid(int(user), int(user), int(user))
keyctl, join_session = {"x86_64": 250, "aarch64": 219}[os.uname().machine], 1
ctypes.CDLL(None).syscall(keyctl, join_session, None)
os.execv(command[0], command)
"""
"""Give up rights and the session's key ring, then become bubblewrap. A kernel without key rings refuses the latter."""

_Mode = Literal["user", "nested"]
_CONFINEMENT: dict[_Mode, str] = {
    "user": "namespaces of an ordinary user; system calls by seccomp; processes by RLIMIT_NPROC",
    "nested": "namespaces of a short-lived user; system calls by seccomp; processes by RLIMIT_NPROC",
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
        grants: Grants = CONFINED,
    ) -> CommandResult:
        """Run a command; see `Sandbox.run`."""

        def work(stop: threading.Event) -> CommandResult:
            return self.run_here(command, repository, environment, limits, collect, stop, grants)

        return await confined(work)

    def run_here(
        self,
        command: Sequence[str],
        repository: str,
        environment: Environment,
        limits: CommandLimits,
        collect: Sequence[str],
        stop: threading.Event,
        grants: Grants = CONFINED,
    ) -> CommandResult:
        """Run a command in the calling thread, until the event is set."""
        inside = launch(
            command,
            limits,
            collect=collect,
            source=WORK if grants.work else _SOURCE,
            tmpfs=[*_ROOMS] if grants.work else [WORK, *_ROOMS],
        )
        with TemporaryFolder() as folder, _filter() as descriptor:
            shown = _layout(repository, environment, folder, grants)
            own = [*_own(limits, environment, grants), "--seccomp", str(descriptor), "--", PYTHON, *inside]
            if self.mode == "nested":
                words = self._nested(shown, environment, own, grants)
            else:
                words = [*_starter(environment), self.program, *_namespaces(grants), *shown.arguments(), *own]
            ended = watched(
                words,
                environ={"PATH": os.defpath},
                limits=limits,
                stop=stop,
                grace=GRACE_S,
                pass_fds=[descriptor],
                heard=grants.heard,
                kept=grants.work,
            )
        return result_of(ended)

    def _nested(self, shown: Layout, environment: Environment, own: list[str], grants: Grants) -> list[str]:
        """Return a command that shows the folders to a user without rights, who starts the inner sandbox."""
        first, last = _SHORT_LIVED_USERS
        user = str(first + secrets.randbelow(last - first + 1))
        stage = shown.with_binds((self.program, self.program)).arguments()
        parted = [word for word in _OUTER_NAMESPACES if not (grants.network and word == "--unshare-net")]
        outer = [self.program, "--die-with-parent", *parted, "--clearenv", *_RIGHTS, *stage]
        inner = [self.program, *_namespaces(grants), *shown.arguments(staged=True), *own]
        # The machine's own /proc, whole: only where one is, the kernel lets the inner sandbox mount its own.
        own_places = ["--dev-bind", "/dev", "/dev", "--bind", "/proc", "/proc", "--dir", "/tmp"]  # noqa: S108
        return [*outer, *own_places, "--", *_starter(environment, user), *inner]


_WORKED: set[Bubblewrap] = set()
"""What ran a command in this process; it is not tried again."""


def find() -> Bubblewrap | BackendState:
    """Return the back end that works here, or why none does."""
    program = shutil.which("bwrap")
    if program is None:
        return BackendState("bubblewrap", available=False, reason="bwrap is not installed", install=_INSTALL)
    if os.uname().machine not in MACHINES:
        return BackendState(
            "bubblewrap", available=False, reason=_NO_FILTER.format(os.uname().machine), install=_OTHERS
        )
    found = Bubblewrap(os.path.realpath(program), "nested" if os.geteuid() == 0 else "user")
    if found not in _WORKED and (fault := _fault(found)):
        return BackendState("bubblewrap", available=False, reason=fault, install=_cure(fault))
    _WORKED.add(found)
    return found


def _namespaces(grants: Grants) -> tuple[str, ...]:
    return (*_NAMESPACES, "--share-net") if grants.network else _NAMESPACES


def _layout(repository: str, environment: Environment, folder: str, grants: Grants) -> Layout:
    config = os.path.join(folder, "pyvenv.cfg")
    with open(config, "w", encoding="utf-8") as file:
        file.write(pyvenv_cfg(environment))
    os.chmod(config, 0o644)
    shown = layout_of(environment, folder).with_binds(*granted_binds(grants))
    if grants.work:
        open_to_all(grants.work)
        return shown.with_writable((grants.work, WORK))
    return shown.with_binds((readable_copy(repository, folder), _SOURCE))


def _own(limits: CommandLimits, environment: Environment, grants: Grants) -> list[str]:
    """Return the arguments for what the sandbox has of its own: /proc, /dev, folders of bounded size, variables."""
    words = ["--proc", "/proc", "--dev", "/dev"]
    for device in devices(grants):
        words += ["--dev-bind", device, device]
    sizes = {**({} if grants.work else {WORK: limits.disk_mb}), **dict.fromkeys(_ROOMS, max(1, limits.disk_mb // 4))}
    for place, mebibytes in sizes.items():
        words += ["--perms", "1777", "--size", str(mebibytes << 20), "--tmpfs", place]
    for listing in filter(os.path.exists, _KEY_LISTS):
        words += ["--ro-bind", "/dev/null", listing]
    words += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", "--clearenv"]
    imported = f"{WORK}:{STARTUP}" if environment.startup else WORK
    places = {"PATH": f"{ENVIRONMENT}/bin:/usr/bin:/bin", "HOME": _HOME, "TMPDIR": "/tmp", "PYTHONPATH": imported}  # noqa: S108
    for name, value in {**grants.environ, **places}.items():
        words += ["--setenv", name, value]
    return words


def _starter(environment: Environment, user: str = "") -> list[str]:
    return [environment.interpreter, "-I", "-S", "-c", _START, user]


@contextlib.contextmanager
def _filter() -> Iterator[int]:
    """Return a descriptor from which bubblewrap reads the filter."""
    reading, writing = os.pipe()
    try:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(filters()[os.uname().machine])
        yield reading
    finally:
        os.close(reading)


def _fault(found: Bubblewrap) -> str:
    """Return why a trivial command does not run; empty where it does."""
    limits = CommandLimits(seconds=_PROBE_S)
    try:
        with TemporaryFolder() as empty:
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
