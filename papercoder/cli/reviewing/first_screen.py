"""The first screen of the review: at most twelve decisions, the rest folded by group with one line each."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from papercoder.cli.terminal.printable import in_one_line
from papercoder.review.question import ReviewRequest, Shown
from papercoder.review.scalars import flow, safe_text

if TYPE_CHECKING:
    from rich.text import Text

    from papercoder.cli.terminal.console import PrintableConsole

__all__ = ["FirstScreen"]

_STYLES = {"core": "bold red", "important": "yellow", "minor": "dim"}
# Groups on the first screen; with twelve decisions of two or three lines they fit on 40 rows.
_FOLDED_LINES = 6
_VALUE = 40


class FirstScreen:
    """Prints what to decide. Text of models and papers is never read as markup."""

    def __init__(self, console: "PrintableConsole", request: ReviewRequest) -> None:
        self._console = console
        self._decisions = request.decisions
        self._run_by_tools = request.run_by_tools
        self._entries = {entry["key"]: entry for entry in request.entries}

    def show(self, values: Mapping[str, Any], seen: Sequence[str]) -> None:
        """Print the dozen and the folded groups.

        Args:
            values: The values as they stand in the draft, by key.
            seen: Ids of the decisions that were looked at.
        """
        self._decide(values, seen)
        for note in self._run_by_tools:
            self._line(f"Planned file: {note}", "yellow")

    def _decide(self, values: Mapping[str, Any], seen: Sequence[str]) -> None:
        first, folded = self._decisions["first"], self._decisions["folded"]
        if not first and not folded:
            self._line("Nothing stands out: every value is in the paper or a matter of this repository.", "green")
            return
        count = sum(len(group["decisions"]) for group in folded)
        self._line(
            f"To decide: {len(first)} now, {count} less weighty; {self._decisions['doubts']} doubts in all.", "bold"
        )
        for number, decision in enumerate(first, 1):
            self._decision(number, decision, values, seen=decision["id"] in seen)
        for group in folded[:_FOLDED_LINES]:
            self._line(f"  + {group['line']}", "dim")
        rest = len(folded) - _FOLDED_LINES
        if rest > 0:
            self._line(f"  + and {rest} more groups", "dim")
        if folded:
            self._line("  `more` lists the folded ones, `more GROUP` one group.", "dim")

    def more(self, name: str) -> None:
        """Print the decisions of every folded group, or of those whose name begins like this."""
        groups = [group for group in self._decisions["folded"] if group["group"].lower().startswith(name.lower())]
        if not groups:
            names = ", ".join(group["group"] for group in self._decisions["folded"]) or "none"
            self._line(f"There is no folded group {name!r}; groups: {names}" if name else "Nothing is folded.")
        for group in groups:
            self._line(group["line"], "bold")
            for decision in group["decisions"]:
                self._line(f"  {decision['title']}")
                for why in decision["why"]:
                    self._line(f"      {why}", "dim")

    def _decision(self, number: int, decision: Shown, values: Mapping[str, Any], *, seen: bool) -> None:
        from rich.text import Text

        subjects = [name for name in decision["subjects"] if name in self._entries]
        value = self._value(subjects[0], values) if len(subjects) == 1 else ""
        head = Text(f"{number:>2}{'✓' if seen else ' '} ", style="bold")
        head.append(decision["title"], style="bold")
        head.append(value)
        head.append(f"  {decision['effect']}", style=_STYLES.get(decision["effect"], ""))
        depends = [*decision["used_by"][:4], *decision["tables"][:3]]
        head.append(f": {', '.join(depends)}" if depends else "", style="dim")
        self._fit(head)
        for line in self._told(decision):
            self._fit(Text(f"     {line}", style="dim"))

    def _told(self, decision: Shown) -> list[str]:
        """Return one line of why, and one of the other values."""
        more = f" (+{len(decision['why']) - 1} more: show)" if len(decision["why"]) > 1 else ""
        room = max(self._console.width - 6 - len(more), 20)
        others = ", ".join(f"{a['written']} ({a['source']})" for a in decision["alternatives"])
        lines = [f"{safe_text(decision['why'][0], room)}{more}"]
        return [*lines, f"other values: {others}"] if others else lines

    def _value(self, key: str, values: Mapping[str, Any]) -> str:
        unit = self._entries[key]["unit"]
        return f" = {safe_text(flow(values.get(key)), _VALUE)}{f' {safe_text(unit, 20)}' if unit else ''}"

    def _fit(self, text: "Text") -> None:
        text.plain = in_one_line(text.plain)
        text.truncate(self._console.width, overflow="ellipsis")
        self._console.print(text, no_wrap=True)

    def _line(self, text: str, style: str = "") -> None:
        self._console.print(text, style=style or None)
