"""The machine's side: what the programs are after, and whether anything of it was touched."""

import contextlib
import hashlib
import os
import secrets
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.hostile.program import PREAMBLE, Program
from papercoder.sandbox.backend import CommandLimits, CommandResult, Sandbox
from papercoder.sandbox.current import current_environment

__all__ = ["Attack", "Host", "machine"]

_LIMITS = {"seconds": 15.0, "cpu_seconds": 20, "memory_mb": 256, "processes": 32, "file_mb": 8, "disk_mb": 16}
_OUTPUT_BYTES = 1 << 20


@dataclass(frozen=True)
class Attack:
    """How one program went.

    Args:
        program: What was run.
        outcome: How it ended.
        faults: What it reached or changed, or what the result failed to say; empty where it was held.
    """

    program: Program
    outcome: CommandResult
    faults: tuple[str, ...]


@dataclass
class Host:
    """A canary file, a key, a secret variable and listeners, on this machine outside of the sandbox."""

    folder: str
    port: int
    heard: list[bytes]
    mark: str = field(default_factory=lambda: f"hostile-{secrets.token_hex(8)}")
    secret: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def canary(self) -> str:
        """Return the path of the file that must stay as it is."""
        return os.path.join(self.folder, "canary")

    async def attack(self, sandbox: Sandbox, program: Program) -> Attack:
        """Run the program in the sandbox and look what it did."""
        repository = os.path.join(self.folder, "repository")
        before = self._state()
        limits = CommandLimits(**{**_LIMITS, "output_bytes": _OUTPUT_BYTES, **dict(program.limits)})
        outcome = await sandbox.run(
            ["python", "main.py"],
            repository=self._repository(repository, program),
            environment=current_environment(),
            limits=limits,
            collect=["metrics.json"],
        )
        faults = [*self._said(program, outcome)]
        faults += [] if self._state() == before else ["the host's files changed"]
        faults += [f"the listener heard {piece!r}" for piece in self.heard]
        faults += [f"process {pid} is left" for pid in self._left()]
        faults += [f"{name} came back" for name in outcome.files]
        return Attack(program, outcome, tuple(faults))

    def _repository(self, folder: str, program: Program) -> str:
        environment = current_environment()
        os.makedirs(folder, exist_ok=True)
        text = PREAMBLE + program.source
        for name, value in {
            "@HOME@": self.folder,
            "@CANARY@": self.canary,
            "@SECRET@": self.secret,
            "@PORT@": str(self.port),
            "@MARK@": self.mark,
            "@REPOSITORY@": folder,
            "@PYTHON@": environment.interpreter,
            "@SITE@": environment.site or environment.prefix,
        }.items():
            text = text.replace(name, value)
        with open(os.path.join(folder, "main.py"), "w", encoding="utf-8") as file:
            file.write(text)
        with contextlib.suppress(FileExistsError):
            os.symlink(self.canary, os.path.join(folder, "planted"))
        return folder

    def _said(self, program: Program, outcome: CommandResult) -> Iterator[str]:
        yield from (line for line in outcome.output.splitlines() if line.startswith("BREACH"))
        if outcome.fault:
            yield f"the sandbox failed: {outcome.fault}"
        if outcome.hit != program.hit:
            yield f"expected the limit {program.hit}, the result names {outcome.hit}"
        if not program.hit and (outcome.exit_code == 0) != program.succeeds:
            yield f"ended with {outcome.exit_code}: {outcome.output[-200:]}"

    def _state(self) -> dict[str, str]:
        """Return a digest of what must not change."""
        environment = current_environment()
        os_file = os.__file__
        watched = [self.canary, os.path.join(self.folder, ".ssh", "id_ed25519"), environment.interpreter, os_file]
        state = {path: _digest(path) for path in watched}
        shown = [self.folder, "/", os.path.dirname(environment.interpreter), environment.site or environment.prefix]
        return state | {folder: str(sorted(os.listdir(folder))) for folder in shown}

    def _left(self) -> list[int]:
        """Return the processes that carry the mark."""
        found = []
        for name in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError), open(f"/proc/{name}/cmdline", "rb") as file:
                if self.mark.encode() in file.read() and int(name) != os.getpid():
                    found.append(int(name))
        return found


@contextlib.contextmanager
def machine() -> Iterator[Host]:
    """Set the host up: files, listeners and a secret variable; everything goes away at the end."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hostile-"))
        os.makedirs(os.path.join(folder, ".ssh"))
        os.makedirs(os.path.join(folder, "repository"))
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(tcp.getsockname())
        host = Host(folder, tcp.getsockname()[1], [])
        names = [os.path.join(folder, "socket"), *([f"\0{host.mark}"] if sys.platform == "linux" else [])]
        local = [stack.enter_context(socket.socket(socket.AF_UNIX)) for _ in names]
        for own, name in zip(local, names, strict=True):
            own.bind(name)
            own.listen()
        for path in (host.canary, os.path.join(folder, ".ssh", "id_ed25519")):
            with open(path, "w", encoding="utf-8") as file:
                file.write(host.secret)
        for own in (tcp, *local):
            threading.Thread(target=_accept, args=(own, host.heard), daemon=True).start()
        threading.Thread(target=_receive, args=(udp, host.heard), daemon=True).start()
        os.environ["HOSTILE_SECRET"] = host.secret
        stack.callback(os.environ.pop, "HOSTILE_SECRET", None)
        yield host


def _accept(listener: socket.socket, heard: list[bytes]) -> None:
    with contextlib.suppress(OSError):
        while True:
            own, _ = listener.accept()
            with own:
                own.settimeout(1)
                heard.append(own.recv(100))


def _receive(listener: socket.socket, heard: list[bytes]) -> None:
    with contextlib.suppress(OSError):
        while True:
            heard.append(listener.recv(100))


def _digest(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
