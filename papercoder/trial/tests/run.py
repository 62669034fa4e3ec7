"""A file of tests in the sandbox, beside the repository that it tests."""

import asyncio
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from papercoder.sandbox.backend import BackendState, CommandLimits
from papercoder.sandbox.choose import choose
from papercoder.sandbox.copies import write_files
from papercoder.sandbox.report import whole_text
from papercoder.temporary import TemporaryFolder
from papercoder.trial.run import TrialOptions, made_environment

__all__ = ["TestRun", "run_tests"]

_WRITTEN = "said-by-tests.json"
_TOLD_CHARS = 1500
"""End of what a failing test prints: the assertion and the frames around it."""


@dataclass(frozen=True)
class TestRun:
    """What the tests said.

    Args:
        failures: What each failing test printed, by name.
        passed: Names of those that passed.
        reason: Why none was run; empty where some were.
    """

    __test__ = False  # for pytest, which would take the name for a test

    failures: Mapping[str, str] = field(default_factory=dict)
    passed: tuple[str, ...] = ()
    reason: str = ""


async def run_tests(
    repository: Mapping[str, str],
    path: str,
    names: Sequence[str],
    *,
    requirements: Sequence[str],
    options: TrialOptions,
) -> TestRun:
    """Call each test of a file once; a file that cannot be loaded fails with all its tests.

    Args:
        repository: Text by path, the file of tests included.
        path: That file.
        names: Its tests.
        requirements: Lines of requirements.txt.
        options: What confines it.
    """
    sandbox = await asyncio.to_thread(choose, options.sandbox)
    if isinstance(sandbox, BackendState):
        return TestRun(reason=f"no sandbox: {sandbox.reason}")
    _, prepared, hindrance = await made_environment(sandbox, requirements, (), options)
    if prepared.environment is None:
        return TestRun(reason=hindrance)
    folder = await asyncio.to_thread(TemporaryFolder)
    try:
        place = os.path.join(folder.name, "repository")
        await asyncio.to_thread(write_files, repository, place)
        program = (files("papercoder.trial.tests") / "calling.py").read_text(encoding="utf-8")
        done = await sandbox.run(
            ["python", "-c", program, path, _WRITTEN],
            repository=place,
            environment=prepared.environment,
            limits=CommandLimits(seconds=options.seconds, memory_mb=options.memory_mb),
            collect=[_WRITTEN],
        )
    finally:
        await asyncio.shield(asyncio.to_thread(folder.cleanup))
    if done.fault:
        return TestRun(reason=f"the sandbox failed: {done.fault}")
    said = _said(done.files.get(_WRITTEN, b"{}"))
    ended = f"met the limit of {done.hit}" if done.hit else "was not reached"
    missed = {name: f"{ended}:\n{done.output[-_TOLD_CHARS:]}" for name in names if name not in said}
    told = {name: said[name][-_TOLD_CHARS:] for name in names if said.get(name)}
    return TestRun({**told, **missed}, tuple(name for name in names if said.get(name) == ""))


def _said(content: bytes) -> dict[str, str]:
    """Return what the program wrote; it is foreign, so anything else than texts by name counts as nothing."""
    try:
        found = whole_text(json.loads(content))
    except (ValueError, RecursionError):
        return {}
    return {str(k): v for k, v in found.items() if isinstance(v, str)} if isinstance(found, dict) else {}
