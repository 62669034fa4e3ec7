"""The end of a run on the terminal: what was written, what was checked and what was not, and how to go on."""

import os
import shlex
import shutil
from collections.abc import Iterator, Mapping

import typer

from papercoder.cli.boundary import STOPPED, say_error
from papercoder.cli.screen import cost_text, time_text, tokens_text
from papercoder.errors import InputError, PaperError
from papercoder.runs.card import RunCard
from papercoder.runs.drive import Outcome
from papercoder.runs.folders import run_folder
from state.status import Report, RunStatus, Usage

__all__ = ["exit_code", "report_lines", "show_end"]

_MOST_FILES = 60
_SHOWN_METRICS = 6
_SIGNS = {"passed": "+", "failed": "x", "not run": "-"}
_COLOURS = {"complete": "green", "failed": "red", "waiting for review": "cyan"}


def show_end(card: RunCard, outcome: Outcome, usage: Usage) -> int:
    """Print how the drive ended, put the repository where it was asked for, and return the exit code."""
    if outcome.report is not None and outcome.report.repository:
        folder = _delivered(card, outcome.report)
        _show_repository(folder, outcome)
    if outcome.error is not None:
        say_error(outcome.error)
    typer.echo(f"{usage_line(usage)}\nRun: {run_folder(card.id)}")
    colour = _COLOURS.get(outcome.status, "yellow")
    typer.secho(_in_one_line(outcome), fg=colour)
    if outcome.next and not isinstance(outcome.error, PaperError):
        typer.echo(f"Go on with: papercoder resume {card.id}")
    return exit_code(outcome)


def _in_one_line(outcome: Outcome) -> str:
    if not outcome.reason or outcome.error is not None:
        return outcome.status
    told = outcome.reason.startswith(outcome.status)
    return outcome.reason if told else f"{outcome.status} ({outcome.reason})"


def exit_code(outcome: Outcome) -> int:
    """Return 0 only for complete, 2 where what was given cannot be used, 3 where the run waits or was stopped."""
    if outcome.error is not None:
        return outcome.error.exit_code
    return code_of(outcome.status)


def code_of(status: RunStatus) -> int:
    """Return the exit code of a status."""
    return {"complete": 0, "partial": 1, "failed": 1}.get(status, STOPPED)


def usage_line(usage: Usage) -> str:
    """Return calls, tokens, cost and the calls' time in one line."""
    return (
        f"{usage.calls} calls, {tokens_text(usage.input_tokens)} tokens in "
        f"({tokens_text(usage.cached_tokens)} cached), {tokens_text(usage.output_tokens)} out, "
        f"{cost_text(usage.cost)}, {time_text(usage.seconds)} of model time"
    )


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
    if report.not_implemented:
        yield "Not implemented"
        yield from (f"  {left}" for left in report.not_implemented)
    if report.assumptions:
        unreviewed = ", not reviewed by a person" if report.unreviewed else ""
        yield f"Assumed in config.yaml{unreviewed}: {', '.join(report.assumptions)}"
    elif report.unreviewed:
        yield "config.yaml was not reviewed by a person."


def _show_repository(folder: str, outcome: Outcome) -> None:
    if outcome.report is None:
        return
    typer.echo("")
    for line in _tree(folder):
        typer.echo(line)
    for line in report_lines(outcome.report):
        typer.echo(line)
    entry = outcome.values.get("architecture", {}).get("entry_point", "")
    if entry and os.path.isfile(os.path.join(folder, entry)):
        command = f"cd {shlex.quote(folder)} && python {shlex.quote(entry)} --config config.yaml --smoke"
        typer.echo(f"Smoke test\n  {command}")


def _delivered(card: RunCard, report: Report) -> str:
    """Copy the repository, and status.json beside it, to the folder that was asked for."""
    if not card.output or not os.path.isdir(report.repository):
        return report.repository
    shutil.copytree(report.repository, card.output, symlinks=True, dirs_exist_ok=True)
    status = os.path.join(run_folder(card.id), "status.json")
    if os.path.exists(status):
        shutil.copyfile(status, f"{card.output.rstrip(os.sep)}.status.json")
    return card.output


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
