"""All rules over one repository."""

import subprocess
from collections.abc import Callable, Iterable

from papercoder.checks.caches import check_caches
from papercoder.checks.calls import check_calls
from papercoder.checks.config_keys import check_config
from papercoder.checks.cycles import check_cycles
from papercoder.checks.data import check_data
from papercoder.checks.entry import check_entry
from papercoder.checks.failures import check_failures
from papercoder.checks.imports import check_imports
from papercoder.checks.plan import check_plan
from papercoder.checks.repository import Repository
from papercoder.checks.ruff import check_names
from papercoder.checks.stubs import check_stubs
from papercoder.checks.subject import Subject
from papercoder.checks.syntax import check_syntax
from state.findings import Finding

__all__ = ["Subject", "check"]

_FAMILIES: tuple[Callable[[Repository], Iterable[Finding]], ...] = (
    check_syntax,
    check_names,
    check_imports,
    check_calls,
    check_cycles,
    check_config,
    check_stubs,
    check_failures,
    check_data,
    check_caches,
    check_entry,
    check_plan,
)
_ORDER = {"error": 0, "warning": 1, "note": 2}


def check(subject: Subject) -> list[Finding]:
    """Return every finding once, sorted by path, line and severity; deterministic, runs none of the code."""
    repository = Repository(subject)
    found = {finding for family in _FAMILIES for finding in _findings(family, repository)}
    return sorted(found, key=lambda f: (f.path, f.line, _ORDER[f.severity], f.rule, f.message))


def _findings(family: Callable[[Repository], Iterable[Finding]], repository: Repository) -> list[Finding]:
    """Run one family of rules; what could not be checked to its end is reported as not checked."""
    found: list[Finding] = []
    try:
        found.extend(family(repository))
    except RecursionError:
        found.append(_not_checked(family, "expressions are nested too deeply"))
    except (OSError, subprocess.SubprocessError) as error:
        found.append(_not_checked(family, f"a program it needs could not be run ({error})"))
    return found


def _not_checked(family: Callable[[Repository], Iterable[Finding]], reason: str) -> Finding:
    text = f"{family.__name__.removeprefix('check_')} not checked to the end: {reason}"
    return Finding(path=".", line=0, rule="not-checked", severity="warning", message=text)
