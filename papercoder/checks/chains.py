"""Requirements along their whole path: which are judged again, what code has a part in them, what is wrong with it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from state.answers.chain import ChainAudit, ChainVerdict
from state.audit import MET, UNMET, Verdict
from state.files import FileState
from state.plan import Requirement
from state.value import Json

__all__ = ["chain_faults", "core_of", "files_on_the_way", "is_judged", "known_after", "paths_shared", "within_room"]

_ID = re.compile(r"\bR\d+\b")
_MOST_CHARACTERS = 160_000
"""About 40,000 tokens: all code of ten to fifteen files; a larger repository shows the rest as interfaces."""
_CONFIG = "config.yaml"
"""Where a path begins: it is shown without line numbers, so that any that are given for it stand for nothing."""
_SHOWN = 5
"""Links named in a reason: a path through a repository of usual size has three to five places."""


def core_of(owned: Sequence[Requirement]) -> tuple[Requirement, ...]:
    """Return those requirements with which the paper's claim stands or falls."""
    return tuple(r for r in owned if r.weight == "core")


def is_judged(path: str, files: Mapping[str, FileState]) -> bool:
    """Return whether the file's core requirements were judged with the sources as they are now."""
    seen = files.get(path, {}).get("chained", {})
    return bool(seen) and all(files.get(other, {}).get("source") == ref for other, ref in seen.items())


def paths_shared(
    owner: str, wanted: Collection[str], texts: Mapping[str, str], files: Mapping[str, FileState]
) -> list[str]:
    """Return the files that share these requirements: by the ids in their code, and by what audits left to them."""
    named = {path for path, text in texts.items() if set(_ID.findall(text)) & set(wanted)}
    for file in files.values():
        judged = [*file.get("verdicts", []), *file.get("shared", [])]
        named |= {part["path"] for v in judged if v["requirement"] in wanted for part in v.get("elsewhere", [])}
    return [path for path in texts if path == owner or path in named]


def files_on_the_way(owner: str, entry_point: str, dependencies: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the owner, the entry point, the files in between on any way of imports, and what the owner builds on.

    The nearest come first. The shortest way alone is not the way of the values: an entry point often imports a type
    from a file that it reaches only through others.
    """
    found, ring = [owner], [owner]
    while ring:
        ring = [path for path, needed in dependencies.items() if set(needed) & set(ring) and path not in found]
        found += ring
    return list(dict.fromkeys([owner, entry_point, *found, *dependencies.get(owner, ())]))


def within_room(paths: Sequence[str], texts: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of as many of these files as an audit may show, the first in any case."""
    shown: dict[str, str] = {}
    for path in dict.fromkeys(path for path in paths if path in texts):
        if not shown or sum(map(len, shown.values())) + len(texts[path]) <= _MOST_CHARACTERS:
            shown[path] = texts[path]
    return shown


def chain_faults(found: ChainAudit, wanted: Sequence[str], texts: Mapping[str, str]) -> list[str]:
    """Return what is wrong with an answer: each requirement once, places that exist, a change for what is unmet."""
    given = [v.requirement for v in found.verdicts]
    faults = [f"{i} has no verdict" for i in wanted if i not in given]
    faults += [f"{i} has {given.count(i)} verdicts" for i in dict.fromkeys(given) if given.count(i) > 1]
    faults += [f"{i} is not asked for" for i in dict.fromkeys(given) if i not in wanted]
    faults += [
        f"other finding: the code of '{f.path}' is not shown" for f in found.other_findings if f.path not in texts
    ]
    return faults + [fault for verdict in found.verdicts for fault in _faults(verdict, texts)]


def _faults(verdict: ChainVerdict, texts: Mapping[str, str]) -> Iterator[str]:
    name = verdict.requirement
    for link in verdict.chain:
        if link.path == _CONFIG:
            continue
        length = len(texts.get(link.path, "").splitlines())
        if link.path not in texts:
            yield f"{name}: the code of '{link.path}' is not shown"
        elif not 1 <= link.lines[0] <= link.lines[1] <= length:
            yield f"{name}: lines {link.lines[0]}-{link.lines[1]} of {link.path} do not exist; it has {length}"
    if verdict.result in MET and not verdict.chain:
        yield f"{name}: '{verdict.result}' needs the places of its path"
    if verdict.result in UNMET and (verdict.path not in texts or not verdict.change):
        yield f"{name}: '{verdict.result}' needs `path`, a file whose code is shown, and `change`"


def known_after(known: FileState, found: ChainAudit, sources: Mapping[str, str]) -> FileState:
    """Return what is known of the owner then: the verdicts, and what must change as grave findings of an auditor.

    Args:
        known: What was known of the owner.
        found: The answer.
        sources: Reference of each text that was shown.
    """
    broken = [v for v in found.verdicts if v.result in UNMET]
    grave: list[Json] = [
        {
            "path": v.path, "severity": "high", "what": f"{v.requirement}, along its whole path: {v.reason}",
            "change": v.change, "source": sources[v.path],
        }
        for v in broken
    ]  # fmt: skip
    also: list[Json] = [{**f.to_json(), "source": sources.get(f.path, "")} for f in found.other_findings]
    return {
        "chains": [_as_verdict(v).to_json() for v in found.verdicts],
        "chained": dict(sources),
        "other_findings": [*known.get("other_findings", []), *grave, *also],
    }


def _as_verdict(found: ChainVerdict) -> Verdict:
    places = ", ".join(f"{link.part} {link.path}:{link.lines[0]}" for link in found.chain[:_SHOWN])
    reason = f"{found.reason} Path: {places}." if places else found.reason
    return Verdict(requirement=found.requirement, result=found.result, reason=reason.strip(), change=found.change)
