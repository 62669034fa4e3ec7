"""Each answer of a coder is checked at once, before other files are written against it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from agents.shared.file_job import FileJob
from papercoder.checks.one_file import Surroundings, errors_in
from papercoder.workspace.requirements import requirements_for
from state.findings import Finding
from state.logic import Package

__all__ = ["AtOnce", "checked_at_once"]

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
        packages: Distributions of the design.
        sent_back: How often findings may be sent back.
        before: What was wrong with the file before the answer.
    """

    path: str
    known: Surroundings
    packages: tuple[Package, ...]
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
        needed = requirements_for({**self.known.sources, self.path: text}, self.packages).distributions
        return errors_in(self.path, text, self.known, needed)


async def checked_at_once(job: FileJob, before: str = "") -> Callable[[str], None]:
    """Return what refuses an answer for its errors; those that the text `before` has already are not the answer's."""
    files, settings = job.files, job.tools.settings
    paths = job.brief.architecture.paths
    contracts = {path: contract for path in paths if (contract := await files.contract(path))}
    others = await files.sources(path for path in paths if path != job.path)
    known = Surroundings(paths, others, contracts, job.brief.config.text)
    turns = settings.answer_attempts - 1 if settings.check else 0
    at_once = AtOnce(job.path, known, job.brief.logic.packages, turns)
    if before and turns:
        at_once.before = frozenset(f.message for f in at_once.errors(before))
    return at_once.refuse
