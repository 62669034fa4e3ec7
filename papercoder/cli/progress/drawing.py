"""How progress is drawn: a line per node with time and cost, a line per call under way, the sums below."""

import time
from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.table import Table
from rich.text import Text

from papercoder.cli.progress.calls import Calls, ShownCall
from papercoder.cli.progress.cropping import cropped, cropped_path
from papercoder.cli.progress.figures import cost_text, time_text, tokens_text, usage_text
from papercoder.cli.progress.state import NodeProgress, Progress
from papercoder.cli.progress.time_left import time_left
from papercoder.cli.terminal.printable import in_one_line
from state.channels import ASK_NO_MODEL

__all__ = ["CallLines", "LiveRun"]

_SIGNS = {
    "waiting": ("·", "dim"),
    "working": ("●", "cyan"),
    "asking": ("?", "yellow"),
    "halted": ("■", "yellow"),
    "done": ("✓", "green"),
    "skipped": ("-", "dim"),
}
_WIDE = 100
"""From here on tokens have a column of their own; in 80 columns it would leave the files none."""
_FIXED = 2 + 2 + 9 + 10
"""Columns of sign, gaps, time and cost beside a node's name."""
_TOKENS = 8
_FIGURES = 18
"""Columns of five eighths of a line that time and tokens need: in 80 columns 32 are left for agent and file, and 22 for
the last words, with less of either nobody could tell what is written."""
_MOST_CALLS = 8
"""With 13 nodes and the sums it is as much as 24 rows hold; the rest is counted."""


class LiveRun:
    """The live view of one run, as wide as the console."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        progress, width = self._progress, options.max_width
        names = max(map(len, progress.nodes))
        wide = width >= _WIDE
        table = Table.grid(padding=(0, 2, 0, 0))
        for justify, columns in (("left", 1), ("left", names), ("right", 7), ("right", 8), *[("right", 6)] * wide):
            table.add_column(justify=justify, no_wrap=True, width=columns)  # type: ignore[arg-type]
        table.add_column(no_wrap=True, ratio=1)
        room = width - _FIXED - names - _TOKENS * wide
        for name, line in progress.nodes.items():
            sign, style = _SIGNS[line.state]
            table.add_row(Text(sign, style), Text(name, style), *_figures(progress, name, line, wide=wide),
                          Text(cropped(_about(progress, name, line), room), "dim"))  # fmt: skip
        yield table
        yield CallLines(progress.calls)
        yield Text(_footer(progress), "bold", overflow="fold")


class CallLines:
    """One line per call under way, the longest first: whose, about which file, how long, and what it writes."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        under_way, width = list(self._calls.under_way), options.max_width
        shown = under_way[:_MOST_CALLS]
        names = min(max((cell_len(_name(call)) for call in shown), default=0), width * 5 // 8 - _FIGURES)
        for call in shown:
            yield Text(self._line(call, names, width), "cyan", no_wrap=True)
        if len(under_way) > _MOST_CALLS:
            yield Text(f"    and {len(under_way) - _MOST_CALLS} more calls", "dim")

    def _line(self, call: ShownCall, names: int, width: int) -> str:
        """Return agent, file, time, tokens so far and last words, each in its column."""
        usual = self._calls.usual_seconds(call.agent)
        took = f"{time_text(call.seconds()):<6}"
        if usual and not call.tokens:
            took = f"{time_text(call.seconds())}, usually {time_text(usual)}"
        line = f"    {_padded(_name(call), names)}  {took}"
        if call.tokens:
            line += f"  {call.tokens:>6,} tok  "
            return line + cropped_path(" ".join(call.words.split()), width - cell_len(line))
        line = line.rstrip()
        return f"{line} · again: {cropped(call.again, max(width // 3, 12))}" if call.again else line


def _name(call: ShownCall) -> str:
    return f"{call.agent}  {in_one_line(call.subject)}".rstrip()


def _padded(name: str, room: int) -> str:
    """Return a call's name in exactly so many columns; of a long path its end is shown."""
    agent, _, subject = name.partition("  ")
    shown = f"{agent}  {cropped_path(subject, room - len(agent) - 2)}" if subject else agent
    return shown + " " * (room - cell_len(shown))


def _figures(progress: Progress, name: str, line: NodeProgress, *, wide: bool) -> Iterator[Text]:
    """Return time, cost and, where there is room, tokens of a node's answers."""
    totals = progress.calls.totals.get(name)
    yield Text(time_text(line.wall()) if line.wall() >= 0.05 else "", "dim")
    cost = "" if totals is None or totals.calls == 0 else "?" if totals.cost is None else cost_text(totals.cost)
    yield Text(cost, "dim")
    if wide:
        yield Text(tokens_text(totals.output_tokens) if totals and totals.output_tokens else "", "dim")


def _about(progress: Progress, name: str, line: NodeProgress) -> str:
    parts = []
    if name == "coder" and progress.planned:
        parts.append(f"{len(progress.written)} of {len(progress.planned)} files")
    if line.state == "working":
        if line.finished and name != "coder":
            parts.append(f"{line.finished} of {len(progress.planned) or '?'} files")
        parts.append(", ".join(subject.rsplit("/", 1)[-1] for subject in line.subjects if subject))
    elif line.state == "asking":
        parts.append("waits for you")
    elif line.state == "waiting" and progress.off(name):
        parts.append("off")
    elif line.state == "skipped":
        parts.append("off" if progress.off(name) else "not needed")
    elif line.times > 1:
        parts.append(f"{line.times} times")
    return " · ".join(part for part in parts if part)


def _footer(progress: Progress) -> str:
    parts = [
        f"files {len(progress.written)}/{len(progress.planned) or '?'}",
        time_text(time.monotonic() - progress.began),
    ]
    left = time_left(progress, frozenset(progress.nodes) - set(ASK_NO_MODEL))
    if left is not None and left.seconds >= 1:
        parts.append(f"{'at least' if left.at_least else 'about'} {time_text(left.seconds)} of calls left")
    return f"{usage_text(progress.usage, progress.in_flight)}\n{' · '.join(parts)}"
