"""Made environments: one folder for each set of requirements, shared by all runs, never used half-made."""

import contextlib
import hashlib
import os
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec

from papercoder.sandbox.backend import CommandLimits, Environment, Sandbox
from papercoder.sandbox.current import current_environment
from papercoder.sandbox.watch import Ended, Stopped, watched

__all__ = ["InstallError", "install", "is_made", "made"]

_TURN_S = 0.1
"""How often a held lock is tried again; installing takes seconds, so nobody notices the wait."""

_INSTALLER_LIMITS = {"memory_mb": 16384, "processes": 512, "output_bytes": 8 << 20}
"""Bounds against a runaway installer; wide, since stopping one that unpacks large wheels would fail the trial."""

_OFFLINE = re.compile(
    r"NewConnectionError|Failed to establish|ConnectionError|error sending request|dns error|Temporary failure|"
    r"Network is unreachable|timed out|Could not connect|Failed to fetch|ProxyError|SSLError|50[234] Server Error",
    re.IGNORECASE,
)

_SAID = re.compile("error|no solution|because", re.IGNORECASE)


_KEEPER = """
import os, signal, subprocess, sys, time
child = subprocess.Popen(sys.argv[2:])
while child.poll() is None:
    if os.getppid() != int(sys.argv[1]):
        os.killpg(0, signal.SIGKILL)
    time.sleep(0.1)
sys.exit(child.returncode if child.returncode >= 0 else 1)
"""
"""Starts an installer and ends it with all its children when PaperCoder is gone: SIGKILL would else leave it writing
into a folder that the next run has taken away."""


class InstallError(Exception):
    """The environment could not be made.

    Args:
        reason: Why.
        output: End of the installer's output.
        is_codes_fault: Whether other requirements would mend it.
    """

    def __init__(self, reason: str, output: str = "", *, is_codes_fault: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.output = output
        self.is_codes_fault = is_codes_fault


class _OutOfTimeError(InstallError):
    """The time limit was met in the middle."""


def install(
    requirements: Sequence[str], *, sandbox: Sandbox, cache: str, seconds: float, stop: threading.Event
) -> Environment:
    """Return the environment of these requirements, made now if nobody made it before.

    Raises:
        InstallError: it cannot be made.
        Stopped: the event was set.
    """
    until = time.monotonic() + seconds
    place = _place(requirements, sandbox, cache)
    try:
        os.makedirs(cache, mode=0o700, exist_ok=True)
        with _lock(f"{place}.lock", until, stop):
            if not os.path.isdir(place):
                _make(requirements, place, sandbox, until, stop)
    except _OutOfTimeError as error:
        raise InstallError(f"installing took more than {seconds:g} s", error.output) from error
    except OSError as error:
        raise InstallError(f"the folder of environments cannot be used: {error}") from error
    return _described(place, sandbox)


def is_made(requirements: Sequence[str], sandbox: Sandbox, cache: str) -> bool:
    """Tell whether the environment of these requirements is there, so that nothing would be installed."""
    return os.path.isdir(_place(requirements, sandbox, cache))


def made(requirements: Sequence[str], sandbox: Sandbox, cache: str) -> Environment | None:
    """Return the environment of these requirements where it is there."""
    return _described(_place(requirements, sandbox, cache), sandbox) if is_made(requirements, sandbox, cache) else None


def _place(requirements: Sequence[str], sandbox: Sandbox, cache: str) -> str:
    kind = f"image {sandbox.name}" if sandbox.uses_image else current_environment().interpreter
    key = hashlib.sha256("\n".join([sys.version, kind, *requirements]).encode()).hexdigest()[:24]
    return os.path.join(cache, key)


@contextlib.contextmanager
def _lock(path: str, until: float, stop: threading.Event) -> Iterator[None]:
    """Hold the lock of one environment; it ends with the process that holds it."""
    import fcntl

    with open(path, "a", encoding="utf-8") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise InstallError("another run has not finished making this environment in time") from None
            if stop.wait(_TURN_S):
                raise Stopped
        yield


def _make(requirements: Sequence[str], place: str, sandbox: Sandbox, until: float, stop: threading.Event) -> None:
    for left in os.listdir(os.path.dirname(place)):
        if left.startswith(f"{os.path.basename(place)}.part-"):
            shutil.rmtree(os.path.join(os.path.dirname(place), left), ignore_errors=True)
    part = tempfile.mkdtemp(prefix=f"{os.path.basename(place)}.part-", dir=os.path.dirname(place))
    os.chmod(part, 0o755)  # noqa: S103  # the sandbox's user reads it through the cache's folder, which is private
    try:
        wanted = os.path.join(part, "requirements.txt")
        with open(wanted, "w", encoding="utf-8") as file:
            file.write("".join(f"{text}\n" for text in requirements))
        for command in _commands(part, wanted, sandbox):
            _run_cheapest(command, requirements, until, stop)
        os.rename(part, place)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _commands(part: str, wanted: str, sandbox: Sandbox) -> list[list[str]]:
    """Return the commands that make the environment: uv where it is present, else venv and pip; wheels only.

    Modules are compiled once here, since the trial reads the environment and cannot write into it: each process would
    compile torch's again, two seconds of four.
    """
    wheels = ["--only-binary", ":all:"]
    if sandbox.uses_image:
        return [_in_image(part, sandbox)]
    python = current_environment().interpreter
    folder = os.path.join(part, "venv")
    if uv := shutil.which("uv"):
        calm = ["--no-config", "--no-progress", "--no-python-downloads"]
        into = ["--compile-bytecode", *wheels, "--requirement", wanted]
        return [
            [uv, "venv", *calm, "--python", python, folder],
            [uv, "pip", "install", *calm, "--python", f"{folder}/bin/python", *into],
        ]
    into = ["install", "--compile", *wheels, "--requirement", wanted]
    quiet = ["--disable-pip-version-check", "--no-input"]
    if find_spec("pip"):
        bare = [python, "-I", "-m", "venv", "--without-pip", folder]
        return [bare, [sys.executable, "-I", "-m", "pip", "--python", f"{folder}/bin/python", *quiet, *into]]
    return [[python, "-I", "-m", "venv", folder], [f"{folder}/bin/python", "-I", "-m", "pip", *quiet, *into]]


def _in_image(part: str, sandbox: Sandbox) -> list[str]:
    """Return the command that lets the image's pip fill a folder; only this container has a network."""
    from papercoder.sandbox.container import IMAGE

    user = f"{os.getuid()}:{os.getgid()}"
    words = [sandbox.name, "run", "--rm", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--user", user]
    words += ["--env", "HOME=/tmp", "--volume", f"{part}:/made", "--entrypoint", "python", IMAGE, "-I", "-m", "pip"]
    return [*words, "--no-input", "install", "--no-compile", "--no-cache-dir", "--target", "/made/site",
            "--only-binary", ":all:", "--requirement", "/made/requirements.txt"]  # fmt: skip


def _run_cheapest(command: list[str], requirements: Sequence[str], until: float, stop: threading.Event) -> None:
    """Run a command of the installer; torch comes as its build for CPUs where uv reaches the index of these.

    That is a tenth of the ordinary wheels with CUDA, which are installed where it does not.
    """
    is_torch = any(re.match(r"torch(?:vision|audio)?(?![\w-])", text, re.IGNORECASE) for text in requirements)
    if is_torch and command[1:3] == ["pip", "install"] and os.path.basename(command[0]) == "uv":
        try:
            _run([*command, "--torch-backend", "cpu"], until - time.monotonic(), stop)
        except _OutOfTimeError:
            raise
        except InstallError:
            pass
        else:
            return
    _run(command, until - time.monotonic(), stop)


def _run(command: list[str], seconds: float, stop: threading.Event) -> None:
    limits = CommandLimits(seconds=max(0.0, seconds), **_INSTALLER_LIMITS)
    try:
        kept = [sys.executable, "-I", "-S", "-c", _KEEPER, str(os.getpid()), *command]
        ended = watched(kept, environ=_environ(), limits=limits, stop=stop)
    except OSError as error:
        raise InstallError(f"{command[0]} could not be started: {error}") from error
    if ended.hit or ended.exit_code:
        raise _failure(ended)


def _environ() -> dict[str, str]:
    """Return this process's environment without what would point the installers elsewhere in the interpreter."""
    return {
        name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    }


def _failure(ended: Ended) -> InstallError:
    output = (ended.output + ended.errors).decode("utf-8", "replace").strip()
    if ended.hit == "wall time":
        return _OutOfTimeError("", output)
    if ended.hit:
        return InstallError(f"installing was stopped at the limit of {ended.hit}", output)
    said = [line.strip() for line in output.splitlines() if line.strip()]
    last = next((line for line in reversed(said) if _SAID.search(line)), "")
    if _OFFLINE.search(output):
        return InstallError(f"the package index does not answer: {last}", output)
    return InstallError(f"the requirements cannot be installed from wheels: {last}", output, is_codes_fault=True)


def _described(place: str, sandbox: Sandbox) -> Environment:
    label = f"made for the requirements, {os.path.basename(place)}"
    if sandbox.uses_image:
        return Environment(label, "", "", "", site=os.path.join(place, "site"))
    current = current_environment()
    folder = os.path.join(place, "venv")
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    site = os.path.join(folder, "lib", version, "site-packages")
    return Environment(label, os.path.join(folder, "bin", "python"), current.interpreter, current.prefix, site)
