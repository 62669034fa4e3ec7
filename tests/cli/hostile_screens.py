"""Shows hostile text in every place of the screens that a whole run fills; started on a terminal by the tests.

python -m tests.cli.hostile_screens PLACE [lines]
"""

import sys
from typing import Any

from papercoder.cli.error_boundary import guarded
from papercoder.errors import RunError
from papercoder.runs.card import RunCard
from papercoder.settings import load_settings
from tests.cli.hostile_text import BEGINS, FAMILIES, LINE_BREAKS, hostile

__all__: list[str] = []


def _card(text: str) -> RunCard:
    return RunCard(id="paper-abc", paper=text, paper_source="p", started="2026-01-01", settings=load_settings({}, {}))


def _progress(text: str) -> None:
    from papercoder.cli.progress.screen import open_screen
    from papercoder.cli.progress.state import Progress
    from state.status import Usage

    progress = Progress(_card(text), Usage)
    with open_screen(progress) as watch:
        watch("update", ("architect", {"architecture": {"files": [{"path": text}]}}))
        watch("event", {"event": "node-started", "node": "coder", "subject": text})
        watch("event", {"event": "call-started", "agent": "coder", "subject": text})
        watch("event", {"event": "note", "text": text})
        watch("say", text)


def _report(text: str) -> None:
    from papercoder.cli.run_details import show_status
    from papercoder.runs.card import Status

    stage = {"stage": "smoke", "result": "failed", "command": text, "output": text, "reason": text}
    trial: dict[str, Any] = {"result": "failed", "reason": text, "sandbox": text, "stages": [stage]}
    trial |= {"metrics": {text: 1.0}, "environment": text, "confinement": text}
    finding = {"path": text, "line": 1, "rule": text, "message": text, "severity": "error"}
    facts: dict[str, Any] = {
        "run": "paper-abc", "status": "partial", "reason": text, "assumptions": [text], "not_implemented": [text],
        "checks": [{"name": "trial", "result": "failed", "detail": text}], "files_planned": 1, "repository": text,
    }  # fmt: skip
    show_status(_card(text), Status.from_json({**facts, "trial": trial, "findings": [finding]}))


def _review(text: str) -> None:
    from papercoder.cli.reviewing.review import review
    from papercoder.review.question import ACTION, read_request

    entry = {"key": "seed", "value": text, "unit": text, "provenance": "stated", "section": text, "evidence": text}
    args = {
        "yaml": f"# {text}\nseed: 1\n", "entries": [entry | {"quote": text, "quote_found": "found"}], "attention": [],
        "plan": {"overview": text, "steps": [text]}, "diagrams": {text: text},
        "requirements": [{"id": "R1", "statement": text, "kind": text, "weight": "core", "status": "stated",
                          "owner": text, "section": text, "quote": text, "quote_found": "found"}],
    }  # fmt: skip
    request = {"action_requests": [{"name": ACTION, "args": args, "description": text}], "review_configs": [
        {"action_name": ACTION, "allowed_decisions": ["approve", "edit"]}]}  # fmt: skip
    review(_card(text), read_request(request))


def _error(text: str) -> None:
    raise RunError(f"The model server answered 500: {text}", f"It wants you at http://elsewhere/{text}")


def _fault(text: str) -> None:
    raise ZeroDivisionError(text)


def _library(text: str) -> None:
    """Write as a library would: past the door."""
    print(text)
    print(text, file=sys.stderr)


def _lists(text: str) -> None:
    from papercoder.cli.batches.board import open_board
    from papercoder.cli.commands.runs import _print_table
    from papercoder.runs.card import Status
    from papercoder.runs.listing import RunEntry

    card = _card(text)
    _print_table([RunEntry(card, Status.from_json({"run": card.id, "status": "failed", "paper": text}))])
    with open_board(2) as board:
        board.begins(card.id, text)
        board.at(card.id, text)
        board.ends(card.id, "failed", f"[1/2] {card.id}: {text}")


def _evaluation(text: str) -> None:
    from papercoder.cli.commands.evaluation.bench import _say
    from papercoder.evaluation.benchmark.result import CellResult

    _say(CellResult.from_json({"paper": text, "system": text, "seed": 1, "run": text, "done": False, "error": text}))


PLACES = {
    "progress": _progress, "report": _report, "review": _review, "error": _error, "fault": _fault,
    "library": _library, "evaluation": _evaluation, "lists": _lists,
}  # fmt: skip

if __name__ == "__main__":
    from contextlib import ExitStack, suppress

    import typer

    with ExitStack() as stack:
        try:
            from papercoder.cli.terminal.output import guard_streams
        except ImportError:
            pass
        else:
            stack.enter_context(guard_streams())
        for family in LINE_BREAKS if sys.argv[2:] else FAMILIES:
            sys.stdout.write(f"{BEGINS}{family}\n")
            sys.stdout.flush()
            with suppress(typer.Exit), guarded():
                PLACES[sys.argv[1]](hostile(family))
