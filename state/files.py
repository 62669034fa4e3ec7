"""What is known of the files of the repository, and what a per-file agent is handed."""

from collections.abc import Mapping, Sequence
from typing import Any

from typing_extensions import TypedDict

from state.audit import worst
from state.value import Json

__all__ = [
    "Assignment",
    "FileState",
    "HandOut",
    "Task",
    "latest",
    "merge_files",
    "merge_messages",
    "replaced_by_author",
    "results",
]


class FileState(TypedDict, total=False):
    """What is known of one file; every value is a store reference or plain JSON."""

    contract: str
    """Reference of the contract; written by the analyst."""
    source: str
    """Reference of the source text; written by the coder and the debugger."""
    failed: str
    """Why an agent gave the file up; written by whoever gave up, emptied by a later success."""
    version: int
    """How often the source was written, from 1; written with the source."""
    verdicts: list[Json]
    """Verdicts per requirement; written by the auditor."""
    audited: str
    """Reference of the source that the verdicts belong to; written by the auditor."""
    shared: list[Json]
    """Verdicts on what the file does for requirements that other files own; written by the auditor."""
    passed_on: list[str]
    """Which parts of other files' requirements its auditor was asked about; written by the auditor."""
    other_findings: list[Json]
    """state.audit.OtherFinding of its newest audit, each with `source`, the text it was said of; by the auditor."""
    objections: list[Json]
    """state.objection.Objection by those who worked on the file; written by analyst, coder and auditor."""
    amended: dict[str, str]
    """What its contract must say instead, by requirement, since an audit found it wrong; by the auditor's hand-out."""
    kept: Json
    """Source and verdicts of the last version that lost no met requirement; written by the auditor's hand-out."""


class Task(TypedDict, total=False):
    """What one Send hands to a per-file agent."""

    path: str
    """The file."""
    ticket: Json
    """What to repair in it; absent when it is written the first time."""
    faults: list[str]
    """Where its contract disagrees with others; absent when it is analysed the first time."""
    passed_on: list[Json]
    """What other files' audits leave to this one: `requirement`, `owner`, `what`; absent when it is judged itself."""


class HandOut(TypedDict):
    """One step of handing out files."""

    tasks: list[Task]
    """The files of this step."""
    again: bool
    """Whether they are being worked on, so that it must be looked again which files are left."""


class Assignment(TypedDict):
    """What one Send gives to a per-file agent."""

    task: Task
    brief: str
    files: dict[str, FileState]


def results(files: Mapping[str, FileState]) -> dict[str, str]:
    """Return what the newest audits make of each requirement, over all the files that have a part in it."""
    said: dict[str, list[str]] = {}
    for file in files.values():
        for verdict in [*file.get("verdicts", []), *file.get("shared", [])]:
            said.setdefault(verdict["requirement"], []).append(verdict["result"])
    return {requirement: worst(found) for requirement, found in said.items()}


def merge_files(left: dict[str, FileState], right: dict[str, FileState]) -> dict[str, FileState]:
    """Merge file by file and key by key; the right side wins. Associative and idempotent."""
    merged = dict(left)
    for path, news in right.items():
        merged[path] = {**merged.get(path, {}), **news}
    return merged


def replaced_by_author(left: dict[str, list[Json]], right: dict[str, list[Json]]) -> dict[str, list[Json]]:
    """Merge author by author; what an author says anew takes the place of what it said before. Associative."""
    return {**left, **right}


def latest(left: Any, right: Any) -> Any:  # noqa: ARG001 -- a reducer takes both sides
    """Keep the newest value; lets the parallel tasks of one step all write the channel."""
    return right


def merge_messages(left: Sequence[Json], right: Any) -> list[Json]:
    """Add messages; one with the id of an earlier one takes its place. A client may send one alone, or a bare text."""
    news = right if isinstance(right, list) else [right]
    merged = {message.get("id") or f"{number}": message for number, message in enumerate(left)}
    for message in news:
        told = {"type": "human", "content": message} if isinstance(message, str) else dict(message)
        told.setdefault("id", f"{len(merged)}")
        merged[told["id"]] = told
    return list(merged.values())
