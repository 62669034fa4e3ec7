"""`show KEY` and `show R9`: the value with its quote, page, the sentences around it, and what depends on it."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from papercoder.review.question import ReviewRequest, Shown
from papercoder.review.scalars import flow, safe_text

if TYPE_CHECKING:
    from papercoder.cli.reviewing.paper import PaperOfRun
    from papercoder.cli.terminal.console import PrintableConsole
    from papercoder.papers.quotes import PaperIndex

__all__ = ["EvidencePrinter"]

_LONG = 2_000


class EvidencePrinter:
    """Prints one value or one requirement in full.

    Args:
        console: Where to.
        request: The question.
        paper: Gives the paper for looking up passages; None where there is none.
    """

    def __init__(
        self, console: "PrintableConsole", request: ReviewRequest, paper: "Callable[[], PaperOfRun | None]"
    ) -> None:
        self._console = console
        self._request = request
        self._paper = paper
        self._entries = {entry["key"]: entry for entry in request.entries}
        self._requirements = {requirement["id"]: requirement for requirement in request.requirements}

    def find(self, asked: str) -> list[str]:
        """Return the keys and ids that were asked for: by number of the first screen, name, or last part of a key."""
        first = self._request.decisions["first"]
        if asked.isdigit() and 0 < int(asked) <= len(first):
            return [*first[int(asked) - 1]["subjects"]]
        if asked in self._entries or asked.upper() in self._requirements:
            return [asked if asked in self._entries else asked.upper()]
        return [key for key in self._entries if key.rsplit(".", 1)[-1] == asked or key.startswith(f"{asked}.")]

    def show(self, names: Sequence[str], values: Mapping[str, Any]) -> None:
        """Print keys and requirements; `values` are those of the draft."""
        for name in names:
            self._show(name, values)

    def _show(self, name: str, values: Mapping[str, Any]) -> None:
        if name in self._entries:
            self._entry(self._entries[name], values)
        else:
            self._requirement(self._requirements[name])
        for decision in self._decisions_about(name):
            for why in decision["why"]:
                told = why.removeprefix(f"{name}: ")
                if (told != why or len(decision.get("subjects", ())) == 1) and told != self._statement(name):
                    self._line(f"  in doubt: {told}", "yellow")
            for other in decision.get("alternatives", ()):
                self._line(f"  other value: {other['written']} ({other['source']})")
            if used := [i for i in decision.get("used_by", ()) if i != name]:
                self._line(f"  depends on it: {', '.join([*used, *decision.get('tables', ())])}")

    def _entry(self, entry: Shown, values: Mapping[str, Any]) -> None:
        unit = f" {entry['unit']}" if entry["unit"] else ""
        now = values.get(entry["key"])
        self._line(f"{entry['key']} = {flow(now)}{unit}", "bold")
        if now != entry["value"]:
            self._line(f"  proposed: {flow(entry['value'])}", "cyan")
        self._line(f"  {entry['evidence']}")
        self._passage(entry["key"], entry, entry["quote"])

    def _requirement(self, requirement: Shown) -> None:
        self._line(f"{requirement['id']} {requirement['statement']}", "bold")
        owner = f", owner {requirement['owner']}" if requirement["owner"] else ""
        self._line(f"  {requirement['kind']}, {requirement['weight']}, {requirement['status']}{owner}")
        self._passage(requirement["id"], requirement, "")

    def _passage(self, name: str, item: Shown, cut_quote: str) -> None:
        """Print where the quote stands; a quote that the paper does not have is said to be so."""
        from rich.text import Text

        paper = self._paper()
        quote = paper.quotes.get(name, "") if paper else cut_quote
        if not quote:
            self._line("  no quote: the paper is not named as its source", "dim")
            return
        self._line(f'  quote: "{safe_text(quote, _LONG)}" ({item["quote_found"]})')
        passage = self._found(paper.index, quote, item["section"]) if paper else None
        if passage is None:
            self._line("  the paper's text does not have it" if paper else "  the paper cannot be read here", "dim")
            return
        page = f", page {passage.page}" if passage.page else f", {passage.lines}" if passage.lines else ""
        self._line(f"  {safe_text(passage.title, 120)}{page}:", "green")
        shown = Text("    ")
        shown.append(f"{safe_text(passage.before, _LONG)} " if passage.before else "")
        shown.append(safe_text(passage.words, _LONG), style="bold underline")
        shown.append(f" {safe_text(passage.after, _LONG)}" if passage.after else "")
        self._console.print(shown)

    @staticmethod
    def _found(index: "PaperIndex", quote: str, section: str) -> Any:
        from papercoder.papers.quoting.passages import find_passage

        return find_passage(index, quote, section)

    def _statement(self, name: str) -> str:
        """Return the statement of an unresolved requirement, which is its own doubt."""
        requirement = self._requirements.get(name)
        return safe_text(requirement["statement"], 240) if requirement else ""

    def _decisions_about(self, name: str) -> list[Shown]:
        decisions = self._request.decisions
        every = [*decisions["first"], *(d for group in decisions["folded"] for d in group["decisions"])]
        return [decision for decision in every if name in decision.get("subjects", ())]

    def _line(self, text: str, style: str = "") -> None:
        self._console.print(text, style=style or None)
