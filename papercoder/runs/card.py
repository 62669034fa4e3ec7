"""run.json (what was asked for) and status.json (its status), written so that a reader never sees half a file."""

import json
import os
import secrets
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import Field, ValidationError

from papercoder.errors import UnreadableRun
from papercoder.plain_files import open_plain
from papercoder.runs.folders import run_folder
from papercoder.runs.shared_files import read_shared, share
from state.settings import Settings
from state.status import Report
from state.value import Value

__all__ = [
    "RunCard",
    "Status",
    "now",
    "paper_source",
    "read_card",
    "read_status",
    "repository_of",
    "write_card",
    "write_json",
    "write_status",
]


_VERSION = 1


class RunCard(Value):
    """What was asked for; written when the run starts, and again when a resume changes the settings."""

    version: Literal[1] = 1
    id: str
    paper: str = Field(description="What was given: a path, URL, arXiv id, or '-' for standard input.")
    paper_source: str = Field(description="What the graph is given for it.")
    started: str = Field(description="UTC, ISO 8601.")
    settings: Settings
    output: str = Field(default="", description="Folder the finished repository is copied to.")
    parent: str = Field(default="", description="The run this one was forked from.")
    fork_node: str = Field(default="", description="The node it was forked at.")
    server: str = Field(default="", description="Address of the LangGraph server that drives it; empty for here.")


class Status(Report):
    """status.json: the report of the run, with what concerns the run as such."""

    run: str = Field(description="Run id.")
    paper: str = ""
    model: str = ""
    started: str = ""
    updated: str = ""
    next: tuple[str, ...] = Field(default=(), description="Nodes that a resume starts with.")


def now() -> str:
    """Return the time as status.json writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def write_card(card: RunCard) -> None:
    """Write run.json, making the run's folder."""
    os.makedirs(run_folder(card.id), mode=0o700, exist_ok=True)
    _write_everywhere(os.path.join(run_folder(card.id), "run.json"), card.to_json())


def read_card(run_id: str) -> RunCard:
    """Read run.json.

    Raises:
        UnreadableRun: there is none (a run started over a server has none), it was damaged, or is of a newer version.
    """
    path = os.path.join(run_folder(run_id), "run.json")
    try:
        data = read_shared(path) or _read_json(path)
        _refuse_newer(path, data)
        return RunCard.from_json(data)
    except FileNotFoundError as error:
        raise UnreadableRun(f"Run {run_id} has no run.json.", "List the runs with: papercoder runs") from error
    except (OSError, ValidationError, ValueError, RecursionError) as error:
        raise UnreadableRun(
            f"{path} cannot be read: {_first_line(error)}.", "Restore it or start a new run."
        ) from error


def paper_source(card: RunCard) -> str:
    """Return what the graph reads; a file kept in the run's folder is found also after the data folder was moved."""
    kept = os.path.join(run_folder(card.id), os.path.basename(card.paper_source))
    return kept if not os.path.exists(card.paper_source) and os.path.isfile(kept) else card.paper_source


def repository_of(report: Report, run_id: str) -> str:
    """Return the repository's folder; where the data folder was moved, its place in the run's folder now."""
    moved = os.path.join(run_folder(run_id), "repository")
    return (
        moved
        if report.repository and not os.path.isdir(report.repository) and os.path.isdir(moved)
        else report.repository
    )


def _refuse_newer(path: str, data: Any) -> None:
    version = data.get("version") if isinstance(data, dict) else None
    if isinstance(version, int) and version > _VERSION:
        raise UnreadableRun(
            f"{path} was written by a newer PaperCoder (version {version} of the file; this one reads {_VERSION}).",
            "Use that PaperCoder for this run, or start a new run.",
        )


def write_status(status: Status) -> None:
    """Write status.json."""
    _write_everywhere(os.path.join(run_folder(status.run), "status.json"), status.to_json())


def read_status(run_id: str) -> Status | None:
    """Read status.json; None where it is missing or damaged, since the checkpoints are what counts."""
    try:
        path = os.path.join(run_folder(run_id), "status.json")
        return Status.from_json(read_shared(path) or _read_json(path))
    except (OSError, ValidationError, ValueError, RecursionError):
        return None


def _write_everywhere(path: str, data: Any) -> None:
    write_json(path, data)
    share(path, data)


def write_json(path: str, data: Any) -> None:
    """Write JSON beside the target and put it in place in one step."""
    beside = f"{path}.{secrets.token_hex(4)}.new"
    try:
        with open(beside, "w", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False, indent=2)
            file.write("\n")
        os.replace(beside, path)
    except OSError:
        if os.path.exists(beside):
            os.unlink(beside)
        raise


def _read_json(path: str) -> Any:
    with open_plain(path) as file:
        return json.load(file)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
