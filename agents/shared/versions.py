"""Which version is kept: protected requirements, and the score of a repository."""

from collections.abc import Mapping, Sequence

from state.files import FileState
from state.logic import LogicDesign
from state.plan import Plan
from state.value import Json, Value

__all__ = ["Score", "restore_best", "score_of", "undo_losses"]

_WEIGHTS = {"core": 4.0, "important": 2.0, "minor": 1.0}
_CREDIT = {"met": 1.0, "partly": 0.5}


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
    credit = {v["requirement"]: _CREDIT.get(v["result"], 0.0) for f in files.values() for v in f.get("verdicts", [])}
    total = sum(_WEIGHTS[r.weight] for r in plan.requirements)
    met = sum(_WEIGHTS[r.weight] * credit.get(r.id, 0.0) for r in plan.requirements)
    sources = {
        path: {"source": f["source"], "verdicts": f.get("verdicts", []), "audited": f.get("audited", "")}
        for path, f in files.items()
        if f.get("source")
    }
    return Score(errors=errors, coverage=met / total, files=sources)


def restore_best(best: Score, files: Mapping[str, FileState]) -> dict[str, FileState]:
    """Return the update that brings the best version back."""
    return {
        path: {"source": kept["source"], "verdicts": kept["verdicts"], "audited": kept["audited"]}
        for path, kept in best.files.items()
        if files.get(path, {}).get("source") != kept["source"]
    }


def undo_losses(files: Mapping[str, FileState]) -> dict[str, FileState]:
    """Return the update that takes back each file whose newest version lost a requirement that was met."""
    undone: dict[str, FileState] = {}
    for path, file in files.items():
        kept = file.get("kept")
        if kept and kept["source"] != file.get("source") and _met(kept["verdicts"]) - _met(file.get("verdicts", [])):
            undone[path] = {"source": kept["source"], "verdicts": kept["verdicts"], "audited": kept["source"]}
    return undone


def _met(verdicts: Sequence[Json]) -> set[str]:
    return {v["requirement"] for v in verdicts if v["result"] == "met"}
