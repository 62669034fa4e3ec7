"""What an audit of one file is about, what is wrong with its answer, and what is known of the file then."""

import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from state.audit import MET, UNMET, Audit, Verdict
from state.files import FileState
from state.plan import Plan, Requirement
from state.value import Json

__all__ = [
    "AuditedFile", "asked_of", "audit_faults", "difference", "earlier_lines", "known_then",
    "part_key", "parts_for", "unread",
]  # fmt: skip

_ID = re.compile(r"\bR\d+\b")


class AuditedFile(NamedTuple):
    """What one audit of a file is about.

    Args:
        wanted: Requirements that must be judged: its own, and those of which other audits leave it a part.
        shared: Requirements of other files that the code names: coders write the id at the place that meets it.
        parts: What other audits leave to the file.
        owned: Ids of its own; none where its newest source is judged already.
    """

    wanted: tuple[Requirement, ...]
    shared: tuple[Requirement, ...] = ()
    parts: Sequence[Json] = ()
    owned: frozenset[str] = frozenset()

    @property
    def ids(self) -> list[str]:
        """Ids of what must be judged."""
        return [r.id for r in self.wanted]

    @property
    def parts_said(self) -> list[str]:
        """The parts as an auditor reads them."""
        return [f"{part_key(part)}: {part['what']}" for part in self.parts]


def asked_of(plan: Plan, owned: Sequence[str], known: FileState, parts: Sequence[Json], source: str) -> AuditedFile:
    """Return what a file is to be judged by."""
    newest = known.get("audited") == known.get("source")
    own = frozenset() if newest else frozenset(owned)
    must = own | {part["requirement"] for part in parts}
    named = set() if newest else set(_ID.findall(source)) - must
    ledger = plan.requirements
    return AuditedFile(
        tuple(r for r in ledger if r.id in must), tuple(r for r in ledger if r.id in named - set(owned)), parts, own
    )


def unread(asked: AuditedFile, why: str) -> Audit:
    """Return the audit of a file whose auditor gave no valid answer."""
    reason = f"no valid audit: {why}"
    return Audit(verdicts=tuple(Verdict(requirement=i, result="not checkable", reason=reason) for i in asked.ids))


def known_then(known: FileState, found: Audit, asked: AuditedFile, texts: Mapping[str, str]) -> FileState:
    """Return what is known of the file then; an audit of parts alone leaves the file's own verdicts as they are.

    Args:
        known: What was known before.
        found: The answer.
        asked: What was asked.
        texts: Reference of each file's newest source.
    """
    newest = known.get("audited") == known["source"]
    others = [v.to_json() for v in found.verdicts if v.requirement not in asked.owned]
    told = {v["requirement"] for v in others}
    kept = [v for v in known.get("shared", []) if v["requirement"] not in told] if newest else []
    defects = [{**f.to_json(), "source": texts.get(f.path, "")} for f in found.other_findings]
    update: FileState = {
        "audited": known["source"],
        "shared": [*kept, *others],
        "passed_on": sorted({*known.get("passed_on", []), *(part_key(part) for part in asked.parts)}),
        "other_findings": [*(known.get("other_findings", []) if newest else []), *defects],
    }
    if not newest:
        update["verdicts"] = [v.to_json() for v in found.verdicts if v.requirement in asked.owned]
    return update


def parts_for(path: str, files: Mapping[str, FileState]) -> list[Json]:
    """Return what the audits of other files leave to this one, each part once."""
    return [
        {"requirement": verdict["requirement"], "owner": owner, "what": part["what"]}
        for owner, file in files.items()
        for verdict in file.get("verdicts", [])
        for part in verdict.get("elsewhere", [])
        if part["path"] == path and owner != path
    ]


def part_key(part: Mapping[str, Any]) -> str:
    """Return what tells one part from another: a later audit says the same in other words."""
    return f"{part['requirement']} of {part['owner']}"


def difference(before: str, now: str) -> str:
    """Return what changed, as a unified diff."""
    return "\n".join(difflib.unified_diff(before.splitlines(), now.splitlines(), "before", "now", lineterm="", n=2))


def earlier_lines(file: FileState, path: str) -> str:
    """Return the verdicts and findings of a file's newest audit, as the next auditor of the file reads them."""
    verdicts = [
        f"- {v['requirement']}: {v['result']}. {v.get('reason', '')}"
        + (f" Change asked for: {v['change']}" if v.get("change") else "")
        for v in file.get("verdicts", [])
    ]
    findings = [
        f"- other finding ({said['severity']}): {said['what']} Change asked for: {said['change']}"
        for said in file.get("other_findings", [])
        if said["path"] == path
    ]
    return "\n".join([*verdicts, *findings])


def audit_faults(found: Audit, asked: AuditedFile, n_lines: int, planned: Collection[str] = ()) -> list[str]:
    """Return what is wrong with an audit: each requirement once, lines and files that exist.

    Args:
        found: The answer.
        asked: What must be judged, and what may be.
        n_lines: Lines of the file.
        planned: Files of the repository; none where they are not known.
    """
    given = [v.requirement for v in found.verdicts]
    known = {*asked.ids, *(r.id for r in asked.shared)}
    faults = [f"{i} has no verdict" for i in asked.ids if i not in given]
    faults += [f"{i} is not owned by this file" for i in dict.fromkeys(given) if i not in known]
    faults += [f"{i} has {given.count(i)} verdicts" for i in dict.fromkeys(given) if given.count(i) > 1]
    for verdict in found.verdicts:
        faults += _verdict_faults(verdict, n_lines)
    left = [part.path for v in found.verdicts for part in v.elsewhere]
    # requirements.txt, config.yaml, README.md: the program writes them, and nobody is asked to mend them
    left = [path for path in left if "/" in path or path.endswith(".py")]
    named = [*left, *(f.path for f in found.other_findings)]
    return faults + [f"'{path}' is no file of the repository" for path in named if planned and path not in planned]


def _verdict_faults(verdict: Verdict, n_lines: int) -> list[str]:
    faults = []
    if verdict.result in (*MET, "partly") and not verdict.lines:
        faults.append(f"{verdict.requirement}: '{verdict.result}' needs the lines that show it")
    for first, last in verdict.lines:
        if not 1 <= first <= last <= max(n_lines, 1):
            faults.append(f"{verdict.requirement}: lines {first}-{last} do not exist; the file has {n_lines}")
    if verdict.result in UNMET and not verdict.change:
        faults.append(f"{verdict.requirement}: '{verdict.result}' needs the smallest change that would meet it")
    if verdict.result != "met" and not verdict.reason.strip():
        lacking = "the reason that names the departure" if verdict.result in MET else "a reason with the evidence"
        faults.append(f"{verdict.requirement}: '{verdict.result}' needs {lacking}")
    return faults
