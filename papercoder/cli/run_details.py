"""What `papercoder show` prints of one run: its status, requirements, coverage and model calls."""

import asyncio
import os
from collections import Counter
from collections.abc import Iterable
from typing import Any

from papercoder.cli.driving.final_report import report_lines, usage_lines
from papercoder.cli.progress.screen import cost_text, time_text, tokens_text
from papercoder.cli.terminal.output import say
from papercoder.runs.card import RunCard, Status
from papercoder.runs.folders import run_folder

__all__ = ["show_calls", "show_coverage", "show_requirements", "show_status"]

_MOST_FINDINGS = 30
_WIDTH = 200
_EXPLAINED = {
    "running": "a process is driving it",
    "waiting for review": "config.yaml waits for a person",
    "complete": "every planned file is there, no finding is an error, and nothing that ran has failed",
    "partial": "the repository is written, and something is missing or failed",
    "failed": "it cannot go on as it is; what was made is kept",
    "stopped": "it was stopped and can go on",
}


def show_status(card: RunCard, status: Status) -> None:
    """Print what was asked for, the status, and how to go on."""
    origin = f" (fork of {card.parent} at {card.fork_node})" if card.parent else ""
    say(f"Run      {card.id}{origin}")
    say(f"Paper    {card.paper}")
    say(f"Model    {card.settings.model or '-'}")
    say(f"Started  {card.started}")
    say(f"Folder   {run_folder(card.id)}")
    say(f"Status   {status.status}: {_EXPLAINED[status.status]}")
    if status.reason:
        say(f"         {status.reason}")
    for label, line in zip(("Used     ", ""), usage_lines(status.usage), strict=False):
        say(f"{label}{line}")
    if status.files_planned:
        place = f" in {status.repository}" if status.repository else ""
        say(f"Files    {status.files_written} of {status.files_planned}{place}")
    if status.checks:
        for line in report_lines(status):
            say(line)
        for finding in status.findings[:_MOST_FINDINGS]:
            say(f"  {finding.severity} {finding.path}:{finding.line} {finding.rule}: {finding.message}")
    if status.next or status.status in {"stopped", "waiting for review", "failed"}:
        say(f"Go on with: papercoder resume {card.id}")


def show_requirements(card: RunCard) -> None:
    """Print the ledger with status, section, owner and verdict, then the counts per kind."""
    from papercoder.runs.history import read_values
    from state.plan import Plan

    values = asyncio.run(read_values(card.id))
    if not values.get("plan"):
        say("The planner has not written the ledger yet.")
        return
    plan = Plan.from_json(values["plan"])
    owners, verdicts = _owners(values), _verdicts(values)
    for r in plan.requirements:
        say(f"{r.id:<4} {r.statement}")
        quote = f", quote {r.grounding.result}" if r.grounding else ""
        place = f" in {r.section}" if r.section else ""
        say(f"     {r.kind}, {r.weight}, {r.status}{place}{quote}")
        say(f"     owner {owners.get(r.id, 'none yet')}, verdict {verdicts.get(r.id, 'none yet')}")
    counts = Counter(r.kind for r in plan.requirements)
    say(f"{len(plan.requirements)} requirements: {', '.join(f'{count} {kind}' for kind, count in counts.items())}")


def show_coverage(status: Status) -> None:
    """Print the requirements by kind and verdict."""
    if not status.coverage:
        say("The packager has not reported coverage yet.")
        return
    names = ("kind", "total", "met", "partly", "missing", "not checked", "left out")
    rows: list[tuple[Any, ...]] = [
        (c.kind, c.total, c.met, c.partly, c.missing, c.not_checked, c.left_out) for c in status.coverage
    ]
    totals = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)]
    _table(names, [*rows, ("all", *totals)])


def show_calls(card: RunCard) -> None:
    """Print every model call and the sums per agent."""
    from papercoder.models.recorded.records import Records

    calls = Records.open(os.path.join(run_folder(card.id), "records")).calls()
    rows = [
        (
            call.agent,
            call.subject,
            str(call.attempt),
            tokens_text(call.usage.input_tokens),
            tokens_text(call.usage.cached_tokens),
            tokens_text(call.usage.output_tokens),
            "?" if call.cost is None else cost_text(call.cost),
            time_text(call.seconds),
            call.finish_reason,
        )
        for call in calls
    ]
    _table(("agent", "file", "try", "in", "cached", "out", "cost", "time", "end"), rows)
    for agent, count in Counter(call.agent for call in calls).items():
        costs = [call.cost for call in calls if call.agent == agent]
        known = sum(cost for cost in costs if cost is not None)
        say(f"{agent}: {count} calls, {cost_text(None if None in costs else known)}")


def _owners(values: dict[str, Any]) -> dict[str, str]:
    architecture = values.get("architecture") or {}
    owners = {r: file["path"] for file in architecture.get("files", ()) for r in file.get("owns", ())}
    return owners | {left["requirement"]: "left out" for left in architecture.get("left_out", ())}


def _verdicts(values: dict[str, Any]) -> dict[str, str]:
    files = (values.get("files") or {}).values()
    return {verdict["requirement"]: verdict["result"] for file in files for verdict in file.get("verdicts", ())}


def _table(names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    from rich.table import Table

    table = Table(box=None, padding=(0, 1, 0, 0))
    for name in names:
        table.add_column(name, no_wrap=name != "file", overflow="fold")
    for row in rows:
        table.add_row(*map(str, row))
    from papercoder.cli.terminal.console import open_console

    open_console(piped_width=_WIDTH).print(table)
