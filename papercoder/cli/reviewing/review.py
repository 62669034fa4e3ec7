"""The review of config.yaml at the terminal: what to decide first, evidence on request, a draft that is never lost."""

import os
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from papercoder.cli.reviewing.editor import edit_in_editor
from papercoder.cli.reviewing.evidence import EvidencePrinter
from papercoder.cli.reviewing.first_screen import FirstScreen
from papercoder.cli.reviewing.leaving_out import keep, leave
from papercoder.cli.reviewing.pager import show_paged
from papercoder.cli.reviewing.paper import paper_of_run
from papercoder.cli.reviewing.printer import ReviewPrinter
from papercoder.cli.terminal.keyboard import typed_line
from papercoder.review.drafts.draft import Draft, question_key
from papercoder.review.drafts.file import DraftFile, StaleDraft
from papercoder.review.problem import ReviewProblem
from papercoder.review.question import ReviewRequest
from papercoder.runs.card import RunCard
from papercoder.runs.folders import run_folder

if TYPE_CHECKING:
    from papercoder.cli.terminal.console import PrintableConsole

__all__ = ["HELP", "review"]

HELP = """\
Enter, a         approve config.yaml as it stands
set KEY VALUE    change one value, for instance: set training.lr 3e-4
take N [M]       take the other value (or the M-th of them) that decision N names
e                edit the text in $EDITOR; the difference is shown before it is taken
r REASON         have config.yaml written again, for this reason
leave out R12 REASON
                 do not implement a requirement, openly; several: leave out R12 R13 REASON
keep R12         take that back
undo, undo all   take back your last change, or all; `steps` lists them
show KEY|R9|N    a value, a requirement or decision N with quote, page and the sentences around it
/WORDS           find values and requirements
first, more      what to decide, and what is folded below it (more GROUP)
entries [GROUP]  every value with its source and section
yaml, diff       config.yaml as it stands, and your changes
plan, requirements, diagrams
q                leave; your changes are kept as a draft and the review waits"""


def review(card: RunCard, request: ReviewRequest, console: "PrintableConsole | None" = None) -> Any:
    """Ask until there is an answer; None when the person leaves the question open."""
    from papercoder.cli.terminal.console import open_console

    return _Review(card, request, console or open_console()).ask()


class _Review:
    """One question and the draft of its answer."""

    def __init__(self, card: RunCard, request: ReviewRequest, console: "PrintableConsole") -> None:
        self._card = card
        self._request = request
        self._console = console
        os.makedirs(run_folder(card.id), mode=0o700, exist_ok=True)
        self._file = DraftFile(run_folder(card.id), question_key(request))
        self._draft = self._file.read()
        self._print = ReviewPrinter(console, request)
        self._first = FirstScreen(console, request)
        self._evidence = EvidencePrinter(console, request, partial(paper_of_run, card.id))
        self._commands = self._all_commands()

    def _all_commands(self) -> dict[str, Callable[[str], Any]]:
        pages: dict[str, Callable[[str], None]] = {
            "yaml": lambda _: self._print.yaml(self._text()), "entries": self._print.entries,
            "plan": lambda _: self._print.plan(), "requirements": self._requirements,
            "diagrams": lambda _: self._print.diagrams(), "more": self._first.more, "/": self._print.found,
            "diff": lambda _: self._print.difference(self._request.yaml, self._text()),
        }  # fmt: skip
        return {
            "a": self._approve, "": self._approve, "approve": self._approve, "e": self._edit, "edit": self._edit,
            "set": self._set, "take": self._take, "r": self._reject, "reject": self._reject, "undo": self._undo,
            "steps": self._steps, "leave": partial(self._change_left_out, leave, "leave"),
            "keep": partial(self._change_left_out, keep, "keep"), "show": self._show, "first": self._summary,
            "?": self._help, "help": self._help, **{name: partial(self._paged, page) for name, page in pages.items()},
        }  # fmt: skip

    def ask(self) -> Any:
        try:
            if (sent := self._open()) is not None:
                return sent
            while True:
                line = self._line()
                command, _, rest = ("/", "", line[1:]) if line.startswith("/") else line.partition(" ")
                if command in {"q", "quit"}:
                    return self._leave_open()
                action = self._commands.get(command)
                if action is None:
                    self._say(f"{command!r} is no command here.")
                    self._help("")
                elif (answer := self._done(action, rest.strip())) is not None:
                    return answer
        except KeyboardInterrupt:
            self._say("")
            return self._leave_open()

    def _open(self) -> Any:
        """Show what to decide; an answer that was sent from the browser and waits is returned instead."""
        from rich.rule import Rule

        if (sent := self._file.take()) is not None:
            self._say(f"This review was {self._file.read().sent}.", "cyan")
            return sent
        self._draft = self._file.read()
        self._console.print(Rule("Review of config.yaml"))
        if self._request.refused:
            self._console.lines(self._request.refused, "red")
        self._summary("")
        self._print.groups()
        if count := len(self._draft.steps):
            self._say(f"Your draft has {_counted(count)} (`steps`, `diff`); it was kept since you left.", "cyan")
        return None

    def _summary(self, _: str) -> None:
        self._first.show(self._draft.values(self._request), self._draft.seen)

    def _line(self) -> str:
        """Read one command; the end of input leaves the question open."""
        changed = f"{_counted(len(self._draft.steps))}; " if self._draft.steps else ""
        self._console.print(f"config.yaml ({changed}Enter approves, ? helps) > ", end="", style="bold")
        line = typed_line()
        return line.strip() if line else "q"

    def _done(self, action: Callable[[str], Any], rest: str) -> Any:
        """Do what was typed on the draft as it is now: a browser may have changed it meanwhile."""
        newest = self._file.read()
        if newest.sent:
            self._say(f"This review was {newest.sent}; nothing is left to do here.", "yellow")
            return self._file.take()
        if newest.version != self._draft.version:
            self._say("The draft was changed in the browser meanwhile; `steps` lists the changes.", "cyan")
        self._draft = newest
        try:
            return action(rest)
        except ReviewProblem as problem:
            self._console.lines(problem.why, "red")
        except StaleDraft as stale:
            self._draft = stale.current
            self._say(f"{stale} Look at it and type that again.", "yellow")
        return None

    def _change(self, change: Callable[[Draft], Draft]) -> None:
        self._draft = self._file.change(change, version=self._draft.version)

    def _text(self) -> str:
        return self._draft.text(self._request)

    def _say(self, text: str, style: str = "") -> None:
        self._console.print(text, style=style or None)

    def _paged(self, page: Callable[[str], None], rest: str) -> None:
        show_paged(self._console, partial(page, rest))

    def _help(self, _: str) -> None:
        self._console.lines(HELP)

    def _leave_open(self) -> None:
        if self._draft.steps:
            self._say(f"{_counted(len(self._draft.steps)).capitalize()} kept as a draft, not sent: you go on with them")
            self._say(f"  papercoder resume {self._card.id}")

    def _approve(self, _: str) -> Any:
        answer = self._readable(partial(self._draft.approved, self._request))
        return self._send(answer) if answer is not None else None

    def _send(self, answer: dict[str, Any]) -> Any:
        """Close the draft with this answer and take it: this process drives the run."""
        self._change(lambda draft: draft.as_sent(answer, "terminal"))
        return self._file.take()

    def _readable(self, make: Callable[[], Any]) -> Any:
        """Return what is made of the text, or say why it cannot be read and that it is kept."""
        try:
            return make()
        except ReviewProblem as problem:
            self._console.lines(problem.why, "red")
            self._say("Your text is kept: e edits it again, undo takes it back.", "red")
            return None

    def _set(self, rest: str) -> None:
        key, _, value = rest.partition(" ")
        if not (key and value.strip()):
            self._say("Expected: set KEY VALUE, for instance: set training.lr 3e-4")
            return
        before = self._text()
        self._change(lambda draft: draft.with_value(self._request, key, value.strip(), "terminal"))
        self._print.difference(before, self._text())

    def _take(self, rest: str) -> None:
        number, _, which = rest.partition(" ")
        first = self._request.decisions["first"]
        decision = first[int(number) - 1] if number.isdigit() and 0 < int(number) <= len(first) else None
        others = decision["alternatives"] if decision else []
        chosen = int(which) - 1 if which.isdigit() else 0
        if decision is None or not 0 <= chosen < len(others):
            self._say("Expected: take N [M], where decision N names other values (`first` lists them)")
            return
        key = next(name for name in decision["subjects"] if "." in name or not name.startswith("R"))
        self._set(f"{key} {others[chosen]['value']}")

    def _edit(self, _: str) -> Any:
        before = self._text()
        text = edit_in_editor(self._card, before, self._say)
        if text is None or text == before:
            self._say("Nothing was changed.")
            return None
        self._change(lambda draft: draft.with_text(text, "terminal"))
        self._print.difference(self._request.yaml, text)
        if self._readable(partial(self._draft.approved, self._request)) is None:
            return None
        self._console.print("Take this config.yaml and go on? [y/N] ", end="", style="bold")
        if typed_line().strip().lower() in {"y", "yes"}:
            return self._approve("")
        self._say("Your text is kept: Enter takes it, e edits it again, undo takes it back.")
        return None

    def _reject(self, reason: str) -> Any:
        if not reason and self._request.may_reject:
            self._say("Expected a reason, for instance: r use the base model's values of Table 3")
            return None
        return self._send(self._draft.rejected(self._request, reason))

    def _change_left_out(self, change: Callable[..., dict[str, str]], word: str, rest: str) -> None:
        leave_out = change(rest, self._draft.leave_out(self._request), self._request.ledger())
        self._change(lambda draft: draft.with_left_out(leave_out, "terminal", f"{word} {rest}"))
        self._print.left_out(leave_out)

    def _requirements(self, _: str) -> None:
        self._print.requirements(self._draft.leave_out(self._request))

    def _show(self, rest: str) -> None:
        names = self._evidence.find(rest)
        if not names:
            self._say(f"There is no key, requirement or decision {rest!r}. Expected: show training.lr, show R9, show 3")
            return
        values = self._draft.values(self._request)
        show_paged(self._console, partial(self._evidence.show, names, values))
        for decision in self._request.decisions["first"]:
            if set(names) & set(decision["subjects"]):
                self._change(lambda draft, seen=decision["id"]: draft.with_seen(seen))  # type: ignore[misc]

    def _steps(self, _: str) -> None:
        for number, step in enumerate(self._draft.steps, 1):
            self._say(f"{number:>3} {step.said}  ({step.place}, {step.at})")
        if not self._draft.steps:
            self._say("Nothing was changed yet.")

    def _undo(self, rest: str) -> None:
        if not self._draft.steps:
            self._say("There is nothing to undo: config.yaml is as it came.")
            return
        undone = self._draft.steps if rest == "all" else self._draft.steps[-1:]
        for _ in undone:
            self._change(Draft.undone)
        self._say(f"Undone: {', '.join(step.said for step in reversed(undone))}")
        if not self._draft.steps:
            self._say("config.yaml is as it came, and so is what is left out.")


def _counted(steps: int) -> str:
    return f"{steps} change{'s' if steps != 1 else ''}"
