"""The trial of a repository, stage by stage: install, compile, import, smoke, metrics."""

import asyncio
import os
import shutil
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from papercoder.sandbox.backend import BackendState, CommandLimits, Sandbox
from papercoder.sandbox.choose import choose
from papercoder.sandbox.copies import write_files
from papercoder.sandbox.current import current_environment
from papercoder.sandbox.watch import in_thread
from papercoder.temporary import TemporaryFolder
from papercoder.trial.environment import Prepared, cache_folder, heavy, made_before, prepare, requirements_of, unmet
from papercoder.trial.installing import is_made
from papercoder.trial.lines.cited import merged
from papercoder.trial.lines.shipping import hindrance as lines_hindrance
from papercoder.trial.lines.shipping import make_startup
from papercoder.trial.metrics import measured
from papercoder.trial.modes.find import Found, find_modes
from papercoder.trial.resolved import resolved_versions
from papercoder.trial.stages import StageRunner
from state.trial import ModeReport, SizeReport, StageReport, Trial

__all__ = ["TrialOptions", "made_environment", "run_trial"]

_TAIL_CHARS = 6000
"""End of the installer's output that is kept; the reason for a failure stands in its last lines."""


_HEAVY_GB = 12
"""GiB that the wheels of torch with CUDA take, packed and unpacked; a disk filled by them ends more than the trial."""

_NO_LINES = "no process of the smoke test noted them, or it met a limit while they were noted"


@dataclass(frozen=True)
class TrialOptions:
    """What confines the trial and how far it may go.

    Args:
        sandbox: Back end; `auto` takes the first that works.
        seconds: Wall time of each stage.
        memory_mb: Memory in MiB.
        real_sizes_seconds: Wall time for trying real sizes; 0 for not trying them.
        install_heavy: Whether torch, tensorflow or jax may be installed.
        install_seconds: Time for making the environment.
        probed: Lines of the requirements that probes were tried with: their environment serves where it has everything.
        tell: Called with what takes long before it begins.
        environments: Folder of made environments, shared between runs; empty for the user's cache folder.
    """

    sandbox: Literal["auto", "bubblewrap", "docker", "podman", "none"] = "auto"
    seconds: float = 120.0
    memory_mb: int = 2048
    real_sizes_seconds: float = 0.0
    install_heavy: bool = False
    install_seconds: float = 1800.0
    environments: str = ""
    probed: tuple[str, ...] = ()
    tell: Callable[[str], None] = lambda _: None


async def run_trial(
    files: Mapping[str, str],
    *,
    entry_point: str,
    requirements: Sequence[str],
    unknown_imports: Sequence[str],
    metrics: Sequence[str],
    options: TrialOptions,
) -> Trial:
    """Run the repository's smoke test, stage by stage, up to the first that fails.

    Args:
        files: Text by path.
        entry_point: Program that understands --config, --smoke and --output.
        requirements: Lines of requirements.txt.
        unknown_imports: Imported names that no known distribution provides; they are reported, not guessed.
        metrics: Names that metrics.json must hold as finite numbers.
        options: What confines the trial and how far it may go.
    """
    sandbox = await asyncio.to_thread(choose, options.sandbox)
    if isinstance(sandbox, BackendState):
        return Trial(result="not run", reason=f"no sandbox: {sandbox.reason}; {sandbox.install}")
    install, prepared, hindrance = await made_environment(sandbox, requirements, unknown_imports, options)
    folder = await asyncio.to_thread(TemporaryFolder)
    try:
        repository = os.path.join(folder.name, "repository")
        await asyncio.to_thread(write_files, files, repository)
        environment = prepared.environment or current_environment()
        limits = CommandLimits(seconds=options.seconds, memory_mb=options.memory_mb)
        unmeasured = lines_hindrance(files)
        startup = "" if unmeasured else os.path.join(folder.name, "startup")
        if startup:
            await asyncio.to_thread(make_startup, startup)
        inside = StageRunner(sandbox, repository, environment, limits, entry_point, startup)
        ways = await asyncio.to_thread(find_modes, files, entry_point, files.get("config.yaml", ""))
        ways = replace(ways, planned=tuple(metrics))
        shown = await _shown(inside, hindrance, metrics, ways, files.get("config.yaml", ""), options.real_sizes_seconds)
    finally:
        await asyncio.shield(asyncio.to_thread(folder.cleanup))
    trial = _trial([install, *shown.stages], shown.numbers, sandbox, environment.label)
    lines = merged(shown.lines)
    resolved = await asyncio.to_thread(resolved_versions, requirements, prepared.environment)
    told = {"resolved": resolved, "modes": shown.modes, "sizes": shown.sizes, "unread": ways.unread, "lines": lines}
    return trial.model_copy(update={**told, "unmeasured": "" if lines else unmeasured or _NO_LINES})


async def made_environment(
    sandbox: Sandbox, lines: Sequence[str], unknown: Sequence[str], options: TrialOptions
) -> tuple[StageReport, Prepared, str]:
    """Return the report of the stage, the environment, and why nothing can be run; empty where it can."""
    began = time.monotonic()
    try:
        requirements = await asyncio.to_thread(requirements_of, lines)
    except ValueError as error:
        return StageReport(stage="install", result="failed", reason=str(error)), Prepared(None), "no environment"
    cache = cache_folder(options.environments)
    requirements = await asyncio.to_thread(made_before, requirements, options.probed, sandbox, cache)
    if reason := await asyncio.to_thread(_too_heavy, sandbox, requirements, cache):
        refused = await asyncio.to_thread(_refused, options, cache)
        if refused:
            return StageReport(stage="install", result="not run", reason=f"{reason}; {refused}"), Prepared(None), reason
        options.tell(f"{reason}: wheels of 0.2 to 3 GB are installed once and kept for later runs in {cache}")

    def work(stop: threading.Event) -> Prepared:
        return prepare(requirements, sandbox=sandbox, cache=cache, seconds=options.install_seconds, stop=stop)

    prepared = await in_thread(work)
    report = StageReport(
        stage="install",
        result="passed" if prepared.environment else "failed" if prepared.is_codes_fault else "not run",
        command=f"install {' '.join(requirements)}" if requirements else "nothing to install",
        seconds=round(time.monotonic() - began, 3),
        output=prepared.output[-_TAIL_CHARS:],
        reason=_with_unknown(prepared.reason, unknown),
    )
    return report, prepared, "" if prepared.environment else prepared.reason


def _refused(options: TrialOptions, cache: str) -> str:
    """Return why heavy frameworks are not installed; empty where they may be."""
    if not options.install_heavy:
        return "--install-heavy lets it be installed"
    folder = cache
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    free = shutil.disk_usage(folder).free / 2**30
    return "" if free >= _HEAVY_GB else f"that takes up to {_HEAVY_GB} GiB of disk, and {free:.0f} are free in {folder}"


def _too_heavy(sandbox: Sandbox, requirements: Sequence[str], cache: str) -> str:
    """Return which heavy frameworks would have to be installed; empty where there is none, or an earlier run did it."""
    lacking = requirements if sandbox.uses_image else unmet(requirements)
    if is_made(requirements, sandbox, cache):
        return ""
    if needed := heavy(lacking):
        return f"needs {', '.join(needed)}"
    if lacking and (present := heavy(requirements)):
        return f"needs {', '.join(lacking)} beside {', '.join(present)}, which would be installed once more"
    return ""


def _with_unknown(reason: str, unknown: Sequence[str]) -> str:
    told = f"no distribution is known for the imports {', '.join(unknown)}" if unknown else ""
    return "; ".join(part for part in (reason, told) if part)


@dataclass
class _Shown:
    """What the stages showed."""

    stages: list[StageReport]
    numbers: dict[str, float] = field(default_factory=dict)
    lines: list[dict[str, tuple[tuple[int, int], ...]]] = field(default_factory=list)
    modes: tuple[ModeReport, ...] = ()
    sizes: tuple[SizeReport, ...] = ()


async def _shown(
    inside: StageRunner, hindrance: str, metrics: Sequence[str], ways: Found, config: str, seconds: float
) -> _Shown:
    stages = [await inside.compile()]
    if stages[-1].result == "passed":
        stages.append(await (inside.looks(hindrance) if hindrance else inside.imports()))
    if stages[-1].result != "passed":
        return _Shown(stages)
    report, done = await inside.smoke()
    stages.append(report)
    if report.result != "passed":
        return _Shown(stages, lines=[done.lines])
    checked, numbers = measured(done.files, metrics)
    if checked.result == "failed":
        shown = {"command": f"{report.command}; {checked.command}", "output": report.output}
        checked = checked.model_copy(update=shown)
    stages.append(checked)
    if checked.result == "failed":
        return _Shown(stages, numbers, [done.lines])
    modes = await inside.modes(ways, done)
    if modes.stage:
        stages.append(modes.stage)
    sized, sizes = await inside.sizes(config, done, seconds) if seconds else (None, ())
    if sized:
        stages.append(sized)
    return _Shown(stages, numbers, [done.lines, *modes.lines], modes.reports, sizes)


def _trial(stages: list[StageReport], numbers: dict[str, float], sandbox: Sandbox, label: str) -> Trial:
    """Return the trial; a failed stage decides before one that was not run, and the first of them names the reason."""
    failed = next((stage for stage in stages if stage.result == "failed"), None)
    not_run = next((stage for stage in stages if stage.result == "not run"), None)
    decisive = failed or not_run
    done = {stage.stage for stage in stages}
    names: tuple[Literal["compile", "import", "smoke", "metrics"], ...] = ("compile", "import", "smoke", "metrics")
    after = f"{decisive.stage} {'failed' if failed else 'was not run'}" if decisive else ""
    rest = [StageReport(stage=name, result="not run", reason=after) for name in names if name not in done]
    return Trial(
        result=decisive.result if decisive else "passed",
        reason=f"{failed.stage}: {failed.reason}" if failed else not_run.reason if not_run else "",
        sandbox=sandbox.name,
        confinement=sandbox.confinement,
        environment=label,
        stages=(*stages, *rest),
        metrics=numbers,
    )
