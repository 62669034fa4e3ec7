"""The review of config.yaml at the terminal: the text, then what needs a person next to the question."""

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from papercoder.cli.reviewing.editor import edit_in_editor
from papercoder.cli.reviewing.leaving_out import keep, leave
from papercoder.cli.reviewing.printer import ReviewPrinter
from papercoder.cli.reviewing.request import ReviewRequest, approval, edited, rejection
from papercoder.runs.card import RunCard
from state.config import Config

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["HELP", "review"]

HELP = """\
Enter, a         approve config.yaml as it stands
set KEY VALUE    change one value, for instance: set training.lr 3e-4
e                edit the text in $EDITOR; the difference is shown before it is taken
r REASON         have config.yaml written again, for this reason
leave out R12 REASON
                 do not implement a requirement, openly; several: leave out R12 R13 REASON
keep R12         take that back
undo             drop your changes
entries [GROUP]  every value with its source and section
yaml             config.yaml itself
plan, requirements, diagrams
q                leave; everything is kept and the review waits"""


def review(card: RunCard, request: ReviewRequest, console: "Console | None" = None) -> Any:
    """Ask until there is an answer; None when the person leaves the question open."""
    from rich.console import Console

    return _Review(card, request, console or Console()).ask()


class _Review:
    """One question: the text as it stands, and what was said about it."""

    def __init__(self, card: RunCard, request: ReviewRequest, console: "Console") -> None:
        self._card = card
        self._request = request
        self._draft = request.config()
        self._text = request.yaml
        self._ledger = request.ledger()
        self._wishes = dict(self._ledger.wishes)
        self._console = console
        self._show = ReviewPrinter(console, request)
        self._commands: dict[str, Callable[[str], Any]] = {
            "a": self._approve, "": self._approve, "approve": self._approve, "e": self._edit, "edit": self._edit,
            "set": self._set, "r": self._reject, "reject": self._reject, "undo": self._undo,
            "leave": partial(self._change_wishes, leave), "keep": partial(self._change_wishes, keep),
            "yaml": lambda _: self._show.yaml(self._text), "entries": self._show.entries,
            "plan": lambda _: self._show.plan(), "requirements": self._requirements,
            "diagrams": lambda _: self._show.diagrams(), "?": self._help, "help": self._help,
        }  # fmt: skip

    def ask(self) -> Any:
        self._show.yaml(self._text)
        self._show.summary()
        while True:
            command, _, rest = self._line().partition(" ")
            if command in {"q", "quit"}:
                return self._quit()
            action = self._commands.get(command)
            if action is None:
                self._say(f"{command!r} is no command here.\n{HELP}")
            elif (answer := action(rest.strip())) is not None:
                return answer

    def _line(self) -> str:
        """Read one command; the end of input leaves the question open."""
        changed = "changed; " if self._is_changed() else ""
        self._console.print(f"config.yaml ({changed}Enter approves, ? helps) > ", end="", style="bold", markup=False)
        line = sys.stdin.readline()
        return line.strip() if line else "q"

    def _is_changed(self) -> bool:
        return self._text != self._request.yaml or self._wishes != self._ledger.wishes

    def _left_out(self) -> dict[str, str] | None:
        """Return what the answer says of requirements left out: nothing where there are none and were none."""
        return self._wishes if self._wishes or self._request.leave_out else None

    def _say(self, text: str, style: str = "") -> None:
        self._console.print(text, style=style or None, markup=False, highlight=False)

    def _help(self, _: str) -> None:
        self._say(HELP)

    def _quit(self) -> None:
        if self._is_changed():
            self._say("Your changes were not sent and are dropped; config.yaml waits as it came.")

    def _approve(self, _: str) -> Any:
        if not self._is_changed() and not self._request.refused:
            return approval()
        return self._checked_edit()

    def _checked_edit(self) -> Any:
        """Return the edit as an answer, or say why it cannot be taken and keep it."""
        taken = self._read()
        return edited(taken.text, self._left_out()) if taken is not None else None

    def _read(self) -> Config | None:
        """Read the text as the graph will; what cannot be taken is said and kept."""
        from papercoder.review.edit import ReviewProblem, read_edited

        try:
            taken = read_edited(self._text, self._draft)
        except ReviewProblem as problem:
            self._say(f"{problem.why}\nYour text is kept: e edits it again, undo drops it.", "red")
            return None
        for warning in taken.warnings:
            self._say(warning, "yellow")
        return taken

    def _set(self, rest: str) -> None:
        from papercoder.review.edit import ReviewProblem, set_value

        key, _, value = rest.partition(" ")
        if not (key and value.strip()):
            self._say("Expected: set KEY VALUE, for instance: set training.lr 3e-4")
            return
        before = self._read()
        if before is None:
            return
        try:
            after = set_value(before, key, value.strip())
        except ReviewProblem as problem:
            self._say(problem.why, "red")
            return
        self._show.difference(before.text, after.text)
        self._text = after.text

    def _edit(self, _: str) -> Any:
        text = edit_in_editor(self._card, self._text, self._say)
        if text is None or text == self._text:
            self._say("Nothing was changed.")
            return None
        self._show.difference(self._request.yaml, text)
        self._text = text
        if self._checked_edit() is None:
            return None
        self._console.print("Take this config.yaml and go on? [y/N] ", end="", style="bold", markup=False)
        if sys.stdin.readline().strip().lower() in {"y", "yes"}:
            return edited(text, self._left_out())
        self._say("Your text is kept: Enter takes it, e edits it again, undo drops it.")
        return None

    def _reject(self, reason: str) -> Any:
        if not self._request.may_reject:
            self._say("config.yaml was written again as often as the settings allow (review_rounds); edit it.", "red")
            return None
        if not reason:
            self._say("Expected a reason, for instance: r use the base model's values of Table 3")
            return None
        return rejection(reason, self._left_out())

    def _change_wishes(self, change: Callable[..., dict[str, str]], rest: str) -> None:
        from papercoder.review.problem import ReviewProblem

        try:
            self._wishes = change(rest, self._wishes, self._ledger)
        except ReviewProblem as problem:
            self._say(problem.why, "red")
            return
        self._show.left_out(self._wishes)

    def _requirements(self, _: str) -> None:
        self._show.requirements(self._wishes)

    def _undo(self, _: str) -> None:
        self._text, self._wishes = self._request.yaml, dict(self._ledger.wishes)
        self._say("config.yaml is as it came, and so is what is left out.")
