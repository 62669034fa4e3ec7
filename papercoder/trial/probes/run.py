"""Probes in the sandbox, in the environment of the planned packages, which the trial finds made."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from papercoder.sandbox.backend import BackendState, CommandLimits, CommandResult, Environment, Sandbox
from papercoder.sandbox.choose import choose
from papercoder.sandbox.copies import write_files
from papercoder.temporary import TemporaryFolder
from papercoder.trees import parse_python
from papercoder.trial.probes.judging import WRITTEN, judged, unanswered
from papercoder.trial.probes.versions import with_versions
from papercoder.trial.run import TrialOptions, made_environment
from state.answers.probes import Probe

__all__ = ["run_probes"]

_MOST_LINES = 12
"""A question about a library is asked in a few lines; ten are asked for, and a blank one or two forgiven."""
_MOST_CHARS = 2000
_AT_ONCE = 2
"""Sandboxes at once: each imports libraries, which fills a core."""
_MOST_MB = 2048
"""What importing torch takes, twice; less where the trial has less."""
_LIMITS = {"cpu_seconds": 60, "processes": 64, "file_mb": 8, "disk_mb": 64, "output_bytes": 1 << 18}
"""Enough to import any library; a probe that needs more is none."""


@dataclass(frozen=True)
class _Confined:
    """Where probes run."""

    sandbox: Sandbox
    environment: Environment
    seconds: float
    memory_mb: int
    until: float
    turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))


async def run_probes(
    probes: Sequence[Probe],
    *,
    requirements: Sequence[str],
    options: TrialOptions,
    seconds: float = 60.0,
    together: float = 300.0,
) -> tuple[Probe, ...]:
    """Return the probes with their answers; where they cannot be run, each with the reason.

    Args:
        probes: What is to be tried.
        requirements: Lines of the planned packages; their environment is made where it is not there, probes or none.
        options: The sandbox and how installing is bounded.
        seconds: Wall time of one; importing one took 30 where five times as much ran as there are cores.
        together: Wall time of all; what has not begun by then is not tried.
    """
    sandbox = await asyncio.to_thread(choose, options.sandbox)
    if isinstance(sandbox, BackendState):
        return unanswered(probes, f"no sandbox: {sandbox.reason}")
    _, prepared, hindrance = await made_environment(sandbox, requirements, (), options)
    if prepared.environment is None:
        return unanswered(probes, f"no environment: {hindrance}")
    inside = _Confined(
        sandbox,
        prepared.environment,
        min(seconds, options.seconds),
        min(_MOST_MB, options.memory_mb),
        time.monotonic() + together,
    )
    codes = list(dict.fromkeys(probe.code.strip() for probe in probes))
    done = dict(zip(codes, await asyncio.gather(*(_done(inside, code) for code in codes)), strict=True))
    shown = [judged(probe, done[probe.code.strip()]) for probe in probes]
    return await asyncio.to_thread(with_versions, shown, prepared.environment)


async def _done(inside: _Confined, code: str) -> CommandResult | str:
    """Return how the lines ended, or why they were not run."""
    if reason := _refused(code):
        return reason
    async with inside.turn:
        if time.monotonic() > inside.until:
            return "no time was left for it"
        folder = await asyncio.to_thread(TemporaryFolder)
        try:
            await asyncio.to_thread(write_files, {"probe.py": code}, folder.name)
            return await inside.sandbox.run(
                ["python", "-c", _program(), "probe.py", WRITTEN],
                repository=folder.name,
                environment=inside.environment,
                limits=CommandLimits(seconds=inside.seconds, memory_mb=inside.memory_mb, **_LIMITS),
                collect=[WRITTEN],
            )
        finally:
            await asyncio.shield(asyncio.to_thread(folder.cleanup))


def _program() -> str:
    return (files("papercoder.trial.probes") / "executing.py").read_text(encoding="utf-8")


def _refused(code: str) -> str:
    """Return why lines are not run; empty where they are."""
    if len(code.splitlines()) > _MOST_LINES or len(code) > _MOST_CHARS or "\0" in code:
        return f"it is longer than {_MOST_LINES} lines or {_MOST_CHARS} characters"
    try:
        parse_python(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return f"it is no Python: {error}"
    return ""
