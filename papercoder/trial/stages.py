"""The stages of a trial that run inside the sandbox, and the report of each."""

import asyncio
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from papercoder.sandbox.backend import WORK, CommandLimits, CommandResult, Environment, Sandbox
from papercoder.trial.metrics import METRICS_FILE, NOT_RUN_FILE, OUTPUT_FOLDER
from papercoder.trial.modes.find import Found
from papercoder.trial.modes.start import Modes, start_modes
from papercoder.trial.sizes.attempt import try_sizes
from state.trial import SizeReport, Stage, StageReport

__all__ = ["StageRunner"]

_TAIL_CHARS = 6000
"""End of the output that is kept: a traceback of some thirty frames fits, and a debugging prompt stays small."""

_REASON_CHARS = 300
"""Longest error line in a reason, which is printed on one line; some libraries put whole tensors into theirs."""

_USUAL = ("--config", "config.yaml", "--smoke", "--output", OUTPUT_FOLDER)
_UNITS = {
    "wall time": "{0.seconds:g} s",
    "CPU time": "{0.cpu_seconds} s",
    "memory": "{0.memory_mb} MiB",
    "processes": "{0.processes}",
    "file size": "{0.file_mb} MiB",
    "disk": "{0.disk_mb} MiB",
    "output": "{0.output_bytes} bytes",
}
_ERROR = re.compile(
    r"^(?:[A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Exit|Warning|Failed)\b.*|error: .*|Fatal Python error: .*"
    r"|\w.*cannot be imported:)$"
)
_PLACE = re.compile(
    rf'most recent call first\):(?:\n(?!.*most recent call first\)).*)*?\n  File "{WORK}/(.+?)", line (\d+)'
)
"""The innermost line of the repository in what Python's faulthandler prints."""


_TIMES = ("wall time", "CPU time")
_PROFILED = 30.0
"""Seconds that a program which was too slow is run once more: enough for its slow part to show, and half a minute."""


@cache
def _profiling() -> str:
    return (files("papercoder.trial") / "profiling.py").read_text(encoding="utf-8")


@cache
def _importing() -> str:
    return (files("papercoder.trial") / "importing.py").read_text(encoding="utf-8")


@dataclass(frozen=True)
class StageRunner:
    """A repository in a sandbox, and the stages that may be run there.

    Args:
        sandbox: Back end.
        repository: Folder of the repository; every stage starts from a fresh copy.
        environment: Interpreter and distributions.
        limits: Of each stage.
        entry_point: Path of the program.
        startup: Folder that makes processes note their lines; empty where they shall not.
    """

    sandbox: Sandbox
    repository: str
    environment: Environment
    limits: CommandLimits
    entry_point: str
    startup: str = ""

    async def compile(self) -> StageReport:
        """Compile every Python file."""
        words = ["python", "-m", "compileall", "-q", "-f", "."]
        return self._report("compile", await self._run(words), shlex.join(words))

    async def imports(self) -> StageReport:
        """Import every module."""
        done = await self._importing("import")
        return self._report("import", done, "import every module")

    async def looks(self, reason: str) -> StageReport:
        """Only look whether imports inside the repository resolve, since it cannot be run."""
        done = await self._importing("look")
        report = self._report("import", done, "look for the repository's own modules")
        if report.result == "failed":
            return report
        return report.model_copy(
            update={"result": "not run", "reason": f"{reason}; imports inside the repository resolve"}
        )

    async def smoke(self) -> tuple[StageReport, CommandResult]:
        """Run the smoke test; also return how it ended, with its metrics files and the lines that ran.

        Noting lines takes time and memory: where the test meets a limit so, it is run again without, and that decides.
        """
        words = [*self._program, *_USUAL]
        done = await self._measured(words)
        report = self._report("smoke", done, shlex.join(words))
        if done.hit in _TIMES and self.entry_point.endswith(".py"):
            report = report.model_copy(update={"profile": await self._profile(words[1:])})
        return report, done

    async def _profile(self, words: Sequence[str]) -> str:
        """Run the program again for a while and return where the time went; empty where that cannot be told."""
        seconds = min(_PROFILED, self.limits.seconds / 2)
        program = await asyncio.to_thread(_profiling)
        done = await self._run(["python", "-c", program, f"{seconds:g}", *words])
        _, head, table = done.output.replace(f"{WORK}/", "").rpartition("cumulative seconds by function:")
        return f"{head}{table}".strip()[-_TAIL_CHARS:] if head else ""

    async def modes(self, found: Found, smoke: CommandResult) -> Modes:
        """Start every way that was found in smoke mode, side by side."""

        async def run(words: Sequence[str], seconds: float) -> CommandResult:
            limits = replace(self.limits, seconds=min(seconds, self.limits.seconds))
            return await replace(self, limits=limits)._measured(words)  # noqa: SLF001  # a copy of itself

        return await start_modes(found, smoke, self._program, _USUAL, run, self._reason, self.limits.seconds)

    async def sizes(
        self, config: str, smoke: CommandResult, seconds: float
    ) -> tuple[StageReport | None, tuple[SizeReport, ...]]:
        """Run the smoke test with the real values of what its block replaces."""

        async def run(text: str, at_most: float) -> CommandResult:
            limits = replace(self.limits, seconds=at_most)
            script = f"printf %s {shlex.quote(text)} > config.yaml && exec {shlex.join([*self._program, *_USUAL])}"
            return await replace(self, limits=limits)._run(["bash", "-c", script])  # noqa: SLF001  # a copy of itself

        return await try_sizes(config, smoke, run, self._reason, seconds)

    @property
    def _program(self) -> list[str]:
        return ["python" if self.entry_point.endswith(".py") else "bash", self.entry_point]

    async def _importing(self, how: str) -> CommandResult:
        program = await asyncio.to_thread(_importing)
        return await self._run(["python", "-c", program, how, self.entry_point])

    async def _measured(self, words: Sequence[str]) -> CommandResult:
        written = (METRICS_FILE, NOT_RUN_FILE)
        done = await self._run(words, *written, startup=self.startup)
        return await self._run(words, *written) if self.startup and done.hit else done

    async def _run(self, words: Sequence[str], *collect: str, startup: str = "") -> CommandResult:
        environment = replace(self.environment, startup=startup)
        return await self.sandbox.run(
            words, repository=self.repository, environment=environment, limits=self.limits, collect=collect
        )

    def _report(self, stage: Stage, done: CommandResult, command: str) -> StageReport:
        failed = done.exit_code != 0
        return StageReport(
            stage=stage,
            result="not run" if done.fault else "failed" if failed else "passed",
            command=command,
            seconds=round(done.seconds, 3),
            output=done.output.replace(f"{WORK}/", "")[-_TAIL_CHARS:],
            reason=self._reason(done) if failed or done.fault else "",
        )

    def _reason(self, done: CommandResult) -> str:
        if done.fault:
            return f"the sandbox failed: {done.fault}"
        said = _last_error(done.output)
        place = _PLACE.search(done.output[-_TAIL_CHARS:])
        where = f" in {place[1]}, line {place[2]}" if place else ""
        if done.hit:
            limit = f"hit the limit of {done.hit} ({_UNITS[done.hit].format(self.limits)})"
            if where:
                return f"{limit}{where}"
            return f"{limit}: {said}" if said and done.exit_code and done.hit != "wall time" else limit
        code = done.exit_code or 0
        how = f"ended by signal {-code}" if code < 0 else f"ended with code {code}"
        return f"{said}{where}" if said else how


def _last_error(output: str) -> str:
    """Return the last line that reads like an error, else the last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    named = (line for line in reversed(lines) if _ERROR.match(line))
    return next(named, lines[-1] if lines else "")[:_REASON_CHARS]
