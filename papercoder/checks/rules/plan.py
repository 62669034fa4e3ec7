"""Rules `missing-file`, `unplanned-file`, `empty-file`, `requirement-owner`, `requirement-unnamed`."""

import re
from collections.abc import Iterator

from papercoder.checks.code.parsed import ParsedRepository
from papercoder.checks.subject import Subject, is_test
from state.findings import Finding, Severity

__all__ = ["check_plan"]

# Files that the packager writes, which no plan names.
_OWN = {
    "config.yaml",
    "requirements.txt",
    "requirements.lock",
    "README.md",
    "reproduce.sh",
    "RESULTS.md",
    "results.html",
    "TRACE.md",
    "trace.json",
    "status.json",
}


def check_plan(repository: ParsedRepository) -> Iterator[Finding]:
    """Compare the files with what the plan promises; without a plan nothing is said."""
    subject = repository.subject
    yield from _empty(subject)
    if subject.planned is not None:
        yield from _planned(subject, set(subject.planned))
    for path, ids in (subject.owners or {}).items():
        yield from _owner(subject, path, ids)


def _finding(path: str, rule: str, severity: Severity, message: str) -> Finding:
    return Finding(path=path, line=0, rule=rule, severity=severity, message=message)


def _empty(subject: Subject) -> Iterator[Finding]:
    for path, text in subject.files.items():
        if path.endswith(".py") and not path.endswith("__init__.py") and not text.strip():
            # Nothing was promised of it, and test runners pass over it.
            idle = subject.planned is None and is_test(path)
            yield _finding(path, "empty-file", "warning" if idle else "error", "the file is empty")


def _planned(subject: Subject, planned: set[str]) -> Iterator[Finding]:
    present = set(subject.files) | ({subject.config_path} if subject.config is not None else set())
    for path in sorted(planned - present):
        yield _finding(path, "missing-file", "error", "the plan has this file, the repository does not")
    for path in sorted(set(subject.files) - planned - _OWN):
        if not path.endswith("__init__.py") and not path.startswith("docs/"):
            yield _finding(path, "unplanned-file", "warning", "the repository has this file, the plan does not")


def _owner(subject: Subject, path: str, ids: object) -> Iterator[Finding]:
    wanted = [str(i) for i in ids] if isinstance(ids, list | tuple) else []
    text = subject.files.get(path)
    if text is None:
        if wanted:
            text = f"requirements {', '.join(wanted)} are owned by a file that the repository does not have"
            yield _finding(path, "requirement-owner", "error", text)
        return
    for requirement in wanted:
        if not re.search(rf"(?<![A-Za-z0-9]){re.escape(requirement)}(?![A-Za-z0-9])", text):
            message = f"the file owns requirement {requirement} and no line of it names {requirement}"
            yield _finding(path, "requirement-unnamed", "warning", message)
