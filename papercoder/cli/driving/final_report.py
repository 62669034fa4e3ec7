"""The end of a run on the terminal: what was written, what was checked and what was not, and how to go on."""

import os
import shlex
from collections.abc import Iterator, Mapping

from papercoder.cli.error_boundary import STOPPED, say_error
from papercoder.cli.progress.screen import cost_text, time_text, tokens_text
from papercoder.cli.terminal.output import say
from papercoder.errors import InputError, PaperError
from papercoder.library.delivery import begin_git_where_asked, deliver
from papercoder.runs.card import RunCard
from papercoder.runs.drive import DriveResult
from papercoder.runs.folders import run_folder
from state.status import Report, RunStatus, Usage

__all__ = ["exit_code", "report_lines", "show_final_report", "usage_lines"]

_MOST_FILES = 60
"""A listing longer than a screen or two pushes what was checked out of sight."""
_SHOWN_METRICS = 6
"""As many as fit in two lines of a terminal."""
_SIGNS = {"passed": "+", "failed": "x", "not run": "-"}
_COLOURS = {"complete": "green", "failed": "red", "waiting for review": "cyan"}


def show_final_report(card: RunCard, result: DriveResult, usage: Usage) -> int:
    """Print how the drive ended, put the repository where it was asked for, and return the exit code."""
    if result.report is not None and (folder := deliver(card, result)):
        _show_repository(folder, result)
        if said := begin_git_where_asked(card, folder, result.values, result.report):
            say(said)
    if result.error is not None:
        say_error(result.error)
    for line in usage_lines(usage):
        say(line)
    say(f"Run: {run_folder(card.id)}")
    colour = _COLOURS.get(result.status, "yellow")
    say(_in_one_line(result), colour=colour)
    if result.next and not isinstance(result.error, PaperError):
        say(f"Go on with: papercoder resume {card.id}")
    return exit_code(result)


def _in_one_line(result: DriveResult) -> str:
    if not result.reason or result.error is not None:
        return result.status
    already_said = result.reason.startswith(result.status)
    return result.reason if already_said else f"{result.status} ({result.reason})"


def exit_code(result: DriveResult) -> int:
    """Return 0 only for complete, 2 where what was given cannot be used, 3 where the run waits or was stopped."""
    if result.error is not None:
        return result.error.exit_code
    return code_of(result.status)


def code_of(status: RunStatus) -> int:
    """Return the exit code of a status."""
    return {"complete": 0, "partial": 1, "failed": 1}.get(status, STOPPED)


def usage_lines(usage: Usage) -> Iterator[str]:
    """Say calls, tokens, cost and the calls' time, and how many calls were recorded for an earlier wording."""
    yield (
        f"{usage.calls} calls, {tokens_text(usage.input_tokens)} tokens in "
        f"({tokens_text(usage.cached_tokens)} cached), {tokens_text(usage.output_tokens)} out, "
        f"{cost_text(usage.cost)}, {time_text(usage.seconds)} of model time"
    )
    if usage.earlier_wording:
        yield f"recorded for an earlier wording: {usage.earlier_wording} of {usage.calls} calls"


def _metrics(metrics: Mapping[str, float]) -> str:
    """Return the first metrics, and how many more there are."""
    shown = [f"{name} = {value:.4g}" for name, value in list(metrics.items())[:_SHOWN_METRICS]]
    rest = len(metrics) - len(shown)
    return ", ".join(shown) + (f", and {rest} more" if rest else "")


def report_lines(report: Report) -> Iterator[str]:
    """Say what was checked and what was not."""
    yield "Checks"
    for check in report.checks:
        detail = f": {check.detail}" if check.detail else ""
        yield f"  {_SIGNS[check.result]} {check.name} {check.result}{detail}"
    if report.trial is not None and report.trial.metrics:
        yield f"  measured in the trial ({report.trial.sandbox or 'no sandbox'}): {_metrics(report.trial.metrics)}"
    if unreached := [f for f in report.findings if f.rule == "lines-not-run"]:
        yield "Judged in the code, but not executed in the smoke test"
        yield from (f"  {f.path}:{f.line} {f.message}" for f in unreached)
    if report.probes:
        yield f"Beliefs about libraries: {_probes(report)}"
    if report.not_implemented:
        yield "Not implemented"
        yield from (f"  {left}" for left in report.not_implemented)
    if report.assumptions:
        unreviewed = ", not reviewed by a person" if report.unreviewed else ""
        yield f"Assumed in config.yaml{unreviewed}: {', '.join(report.assumptions)}"
    elif report.unreviewed:
        yield "config.yaml was not reviewed by a person."
    if figures := report.figures.sentence():
        yield figures


def _probes(report: Report) -> str:
    tried = [probe for probe in report.probes if probe.result in ("as expected", "otherwise")]
    wrong = [probe.question for probe in tried if probe.result == "otherwise"]
    return f"{len(tried)} of {len(report.probes)} tried, {len(wrong)} wrong" + (f": {' '.join(wrong)}" if wrong else "")


def _show_repository(folder: str, result: DriveResult) -> None:
    if result.report is None:
        return
    say("")
    for line in _tree(folder):
        say(line)
    for line in report_lines(result.report):
        say(line)
    entry = result.values.get("architecture", {}).get("entry_point", "")
    if entry and os.path.isfile(os.path.join(folder, entry)):
        command = f"cd {shlex.quote(folder)} && python {shlex.quote(entry)} --config config.yaml --smoke"
        say("Smoke test")
        say(f"  {command}")


def _tree(folder: str) -> Iterator[str]:
    """Draw the folder, folders after files, without what a trial left behind."""
    if not os.path.isdir(folder):
        raise InputError(f"The repository {folder} is gone.", "Fork the run at packager to write it again.")
    yield folder + os.sep
    lines = list(_branches(folder, ""))
    yield from lines[:_MOST_FILES]
    if len(lines) > _MOST_FILES:
        yield f"... and {len(lines) - _MOST_FILES} more"


def _branches(folder: str, indent: str) -> Iterator[str]:
    with os.scandir(folder) as found:
        entries = sorted(
            (e for e in found if e.name != "__pycache__" and not e.name.startswith(".git")),
            key=lambda e: (e.is_dir(follow_symlinks=False), e.name),
        )
    for entry in entries:
        last = entry is entries[-1]
        is_folder = entry.is_dir(follow_symlinks=False)
        yield f"{indent}{'└── ' if last else '├── '}{entry.name}{os.sep if is_folder else ''}"
        if is_folder:
            yield from _branches(entry.path, indent + ("    " if last else "│   "))
