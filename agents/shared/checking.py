"""Each answer of a coder is checked at once, before other files are written against it."""

from collections.abc import Callable

from agents.shared.file_job import FileJob
from papercoder.checks.at_once import AtOnce
from papercoder.checks.one_file import Surroundings
from papercoder.workspace.requirements import requirements_for

__all__ = ["checked_at_once"]


async def checked_at_once(job: FileJob, before: str = "") -> Callable[[str], None]:
    """Return what refuses an answer for its errors; those that the text `before` has already are not the answer's."""
    files, settings, logic = job.files, job.tools.settings, job.brief.logic
    paths = job.brief.architecture.paths
    contracts = {path: contract for path in paths if (contract := await files.contract(path))}
    others = await files.sources(path for path in paths if path != job.path)
    known = Surroundings(paths, others, contracts, job.brief.config.text)
    turns = settings.answer_attempts - 1 if settings.check else 0
    at_once = AtOnce(job.path, known, lambda repo: requirements_for(repo, logic.packages).distributions, turns)
    if before and turns:
        at_once.before = frozenset(f.message for f in at_once.errors(before))
    return at_once.refuse
