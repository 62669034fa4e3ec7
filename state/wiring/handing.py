"""What a per-file agent is handed, and how what such agents write at the same time is merged."""

from collections.abc import Mapping, Sequence
from typing import Any

from typing_extensions import TypedDict

from state.answers.probes import Tried
from state.audit import worst
from state.files import FileState
from state.value import Json

__all__ = [
    "Assignment",
    "HandOut",
    "Task",
    "latest",
    "merge_files",
    "merge_messages",
    "more_used",
    "replaced_by_author",
    "results",
]


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
    chain: bool
    """Whether its core requirements are judged along their whole path; absent for any other work."""
    examine: bool
    """Whether tests are written for it from the paper, or run again; absent for any other work."""


class HandOut(TypedDict):
    """One step of handing out files."""

    tasks: list[Task]
    """The files of this step."""
    again: bool
    """Whether they are being worked on, so that it must be looked again which files are left."""


class Assignment(Tried):
    """What one Send gives to a per-file agent."""

    task: Task
    brief: str
    files: dict[str, FileState]


def results(files: Mapping[str, FileState]) -> dict[str, str]:
    """Return what the newest audits make of each requirement, over all the files that have a part in it."""
    said: dict[str, list[str]] = {}
    for file in files.values():
        for verdict in [
            *file.get("verdicts", []),
            *file.get("shared", []),
            *file.get("chains", []),
            *file.get("tested", []),
        ]:
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


def more_used(left: Json, right: Json) -> Json:
    """Keep the sums that count more calls: tasks of one step end in any order. Associative and idempotent."""
    return left if left.get("calls", 0) > right.get("calls", 0) else right


def merge_messages(left: Sequence[Json], right: Any) -> list[Json]:
    """Add messages; one with the id of an earlier one takes its place. A client may send one alone, or a bare text."""
    news = right if isinstance(right, list) else [right]
    merged = {message.get("id") or f"{number}": message for number, message in enumerate(left)}
    for message in news:
        told = {"type": "human", "content": message} if isinstance(message, str) else dict(message)
        told.setdefault("id", f"{len(merged)}")
        merged[told["id"]] = told
    return list(merged.values())
