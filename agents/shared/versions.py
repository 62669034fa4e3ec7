"""Which version is kept: protected requirements, and the score of a repository."""

from collections.abc import Mapping, Sequence
from typing import Any

from state.audit import MET, UNMET
from state.files import FileState
from state.logic import LogicDesign
from state.plan import Plan
from state.value import Json, Value
from state.wiring.handing import results

__all__ = ["Score", "back_to_passed", "judged", "marked_as_passed", "restore_best", "score_of", "undo_losses"]

_WEIGHTS = {"core": 4.0, "important": 2.0, "minor": 1.0}
_CREDIT = {"met": 1.0, "met with departure": 1.0, "partly": 0.5}


class Score(Value):
    """How good a version is, and the sources and verdicts that make it up."""

    errors: int
    coverage: float
    files: dict[str, Json]

    def better_than(self, other: "Score") -> bool:
        """Whether it has fewer errors, or as many and more of the ledger's weight met."""
        return (self.errors, -self.coverage) < (other.errors, -other.coverage)


def score_of(plan: Plan, logic: LogicDesign, files: Mapping[str, FileState], findings: Sequence[Json]) -> Score:
    """Return the score of the newest version: errors of the gates, files missing, weighted coverage from 0 to 1."""
    missing = sum(not files.get(f.path, {}).get("source") for f in logic.files)
    errors = missing + sum(f["severity"] == "error" for f in findings)
    credit = {i: _CREDIT.get(result, 0.0) for i, result in results(files).items()}
    total = sum(_WEIGHTS[r.weight] for r in plan.requirements)
    met = sum(_WEIGHTS[r.weight] * credit.get(r.id, 0.0) for r in plan.requirements)
    sources: dict[str, Json] = {
        path: {**judged(f), "audited": f.get("audited", "")} for path, f in files.items() if f.get("source")
    }
    return Score(errors=errors, coverage=met / total, files=sources)


def restore_best(best: Score, files: Mapping[str, FileState]) -> dict[str, FileState]:
    """Return the update that brings the best version back."""
    return {
        path: {**judged(kept), "audited": kept["audited"]}
        for path, kept in best.files.items()
        if files.get(path, {}).get("source") != kept["source"]
    }


def undo_losses(files: Mapping[str, FileState]) -> dict[str, FileState]:
    """Return the update that takes back each file whose newest version lost a requirement that was met."""
    undone: dict[str, FileState] = {}
    for path, file in files.items():
        kept = file.get("kept")
        if kept and kept["source"] != file.get("source") and _met(kept) - _met(file):
            undone[path] = {**judged(kept), "audited": kept["source"]}
    return undone


def marked_as_passed(files: Mapping[str, FileState]) -> dict[str, FileState]:
    """Return the update that remembers the version with which the trial passed."""
    written = {path: file for path, file in files.items() if file.get("source")}
    return {path: {"passed": {**judged(f), "audited": f.get("audited", "")}} for path, f in written.items()}


def back_to_passed(files: Mapping[str, FileState]) -> dict[str, FileState]:
    """Return the update that brings that version back; empty where nothing has changed since, or nothing passed."""
    remembered = {path: file["passed"] for path, file in files.items() if file.get("passed")}
    return {
        path: {**judged(kept), "audited": kept["audited"]}
        for path, kept in remembered.items()
        if files[path].get("source") != kept["source"]
    }


def judged(file: Mapping[str, Any]) -> FileState:
    """Return source and verdicts of a version, as they are kept to be brought back."""
    kept: FileState = {"source": file["source"], "verdicts": file.get("verdicts", [])}
    if "shared" in file:
        kept["shared"] = file["shared"]
    return kept


def _met(file: Mapping[str, Any]) -> set[str]:
    """Return what the file meets; a part of another file's requirement that nobody judged yet is not lost."""
    unmet = {v["requirement"] for v in file.get("shared", []) if v["result"] in UNMET}
    return {v["requirement"] for v in file.get("verdicts", []) if v["result"] in MET} - unmet
