"""All rules over one repository."""

import subprocess
from collections.abc import Callable, Iterable

from papercoder.checks.code.parsed import ParsedRepository
from papercoder.checks.configuration.keys import check_config
from papercoder.checks.rules.cache_keys import check_cache_keys
from papercoder.checks.rules.calls import check_calls
from papercoder.checks.rules.copied import check_copied
from papercoder.checks.rules.cycles import check_cycles
from papercoder.checks.rules.data import check_data
from papercoder.checks.rules.entry import check_entry
from papercoder.checks.rules.failures import check_failures
from papercoder.checks.rules.imports import check_imports
from papercoder.checks.rules.names import check_names
from papercoder.checks.rules.plan import check_plan
from papercoder.checks.rules.promises import check_promises
from papercoder.checks.rules.repeated import check_repeated
from papercoder.checks.rules.stubs import check_stubs
from papercoder.checks.rules.switches import check_switches
from papercoder.checks.rules.syntax import check_syntax
from papercoder.checks.subject import Subject
from state.findings import Finding

__all__ = ["Subject", "check"]

# In any order: each family sees the whole repository, and findings are sorted.
_FAMILIES: tuple[Callable[[ParsedRepository], Iterable[Finding]], ...] = (
    check_syntax,
    check_names,
    check_imports,
    check_calls,
    check_cycles,
    check_config,
    check_promises,
    check_repeated,
    check_copied,
    check_stubs,
    check_failures,
    check_data,
    check_cache_keys,
    check_entry,
    check_plan,
    check_switches,
)
# On one line the worst comes first.
_ORDER = {"error": 0, "warning": 1, "note": 2}


def check(subject: Subject) -> list[Finding]:
    """Return every finding once, sorted by path, line and severity; deterministic, runs none of the code."""
    repository = ParsedRepository(subject)
    found = {finding for family in _FAMILIES for finding in _findings(family, repository)}
    return sorted(found, key=lambda f: (f.path, f.line, _ORDER[f.severity], f.rule, f.message))


def _findings(family: Callable[[ParsedRepository], Iterable[Finding]], repository: ParsedRepository) -> list[Finding]:
    """Run one family of rules; what could not be checked to its end is reported as not checked."""
    found: list[Finding] = []
    try:
        found.extend(family(repository))
    except RecursionError:
        found.append(_not_checked(family, "expressions are nested too deeply"))
    except (OSError, subprocess.SubprocessError) as error:
        found.append(_not_checked(family, f"a program it needs could not be run ({error})"))
    return found


def _not_checked(family: Callable[[ParsedRepository], Iterable[Finding]], reason: str) -> Finding:
    text = f"{family.__name__.removeprefix('check_')} not checked to the end: {reason}"
    return Finding(path=".", line=0, rule="not-checked", severity="warning", message=text)
