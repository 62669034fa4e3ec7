"""The working folder of a tool-using agent: commands run confined on a copy of it, and what they change comes back.

The sandbox never writes to this machine's folders, so a small program inside it runs the command and packs the folder
afterwards; the packed files are untrusted and are unpacked as text under checked paths.
"""

import asyncio
import io
import os
import shutil
import tarfile
from dataclasses import dataclass

from papercoder.errors import SettingsError, UnsafePath
from papercoder.plain_files import open_plain
from papercoder.sandbox.backend import BackendState, CommandLimits, CommandResult, Sandbox
from papercoder.sandbox.choose import choose
from papercoder.sandbox.current import current_environment
from papercoder.workspace.paths import confined, safe_path
from state.settings import Settings

__all__ = ["AgentWorkspace", "Ran", "open_workspace"]

_PACKED = "papercoder-workspace.tar.gz"
_LARGEST = 200_000
"""Bytes of a file that comes back: sources are smaller, and data sets and weights would fill the run's state."""
_GRACE = 5.0
"""Seconds beyond a command's own limit for packing the folder; else one that times out would lose its files."""
_SHOWN = 12_000
"""Characters of output that the agent reads, about 3,000 tokens; a training log would fill its window in one step."""
_PACK = f"""
import io, os, subprocess, sys, tarfile
seconds, words = float(sys.argv[1]), sys.argv[2:]
try:
    code = subprocess.run(words, timeout=seconds).returncode
except subprocess.TimeoutExpired:
    print(f"stopped after {{seconds:.0f}} seconds", flush=True)
    code = 124
size, left = 0, []
with tarfile.open({_PACKED!r}, "w:gz") as packed:
    for here, folders, names in os.walk("."):
        folders[:] = sorted(f for f in folders if f != "__pycache__" and not f.startswith("."))
        for name in sorted(names):
            path = os.path.join(here, name)
            if name == {_PACKED!r} or os.path.islink(path) or not os.path.isfile(path):
                continue
            if os.path.getsize(path) > {_LARGEST}:
                left.append(path)
                continue
            packed.add(path, recursive=False)
if left:
    print("not kept, larger than {_LARGEST} bytes:", *left)
sys.exit(code)
"""


@dataclass(frozen=True)
class Ran:
    """What one command gave.

    Args:
        text: What it printed and how it ended, shortened in the middle.
        seconds: Wall time.
    """

    text: str
    seconds: float


@dataclass(frozen=True)
class AgentWorkspace:
    """A folder and the sandbox in which commands work on it.

    Args:
        folder: Working folder; only checked text files are written into it.
        sandbox: What confines the commands.
        limits: What one command may use.
    """

    folder: str
    sandbox: Sandbox
    limits: CommandLimits

    async def bash(self, command: str) -> Ran:
        """Run a line of bash."""
        return await self._run("bash", "-c", command)

    async def python(self, code: str) -> Ran:
        """Run a piece of Python."""
        return await self._run("python", "-c", code)

    async def read(self, path: str, offset: int) -> str:
        """Return a page of a text file of the folder; a wrong path is explained in the answer."""
        return await asyncio.to_thread(self._page, path, offset)

    async def put(self, path: str, text: str) -> None:
        """Write a file of the folder."""
        await asyncio.to_thread(self._put, path, text)

    async def files(self) -> dict[str, str]:
        """Return what the folder holds as text, the paper left out."""
        return await asyncio.to_thread(_texts, self.folder)

    async def _run(self, *words: str) -> Ran:
        inner = str(max(1.0, self.limits.seconds - _GRACE))
        outcome = await self.sandbox.run(
            ["python", "-c", _PACK, inner, *words],
            repository=self.folder,
            environment=await asyncio.to_thread(current_environment),
            limits=self.limits,
            collect=[_PACKED],
        )
        lost = await asyncio.to_thread(self._take, outcome)
        return Ran(_told(outcome, lost), outcome.seconds)

    def _take(self, outcome: CommandResult) -> str:
        """Write what came back into the folder; return the reason where that was not possible."""
        packed = outcome.files.get(_PACKED)
        if packed is None:
            return "What it changed is lost, because it did not end by itself or left more than can be kept."
        try:
            found = _unpacked(packed)
        except (tarfile.TarError, OSError, EOFError) as error:
            return f"What it changed is lost: {error}."
        for name in os.listdir(self.folder):
            full = os.path.join(self.folder, name)
            shutil.rmtree(full) if os.path.isdir(full) and not os.path.islink(full) else os.unlink(full)
        for path, content in found.items():
            _write(confined(self.folder, path), content)
        return ""

    def _put(self, path: str, text: str) -> None:
        _write(confined(self.folder, safe_path(path)), text.encode())

    def _page(self, path: str, offset: int) -> str:
        try:
            with open(confined(self.folder, safe_path(path)), encoding="utf-8", errors="replace") as file:
                text = file.read()
        except (OSError, UnsafePath) as error:
            return f"{path} cannot be read: {error}"
        part = text[offset : offset + _SHOWN]
        rest = len(text) - offset - len(part)
        return part + (f"\n[{rest} characters follow; read on with offset {offset + len(part)}]" if rest > 0 else "")


async def open_workspace(folder: str, settings: Settings) -> AgentWorkspace:
    """Make the folder and choose the sandbox.

    Raises:
        SettingsError: no sandbox works on this machine.
    """
    await asyncio.to_thread(os.makedirs, folder, exist_ok=True)
    found = await asyncio.to_thread(choose, settings.sandbox)
    if isinstance(found, BackendState):
        raise SettingsError(
            f"An agent with tools works only inside a sandbox, and none works here: {found.reason}.",
            found.install or "Install bubblewrap, docker or podman.",
        )
    limits = CommandLimits(seconds=settings.trial_seconds, memory_mb=settings.trial_memory_mb)
    return AgentWorkspace(folder, found, limits)


def _unpacked(packed: bytes) -> dict[str, bytes]:
    """Return the plain files of an untrusted archive; unsafe paths are left out."""
    found: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
        for member in archive:
            opened = archive.extractfile(member) if member.isfile() and member.size <= _LARGEST else None
            if opened is None or len(found) >= 2000:
                continue
            try:
                found[safe_path(member.name.removeprefix("./"))] = opened.read(_LARGEST)
            except UnsafePath:
                continue
    return found


def _write(target: str, content: bytes) -> None:
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "wb") as file:
        file.write(content)


def _texts(folder: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for here, _, names in os.walk(folder):
        for name in sorted(names):
            full = os.path.join(here, name)
            path = os.path.relpath(full, folder).replace(os.sep, "/")
            if path == "paper.md":
                continue
            try:
                with open_plain(full) as file:
                    found[path] = file.read()
            except UnicodeDecodeError:
                continue
    return found


def _told(outcome: CommandResult, lost: str) -> str:
    text = outcome.output
    if len(text) > _SHOWN:
        text = f"{text[: _SHOWN // 2]}\n[... {len(text) - _SHOWN} characters left out ...]\n{text[-_SHOWN // 2 :]}"
    ended = f"limit reached: {outcome.hit}" if outcome.hit else f"exit code {outcome.exit_code}"
    return "\n".join(part for part in (text.rstrip("\n"), f"[{outcome.fault or ended}]", lost) if part)
