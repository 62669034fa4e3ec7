"""Start every way that was found, side by side, within the trial's time, and say how each did."""

import asyncio
import os
import shlex
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from papercoder.sandbox.backend import CommandResult
from papercoder.trial.modes.find import Found, Mode
from papercoder.trial.modes.judge import lacks_entries, lacks_listed, said_failed
from state.trial import ModeReport, StageReport

__all__ = ["Modes", "start_modes"]

_SIDE_BY_SIDE = 4
"""Modes at once at most: each may use the trial's whole memory."""

_LEAST_S = 1.0
"""With less time left a mode is not started, since it could not even import its libraries."""

_FAIR = 2.0
"""Times the seconds of the usual start, which runs everything: with less left, a mode that hits the limit was cut short
by those before it. In a repository of 15 modes the last one had 1.7 seconds, and the run was called partial for it."""

_NEARLY_ALL = 0.9
"""Of the time of all modes: who hits the limit with as much was held up by nobody, and may never end."""

_TAIL_CHARS = 6000
"""As for a stage: a traceback fits, and a debugging prompt stays small."""

_USAGE = 2
"""The exit code with which command-line parsers refuse what they do not know."""

Run = Callable[[Sequence[str], float], Awaitable[CommandResult]]
Reason = Callable[[CommandResult], str]


@dataclass(frozen=True)
class Modes:
    """What starting every mode showed.

    Args:
        stage: None where there is only the usual start, which swallowed nothing.
        reports: One for each mode, the usual start first.
        lines: Lines that ran, of each.
    """

    stage: StageReport | None
    reports: tuple[ModeReport, ...]
    lines: Sequence[dict[str, tuple[tuple[int, int], ...]]]


@dataclass
class _Tried:
    mode: Mode
    words: list[str]
    done: CommandResult | None = None
    after: str = ""
    fault: str = ""
    seconds: float = 0.0
    cut: bool = False


async def start_modes(
    found: Found,
    smoke: CommandResult,
    program: Sequence[str],
    usual: Sequence[str],
    run: Run,
    reason: Reason,
    seconds: float,
) -> Modes:
    """Start every mode.

    Args:
        found: From `find_modes`.
        smoke: How the usual start ended; it counts as a mode.
        program: Interpreter and entry point.
        usual: The options of the smoke test.
        run: Runs words in the sandbox for at most so many seconds.
        reason: Says why a command failed.
        seconds: Time for all of them.
    """
    began = time.monotonic()
    until = began + seconds
    tried = [_Tried(mode, [*program, *mode.words, *usual]) for mode in found.modes]
    places = asyncio.Semaphore(max(1, min(_SIDE_BY_SIDE, os.cpu_count() or 1)))

    async def one(mode: _Tried) -> None:
        async with places:
            left = until - time.monotonic()
            await _try(mode, [*program, *usual, *mode.mode.words], run, until)
            hit = mode.done is not None and mode.done.hit == "wall time"
            mode.cut = hit and left < min(_NEARLY_ALL * seconds, _FAIR * smoke.seconds)

    await asyncio.gather(*(one(mode) for mode in tried))
    for at, mode in enumerate(tried):
        if _has_failed(mode):
            await _try_after(mode, [*program, *usual], tried[:at], run, until)
    usually = _Tried(Mode((), ""), [*program, *usual], smoke, seconds=smoke.seconds)
    _compare([usually, *tried], found.planned)
    usually.fault = usually.fault or lacks_listed(smoke.files, found.listed, found.planned)
    reports = tuple(_report(mode, reason) for mode in (usually, *tried))
    lines = [mode.done.lines for mode in tried if mode.done]
    stage = _stage(reports, found, time.monotonic() - began) if tried or usually.fault else None
    return Modes(stage, reports, lines)


async def _try(tried: _Tried, other_order: list[str], run: Run, until: float) -> None:
    """Run a mode; where its parser refuses the order of words, with the mode's words last."""
    if (left := until - time.monotonic()) < _LEAST_S:
        return
    tried.done = await run(tried.words, left)
    left = until - time.monotonic()
    if tried.done.exit_code == _USAGE and left >= _LEAST_S and other_order != tried.words:
        again = await run(other_order, left)
        if again.exit_code != _USAGE:
            tried.done, tried.words = again, other_order
    tried.seconds = tried.done.seconds


async def _try_after(tried: _Tried, default: list[str], earlier: list[_Tried], run: Run, until: float) -> None:
    """Run a failed mode behind the usual start, then behind those before it: it may need what they wrote."""
    passed = [other for other in earlier if other.done and other.done.exit_code == 0]
    chains = [[default], [other.words for other in passed]]
    for chain in [chain for chain in chains if chain]:
        if (left := until - time.monotonic()) < _LEAST_S:
            return
        script = " && ".join(shlex.join(words) for words in [*chain, tried.words])
        done = await run(["bash", "-c", script], left)
        if done.exit_code == 0:
            tried.done, tried.after = done, " && ".join(shlex.join(words) for words in chain)
            return


def _has_failed(tried: _Tried) -> bool:
    return tried.done is not None and not tried.cut and not tried.done.fault and tried.done.exit_code != 0


def _compare(tried: Sequence[_Tried], planned: Sequence[str]) -> None:
    """Find what the modes that ended with code 0 swallowed: from what they print, and from what their results lack.

    The first is the usual start.
    """
    ended = [one for one in tried if one.done and not one.done.fault and one.done.exit_code == 0]
    for group in dict.fromkeys(one.mode.group for one in ended):
        files = {one.mode.name: one.done.files for one in ended if one.done and one.mode.group == group}
        whole = all(one in ended for one in tried if one.mode.group == group)
        usual = tried[0].done.files if whole and tried[0].done else None
        lacking = lacks_entries(files, planned, usual) if group and any(files.values()) else {}
        for one in (one for one in ended if one.mode.group == group and not one.after):
            one.fault = lacking.get(one.mode.name, "") if group != "subcommand" else ""
    for one in ended:
        if one.done and (line := said_failed(one.done.output)):
            one.fault = f"ended with code 0 though it says: {line}" + (f"; {one.fault}" if one.fault else "")


def _report(tried: _Tried, reason: Reason) -> ModeReport:
    done = tried.done
    told = {"name": tried.mode.name, "command": shlex.join(tried.words), "seconds": round(tried.seconds, 3)}
    if done is None or tried.cut:
        return ModeReport.model_validate({**told, "result": "not run", "reason": "the trial's time was over"})
    if done.fault:
        return ModeReport.model_validate({**told, "result": "not run", "reason": f"the sandbox failed: {done.fault}"})
    why = tried.fault or (reason(done) if done.exit_code != 0 else "")
    after = f"run after {tried.after}" if tried.after else ""
    shown = done.output[-_TAIL_CHARS:] if why else ""
    result = "failed" if why else "passed"
    return ModeReport.model_validate({**told, "result": result, "reason": why or after, "output": shown})


def _stage(reports: Sequence[ModeReport], found: Found, seconds: float) -> StageReport:
    """Return the stage: failed where a mode is; it shows the command and output of the first."""
    failed = [report for report in reports if report.result == "failed"]
    passed = sum(report.result == "passed" for report in reports)
    open_ = [report.name for report in reports if report.result == "not run"]
    told = f"{passed} of {len(reports)} modes passed"
    told += f", not tried: {', '.join(open_)}" if open_ else ""
    told += f"; values not listed in the code: {', '.join(found.unread)}" if found.unread else ""
    told += "".join(f"; {report.name or 'usual start'}: {report.reason}" for report in failed)
    return StageReport(
        stage="modes",
        result="failed" if failed else "passed" if passed else "not run",
        command=failed[0].command if failed else "every mode in smoke mode",
        seconds=round(seconds, 3),
        output=failed[0].output if failed else "",
        reason=told,
    )
