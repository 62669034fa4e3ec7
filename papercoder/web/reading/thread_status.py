"""A thread of a server in the words of a run: its card and its status."""

import os
from collections.abc import Mapping
from typing import Any

from papercoder.errors import PaperCoderError
from papercoder.runs.card import RunCard, Status
from papercoder.runs.folders import run_folder
from papercoder.settings import resolve
from state.settings import Settings
from state.status import Usage

__all__ = ["card_of", "question_of", "status_of", "usage_of"]

_NAME = 80  # characters of a paper that was sent as text; its title stands beside it


def card_of(thread: Mapping[str, Any], values: Mapping[str, Any], context: Mapping[str, Any]) -> RunCard:
    """Return what was asked for.

    Args:
        thread: As the server lists it.
        values: The channels of its newest checkpoint.
        context: The settings that it was last run with.
    """
    known = thread.get("metadata") or {}
    given = str(values.get("paper_source") or "")
    title = str((values.get("paper") or {}).get("title") or "")
    return RunCard(
        id=str(thread["thread_id"]),
        paper=" ".join((title or given).split())[:_NAME],
        paper_source="",
        started=str(thread["created_at"])[:19],
        settings=_settings(context),
        parent=str(known.get("parent", "")),
        fork_node=str(known.get("fork_node", "")),
    )


def question_of(thread: Mapping[str, Any]) -> Any:
    """Return what the thread asks a person; None where it does not wait."""
    asked = [question for of_task in (thread.get("interrupts") or {}).values() for question in of_task]
    return asked[0]["value"] if thread["status"] == "interrupted" and asked else None


def status_of(
    card: RunCard, thread: Mapping[str, Any], values: Mapping[str, Any], following: tuple[str, ...] = ()
) -> Status:
    """Return how the thread stands."""
    report = values.get("report") or {}
    facts = {
        "run": card.id, "paper": card.paper, "model": card.settings.model, "started": card.started,
        "updated": str(thread.get("updated_at") or ""), "usage": _usage(card.id, values).to_json(),
        "next": following,
    }  # fmt: skip
    if report and thread["status"] == "idle":
        return Status.from_json({**report, **facts})
    planned = {file["path"] for file in (values.get("architecture") or {}).get("files", ())}
    written = {path for path, file in (values.get("files") or {}).items() if file.get("source")}
    status, reason = _words(thread)
    files = {"files_planned": len(planned), "files_written": len(written & planned)}
    return Status.from_json({"status": status, "reason": reason, **files, **facts})


def usage_of(run: str) -> Usage:
    """Return what the calls of the run have used, as far as this machine has made them."""
    from papercoder.models.recorded.records import Records

    folder = os.path.join(run_folder(run), "records")
    return Records.open(folder).usage() if os.path.isdir(folder) else Usage.model_validate({})


def _usage(run: str, values: Mapping[str, Any]) -> Usage:
    """Return what the run has used: its state knows of every machine's calls, the records of those under way."""
    told = Usage.model_validate(values.get("usage") or {})
    return max(told, usage_of(run), key=lambda usage: usage.calls)


def _words(thread: Mapping[str, Any]) -> tuple[str, str]:
    match thread["status"]:
        case "busy":
            return "running", ""
        case "interrupted" if question_of(thread) is not None:
            return "waiting for review", "config.yaml waits for a person"
        case "error":
            return "failed", _error(thread.get("error"))
        case _:
            return "stopped", "nothing works on it, and it has not come to its end"


def _error(error: Any) -> str:
    """Return the words of an error, which the server keeps as text or with its class."""
    text = error.get("message") or error.get("error") if isinstance(error, Mapping) else error
    return " ".join(str(text or "the server's log says why").split())


def _settings(context: Mapping[str, Any]) -> Settings:
    """Return the settings in force; what a caller may not set was refused when the run was started."""
    known = {name: value for name, value in context.items() if name in Settings.model_fields}
    try:
        return resolve(Settings.model_validate(known))
    except (PaperCoderError, ValueError):
        return resolve(None)
