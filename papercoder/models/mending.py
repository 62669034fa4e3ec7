"""A critic that mends what it finds: faults of an artifact together with the edits of it."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from papercoder.models.answers import validated
from papercoder.models.editing import ArtifactEdit, ArtifactEdits, apply_artifact_edits
from state.review import SettledIssue
from state.value import Value

__all__ = ["Mended", "Mending"]

V = TypeVar("V", bound=Value)


class Mending(Value):
    """What was found, and the edits that mend it; nothing where nothing needs to change."""

    issues: tuple[SettledIssue, ...] = ()
    edits: tuple[ArtifactEdit, ...] = ()


class Mended(Generic[V]):
    """Checks the answers of one critique, and keeps what the last of them found and made.

    Args:
        before: The artifact.
        faults: What is wrong with it, as its author was told.

    Attributes:
        after: The artifact with the edits made; as it was until an answer fits.
        issues: What the last answer found.
    """

    def __init__(self, before: V, faults: Callable[[V], Sequence[str]], known: Sequence[str]) -> None:
        self.after, self.issues = before, tuple[SettledIssue, ...]()
        self._before, self._faults, self._known = before, faults, set(known)

    def check(self, found: Mending) -> list[str]:
        """Return what is wrong with the edits: those that do not fit, and faults of the artifact that they make."""
        self.issues = found.issues
        if not found.edits:
            bare = [issue.where for issue in found.issues if not issue.change and issue.severity != "low"]
            return [f"{where}: neither an edit nor a `change` mends it" for where in bare]
        try:
            after = self._edited(found)
        except ValueError as error:
            return str(error).splitlines()
        new = [f"after the edits: {fault}" for fault in self._faults(after) if fault not in self._known]
        self.after = self.after if new else after
        return new

    def _edited(self, found: Mending) -> V:
        data = apply_artifact_edits(self._before.to_answer(), ArtifactEdits(edits=found.edits))
        return validated(data, type(self._before))
