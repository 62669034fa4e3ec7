"""The stages of a trial that run inside the sandbox, and what each of them found."""

import asyncio
import json
import math
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from papercoder.sandbox.backend import WORK, Environment, Limits, Outcome, Sandbox
from state.findings import Stage, StageReport

__all__ = ["OUTPUT_FOLDER", "Inside", "measured"]

OUTPUT_FOLDER = "results/smoke"
_NAMED = 5
_METRICS = "metrics.json"
_TAIL_CHARS = 6000
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
_PLACE = re.compile(rf'most recent call first\):(?:\n.*)*?\n  File "{WORK}/(.+?)", line (\d+)')
"""The innermost line of the repository in what Python's faulthandler prints."""


@cache
def _importing() -> str:
    return (files("papercoder.sandbox") / "importing.py").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Inside:
    """A repository in a sandbox, and the stages that may be run there.

    Args:
        sandbox: Back end.
        repository: Folder of the repository; every stage starts from a fresh copy.
        environment: Interpreter and distributions.
        limits: Of each stage.
        entry_point: Path of the program.
    """

    sandbox: Sandbox
    repository: str
    environment: Environment
    limits: Limits
    entry_point: str

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

    async def smoke(self) -> tuple[StageReport, dict[str, bytes]]:
        """Run the smoke test; also return the metrics files that it wrote."""
        words = ["python" if self.entry_point.endswith(".py") else "bash", self.entry_point]
        words += ["--config", "config.yaml", "--smoke", "--output", OUTPUT_FOLDER]
        done = await self._run(words, _METRICS)
        return self._report("smoke", done, shlex.join(words)), done.files

    async def _importing(self, how: str) -> Outcome:
        program = await asyncio.to_thread(_importing)
        return await self._run(["python", "-c", program, how, self.entry_point])

    async def _run(self, words: Sequence[str], *collect: str) -> Outcome:
        return await self.sandbox.run(
            words, repository=self.repository, environment=self.environment, limits=self.limits, collect=collect
        )

    def _report(self, stage: Stage, done: Outcome, command: str) -> StageReport:
        failed = done.exit_code != 0
        return StageReport(
            stage=stage,
            result="not run" if done.fault else "failed" if failed else "passed",
            command=command,
            seconds=round(done.seconds, 3),
            output=done.output.replace(f"{WORK}/", "")[-_TAIL_CHARS:],
            reason=self._reason(done) if failed or done.fault else "",
        )

    def _reason(self, done: Outcome) -> str:
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
    return next(named, lines[-1] if lines else "")[:300]


def measured(found: dict[str, bytes], metrics: Sequence[str]) -> tuple[StageReport, dict[str, float]]:
    """Check that the smoke test wrote every metric as a finite number; also return all numbers by name.

    Args:
        found: The metrics files that were written, by path.
        metrics: Names that the plan asks for.
    """
    command = f"read {OUTPUT_FOLDER}/{_METRICS}"
    inside = sorted((path for path in found if path.startswith(f"{OUTPUT_FOLDER}/")), key=lambda p: (p.count("/"), p))
    if not inside:
        elsewhere = f"; {', '.join(sorted(found))} was written instead" if found else ""
        return _failed(command, f"no {_METRICS} was written below {OUTPUT_FOLDER}{elsewhere}"), {}
    numbers: dict[str, Any] = {}
    for path in reversed(inside):
        try:
            numbers |= dict(_leaves(json.loads(found[path])))
        except (ValueError, RecursionError) as error:
            return _failed(command, f"{path} is no JSON: {error}"), {}
    faults: dict[str, list[str]] = {}
    for name, why in (fault for metric in metrics for fault in _faults(metric, numbers)):
        faults.setdefault(why, []).append(name)
    finite = {name: float(value) for name, value in numbers.items() if _is_finite(value)}
    if faults:
        return _failed(command, "; ".join(_said(names, why) for why, names in faults.items())), finite
    return StageReport(stage="metrics", result="passed", command=command), finite


def _failed(command: str, reason: str) -> StageReport:
    return StageReport(stage="metrics", result="failed", command=command, reason=reason)


def _leaves(value: Any, name: str = "") -> list[tuple[str, Any]]:
    """Return the values with dotted names."""
    if isinstance(value, dict):
        pairs = [(str(key), inner) for key, inner in value.items()]
    elif isinstance(value, list):
        pairs = [(str(at), inner) for at, inner in enumerate(value)]
    else:
        return [(name, value)]
    return [leaf for key, inner in pairs for leaf in _leaves(inner, f"{name}.{key}" if name else key)]


def _faults(metric: str, numbers: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what is wrong with a metric by name; one in a group counts, as do the values of a group of that name."""
    own = {name: value for name, value in numbers.items() if f".{metric}." in f".{name}."}
    if not own:
        return [(metric, f"is missing (there are {', '.join(list(numbers)[:12]) or 'no values'})")]
    return [(name, f"is {value!r}, no finite number") for name, value in own.items() if not _is_finite(value)][:3]


def _said(names: list[str], why: str) -> str:
    if len(names) == 1:
        return f"{names[0]} {why}"
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}: each {why}"


def _is_finite(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False
