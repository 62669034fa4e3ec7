"""What the review shows on request: entries by group, YAML, plan, ledger, diagrams, differences, what was found."""

import difflib
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from papercoder.review.question import ReviewRequest, Shown
from papercoder.review.scalars import flow

if TYPE_CHECKING:
    from papercoder.cli.terminal.console import PrintableConsole

__all__ = ["ReviewPrinter"]

_STYLES = {"assumed": "yellow", "chosen": "dim", "stated": "green", "reviewer": "cyan"}


class ReviewPrinter:
    """Prints parts of one question. Text of models and papers is never read as markup."""

    def __init__(self, console: "PrintableConsole", request: ReviewRequest) -> None:
        self._console = console
        self._request = request

    def groups(self) -> None:
        """Print one line per group of values."""
        self._line("All values by group (`entries` or `entries GROUP` shows them):", "bold")
        for name, entries in self._groups().items():
            counts = Counter(entry["provenance"] for entry in entries)
            counted = ", ".join(f"{count} {provenance}" for provenance, count in counts.items())
            places = ", ".join(sorted({entry["section"] for entry in entries if entry["section"]}))
            self._line(f"  {name:<16} {counted}{f' ({places})' if places else ''}")

    def found(self, words: str) -> None:
        """Print every value and every requirement that has these words."""
        wanted = words.lower()
        entries = [e for e in self._request.entries if wanted in _searched(e, ("key", "evidence", "quote", "unit"))]
        listed = [r for r in self._request.requirements if wanted in _searched(r, ("id", "statement", "kind"))]
        for entry in entries:
            self._entry(entry)
        for requirement in listed:
            self._line(f"  {requirement['id']:<4} {requirement['statement']}")
        self._line(f"{len(entries)} values and {len(listed)} requirements have {words!r}.", "bold")

    def entries(self, group: str = "") -> None:
        """Print every value, or those of one group, with source and section."""
        groups = self._groups()
        if group and group not in groups:
            self._line(f"There is no group {group!r}; groups: {', '.join(groups)}")
            return
        for name, entries in groups.items():
            if group in {"", name}:
                self._line(name, "bold")
                for entry in entries:
                    self._entry(entry)

    def yaml(self, text: str) -> None:
        """Print the text highlighted."""
        self._code(text, "yaml")

    def difference(self, old: str, new: str) -> None:
        """Print what was changed, coloured."""
        lines = difflib.unified_diff(old.splitlines(), new.splitlines(), "config.yaml", "yours", lineterm="", n=1)
        self._code("\n".join(lines), "diff")

    def plan(self) -> None:
        """Print the overall plan."""
        for name, value in self._request.plan.items():
            # What the ledger tells in the place of the planner is a list, as `request` writes it.
            listed = value[2:].split("\n- ") if isinstance(value, str) and value.startswith("- ") else value
            if isinstance(listed, str):
                self._line(f"{name}: {listed}")
            elif name != "requirements":
                self._line(f"{name}:")
                for item in listed:
                    self._line(f"  - {item if isinstance(item, str) else _named(item)}")

    def requirements(self, wishes: Mapping[str, str]) -> None:
        """Print the requirement ledger, by kind, and what of it is left out."""
        left_out = {**dict.fromkeys(self._left_out(), "left out"), **dict.fromkeys(wishes, "left out by you")}
        kind = ""
        for requirement in self._request.requirements:
            if requirement["kind"] != kind:
                kind = requirement["kind"]
                self._line(kind, "bold")
            self._line(f"  {requirement['id']:<4} {requirement['statement']}")
            self._line(f"       {_about_requirement(requirement, left_out.get(requirement['id'], ''))}", "dim")
        self.left_out(wishes)

    def left_out(self, wishes: Mapping[str, str]) -> None:
        """Print what will not be implemented, with the reason of the architecture or of the person."""
        known = self._left_out()
        if not known and not wishes:
            self._line("Nothing is left out: every requirement is to be implemented.")
            return
        self._line(f"Left out, not to be implemented ({len(known) + len(wishes)}):", "bold yellow")
        statements = {requirement["id"]: requirement["statement"] for requirement in self._request.requirements}
        for name, reason in (*known.items(), *wishes.items()):
            self._line(f"  {name:<4} {statements.get(name, '')}")
            self._line(f"       {'by you' if name in wishes else 'in the architecture'}: {reason}", "dim")

    def diagrams(self) -> None:
        """Print the Mermaid text of the diagrams."""
        for name, text in self._request.diagrams.items():
            self._line(name, "bold")
            self._code(text, "text")

    def _left_out(self) -> dict[str, str]:
        return {x["requirement"]: x["reason"] for x in self._request.left_out}

    def _groups(self) -> dict[str, list[Shown]]:
        groups: dict[str, list[Shown]] = {}
        for entry in self._request.entries:
            group = entry["key"].split(".")[0] if "." in entry["key"] else "top"
            groups.setdefault(group, []).append(entry)
        return groups

    def _entry(self, entry: Shown) -> None:
        unit = f" {entry['unit']}" if entry["unit"] else ""
        self._line(f"  {entry['key']} = {flow(entry['value'])}{unit}", _STYLES[entry["provenance"]])
        self._line(f"      {entry['evidence']}", "dim")
        if entry["quote"]:
            self._line(f'      "{entry["quote"]}" ({entry["quote_found"]})', "dim")

    def _line(self, text: str, style: str = "") -> None:
        self._console.print(text, style=style or None)

    def _code(self, text: str, language: str) -> None:
        from rich.syntax import Syntax

        self._console.print(Syntax(text, language, theme="ansi_dark", word_wrap=True, background_color="default"))


def _searched(item: Shown, names: tuple[str, ...]) -> str:
    value = flow(item["value"]) if "value" in item else ""
    return " ".join([*(str(item.get(name, "")) for name in names), value]).lower()


def _named(item: Shown) -> str:
    return ": ".join(str(value) for value in item.values())


def _about_requirement(requirement: Shown, left_out: str) -> str:
    place = f" in {requirement['section']}" if requirement["section"] else ""
    owner = f", owner {requirement['owner']}" if requirement["owner"] else ""
    owner = f", {left_out}" if left_out else owner
    return f"{requirement['status']}{place}, quote {requirement['quote_found']}, {requirement['weight']}{owner}"
