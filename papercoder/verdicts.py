"""All that was judged of the files of a repository, and what those verdicts leave to files that nobody asked."""

from collections.abc import Iterable, Mapping

from state.audit import Elsewhere, Verdict
from state.files import FileState

__all__ = ["unjudged", "verdicts_of"]


def verdicts_of(files: Mapping[str, FileState]) -> dict[str, list[Verdict]]:
    """Return all that was judged of each file: its own requirements, its parts of others, whole paths, and by tests."""
    return {
        path: [
            Verdict.from_json(v)
            for v in (*f.get("verdicts", []), *f.get("shared", []), *f.get("chains", []), *f.get("tested", []))
        ]
        for path, f in files.items()
    }


def unjudged(verdicts: Mapping[str, Iterable[Verdict]]) -> dict[str, tuple[Elsewhere, ...]]:
    """Return by requirement what verdicts leave to files in which nobody judged it; nothing of the others.

    Args:
        verdicts: All verdicts on each file, by its path.
    """
    said = [(path, verdict) for path, found in verdicts.items() for verdict in found]
    judged = {(path, verdict.requirement) for path, verdict in said}
    left: dict[str, tuple[Elsewhere, ...]] = {}
    for _, verdict in said:
        parts = tuple(part for part in verdict.elsewhere if (part.path, verdict.requirement) not in judged)
        if parts:
            left[verdict.requirement] = (*left.get(verdict.requirement, ()), *parts)
    return left
