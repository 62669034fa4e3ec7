"""What refuses an answer of a coder for its errors, before other files are written against it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from papercoder.checks.one_file import Surroundings, errors_in
from state.findings import Finding

__all__ = ["AtOnce"]

_SHOWN = 12
"""Findings of one answer that are sent back: more would hide the first causes, of which the others follow."""


@dataclass
class AtOnce:
    """Sends findings back within one conversation.

    What is still there in the last attempt, or comes back unchanged, is left to the gates over the whole repository: a
    file is never lost to a finding.

    Args:
        path: The file.
        known: What it is written into.
        needs: Says which distributions the sources need.
        sent_back: How often findings may be sent back.
        before: What was wrong with the file before the answer.
    """

    path: str
    known: Surroundings
    needs: Callable[[dict[str, str]], Iterable[str]]
    sent_back: int
    before: frozenset[str] = frozenset()
    _last: list[str] = field(default_factory=list)

    def refuse(self, text: str) -> None:
        """Look at an answer.

        Raises:
            ValueError: it has errors that may still be sent back; the message lists them with their lines.
        """
        found = [f for f in self.errors(text) if f.message not in self.before]
        faults = [f"line {f.line}: {f.message} ({f.rule})" for f in found]
        if not faults or faults == self._last or self.sent_back < 1:
            return
        self._last = faults
        self.sent_back -= 1
        raise ValueError("\n".join(faults[:_SHOWN]))

    def errors(self, text: str) -> list[Finding]:
        """Return the errors of the file with this text."""
        needed = self.needs({**self.known.sources, self.path: text})
        return errors_in(self.path, text, self.known, needed)
