"""Try the real sizes, together and alone, and say what failed, what it took, and what could not be tried."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from papercoder.sandbox.backend import CommandResult
from papercoder.trial.sizes.growth import growth
from papercoder.trial.sizes.replaced import Replaced, configuration, replaced_values
from state.trial import SizeReport, StageReport

__all__ = ["try_sizes"]

_LEAST_S = 2.0
"""With less time left nothing is started, since it could not even import its libraries."""

_SHARE = 0.4
"""Part of what is left of the time for all sizes together; the rest is for finding out which of them it was."""

_FACTOR = 4
"""How much larger than in the smoke test: enough to tell growth from noise, small enough to end."""

_TOO_LONG_S = 24 * 3600.0
"""Expected for a single size: a reproduction that takes a day for one step is not what its author ran."""

_STEEP = 1.7
"""Above it, time grows faster than by any sort: pairs or searches within lists."""

_TAIL_CHARS = 6000
_ABSENT = re.compile(
    r"FileNotFoundError|No such file|URLError|gaierror|ConnectionError|Name or service|Network is unreachable|"
    r"LocalEntryNotFound|OfflineMode|download", re.IGNORECASE,
)  # fmt: skip
"""What real data that is not here looks like; that says nothing about a size."""

Run = Callable[[str, float], Awaitable[CommandResult]]


@dataclass
class _Bench:
    """What all attempts share."""

    config: str
    run: Run
    until: float
    smoke: CommandResult

    @property
    def left(self) -> float:
        return self.until - time.monotonic()

    async def attempt(self, values: Mapping[Replaced, Any], seconds: float) -> CommandResult | None:
        """Run with these values in the smoke block; None where no time is left."""
        seconds = min(seconds, self.left)
        return await self.run(configuration(self.config, values), seconds) if seconds >= _LEAST_S else None


async def try_sizes(
    config: str, smoke: CommandResult, run: Run, reason: Callable[[CommandResult], str], seconds: float
) -> tuple[StageReport | None, tuple[SizeReport, ...]]:
    """Try every real size that the smoke block hides.

    Args:
        config: Text of config.yaml.
        smoke: How the smoke test ended.
        run: Runs the smoke test with another config.yaml for at most so many seconds.
        reason: Says why a command failed.
        seconds: Time for all of it.
    """
    values, others = await asyncio.to_thread(replaced_values, config)
    if not values and not others:
        return None, ()
    began = time.monotonic()
    bench = _Bench(config, run, began + seconds, smoke)
    sizes = [value for value in values if not value.repeats]
    reports = [SizeReport(key=key, result="not run", reason="chooses something else, no size") for key in others]
    together = await bench.attempt({size: size.real for size in sizes}, bench.left * _SHARE) if sizes else None
    if together and together.exit_code == 0:
        reports += [_report(size, size.real, together, "") for size in sizes]
    else:
        reports += await asyncio.gather(
            *(_alone(bench, size, together, reason, only=len(sizes) == 1) for size in sizes)
        )
    reports += await asyncio.gather(*(_repeated(bench, value, reason) for value in values if value.repeats))
    return _stage(reports, together, reason, time.monotonic() - began), tuple(reports)


async def _alone(
    bench: _Bench,
    size: Replaced,
    together: CommandResult | None,
    reason: Callable[[CommandResult], str],
    *,
    only: bool,
) -> SizeReport:
    """Try one size, the others as in the smoke test; what does not end is tried smaller and calculated."""
    done = together if only else await bench.attempt({size: size.real}, bench.left * _SHARE)
    if done is None:
        return SizeReport(key=size.key, smoke=size.smoke, real=size.real, result="not run", reason="no time was left")
    if done.exit_code == 0:
        return _report(size, size.real, done, "")
    if done.hit in ("wall time", "CPU time"):
        return await _grown(bench, size, reason)
    # Alone it may be at odds with the small sizes of others, as more neighbours than points are.
    alike = together is not None and not together.hit and together.exit_code != 0
    return _report(size, size.real, done, reason(done), doubtful=not alike and done.hit is None)


async def _repeated(bench: _Bench, value: Replaced, reason: Callable[[CommandResult], str]) -> SizeReport:
    """Repeat more often than the smoke test does, and look whether memory is kept."""
    return await _grown(bench, value, reason)


async def _grown(bench: _Bench, value: Replaced, reason: Callable[[CommandResult], str]) -> SizeReport:
    """Try sizes between smoke and real, as long as time allows, and calculate what the real one takes."""
    before, factor, seen, leap = (bench.smoke.seconds, bench.smoke.peak_mb), 1.0, 0, _FACTOR
    report = SizeReport(
        key=value.key, smoke=value.smoke, real=value.real, result="not run", reason="not tried at its real size"
    )
    while (tried := value.longer(round(factor * leap))) is not None:
        done = await bench.attempt({value: tried}, bench.left * _SHARE)
        if done is None:
            return report
        slow = done.hit in ("wall time", "CPU time")
        if done.exit_code != 0 and not slow:
            return _report(value, tried, done, reason(done))
        now = (done.seconds, done.peak_mb)
        real = tried == value.real or slow
        step = min(value.times / factor, leap)
        expected = growth(
            (before[0], now[0]), (before[1], now[1]), (bench.smoke.seconds, bench.smoke.peak_mb),
            (step, value.times / (factor * step)),
        )  # fmt: skip
        report = _report(
            value, tried, done, "", expected=(expected.seconds, expected.memory_mb), exponent=expected.exponent
        )
        before, factor, seen = now, factor * step, seen + 1
        leap = _FACTOR if value.repeats or expected.exponent else _FACTOR**2
        if real or (value.repeats and seen >= 2):
            return report
    return report


def _report(
    value: Replaced, tried: Any, done: CommandResult, why: str, *, doubtful: bool = False,
    expected: tuple[float, float] | None = None, exponent: float | None = None,
) -> SizeReport:  # fmt: skip
    absent = bool(why and _ABSENT.search(done.output[-_TAIL_CHARS:]))
    result = "not run" if done.hit else "passed"
    if why:
        result = "not run" if absent or doubtful else "failed"
        why = f"needs what is not here: {why}" if absent else f"alone: {why}" if doubtful else why
    return SizeReport.model_validate({
        "key": value.key, "smoke": value.smoke, "real": value.real, "tried": tried, "result": result, "reason": why,
        "seconds": round(done.seconds, 3), "peak_mb": done.peak_mb, "limit": done.hit or "",
        "expected_seconds": round(expected[0], 1) if expected else None,
        "expected_mb": round(expected[1], 1) if expected else None,
        "exponent": round(exponent, 2) if exponent is not None else None,
        "output": done.output[-_TAIL_CHARS:] if result == "failed" else "",
    })  # fmt: skip


def _stage(
    reports: Sequence[SizeReport],
    together: CommandResult | None,
    reason: Callable[[CommandResult], str],
    seconds: float,
) -> StageReport:
    """Return the stage: failed where the program raises at a real size; what takes long or much is told, not failed."""
    raised = [report for report in reports if report.result == "failed" and not report.limit]
    told = [f"{_real_ones(reports)} of {len(reports)} replaced values tried at their real value"]
    told += [f"{report.key}: {remark}" for report in reports if (remark := _remark(report))]
    jointly = together is not None and not together.hit and not together.fault and together.exit_code not in (0, None)
    if together is not None and jointly and not raised and not _ABSENT.search(together.output[-_TAIL_CHARS:]):
        told.append(f"only together: {reason(together)}")
        output, failed = together.output[-_TAIL_CHARS:], True
    else:
        output, failed = (raised[0].output if raised else ""), bool(raised)
    return StageReport(
        stage="sizes", result="failed" if failed else "passed", command="the smoke test with real sizes",
        seconds=round(seconds, 3), output=output, reason="; ".join(told),
    )  # fmt: skip


def _real_ones(reports: Sequence[SizeReport]) -> int:
    return sum(report.result != "not run" and report.tried == report.real for report in reports)


def _remark(report: SizeReport) -> str:
    """Return what a person should know of one value; empty where it passed at its real size, or only repeats."""
    if report.reason:
        return report.reason
    parts = []
    if report.limit:
        parts.append(f"{report.tried!r} did not end within {report.seconds:.0f} s")
    least = "at least " if report.limit else ""
    if report.exponent and report.exponent > _STEEP and report.expected_seconds:
        parts.append(f"time grows with its power {report.exponent:g}, expected {least}{_long(report.expected_seconds)}")
    elif report.expected_seconds and report.expected_seconds > _TOO_LONG_S:
        parts.append(f"expected {least}{_long(report.expected_seconds)}")
    if report.expected_mb and report.expected_mb > 2 * report.peak_mb:
        parts.append(f"memory grows with it, expected {report.expected_mb:,.0f} MiB")
    return ", ".join(parts)


def _long(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h" if seconds > 3600 else f"{seconds:.0f} s"
