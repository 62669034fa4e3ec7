"""What is sent to repair: a ticket per file, for what the gates found and for what an audit found unmet."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from state.audit import MET, UNMET, Verdict
from state.files import FileState
from state.findings import Finding, Severity, Ticket
from state.value import Json

__all__ = ["left_as_is", "met_requirements", "said_finding", "said_verdict", "tickets_for", "tickets_of"]


_BY_AN_AUDITOR = "audit"
"""Stands where a gate's findings name their rule."""


def tickets_of(findings: list[Finding], files: Mapping[str, FileState]) -> list[Ticket]:
    """Return one ticket for each file with a finding of severity error, files that could not be written included."""
    writable = {path for path, file in files.items() if file.get("source") or file.get("contract")}
    faulty = [f.path for f in findings if f.severity == "error" and f.path in writable]
    tickets = [
        Ticket(
            path=path,
            findings=tuple(f for f in findings if f.path == path and f.severity != "note"),
            protected=met_requirements(files[path]),
        )
        for path in dict.fromkeys(faulty)
    ]
    return [ticket for ticket in tickets if not _answered(ticket, files)]


def tickets_for(files: Mapping[str, FileState], findings: Sequence[Json]) -> list[Ticket]:
    """Return one ticket for each written file with an unmet requirement, or with a grave finding of an auditor.

    Lesser findings of auditors go along where there is a ticket anyway.
    """
    seen = _auditors_findings(files)
    tickets = []
    for path, file in files.items():
        verdicts = [Verdict.from_json(v) for v in [*file.get("verdicts", []), *file.get("shared", [])]]
        unmet = tuple(v for v in verdicts if v.result in UNMET)
        told = [f for f in seen if f.path == path]
        if file.get("source") and (unmet or any(f.severity == "error" for f in told)):
            found = [Finding.from_json(f) for f in findings if f["path"] == path and f["severity"] != "note"]
            met = tuple(dict.fromkeys(v.requirement for v in verdicts if v.result in MET))
            tickets.append(Ticket(path=path, findings=(*found, *told), verdicts=unmet, protected=met))
    return [ticket for ticket in tickets if not _answered(ticket, files)]


def left_as_is(ticket: Ticket, source: str) -> str:
    """Return what a file keeps of a ticket that its author answered with an objection alone.

    The same ticket for the same text would get the same answer, and take a round from what can be mended.
    """
    asked = [part.to_json() for part in (*ticket.findings, *ticket.verdicts)]
    return hashlib.sha256(json.dumps([source, asked], sort_keys=True).encode()).hexdigest()


def _answered(ticket: Ticket, files: Mapping[str, FileState]) -> bool:
    file = files[ticket.path]
    return "left" in file and file["left"] == left_as_is(ticket, file.get("source", ""))


def met_requirements(file: FileState) -> tuple[str, ...]:
    """Return the requirements that the newest audit of a file found met."""
    return tuple(v["requirement"] for v in file.get("verdicts", []) if v["result"] in MET)


def _auditors_findings(files: Mapping[str, FileState]) -> list[Finding]:
    """Return what auditors found beside their requirements, where the file is still the one they spoke of."""
    severities: dict[str, Severity] = {"high": "error", "medium": "warning"}
    return [
        Finding(
            path=said["path"],
            rule=_BY_AN_AUDITOR,
            severity=severities[said["severity"]],
            message=f"{said['what']} Smallest change: {said['change']}",
        )
        for file in files.values()
        for said in file.get("other_findings", [])
        if said["severity"] in severities and files.get(said["path"], {}).get("source") == said["source"]
    ]


def said_finding(finding: Finding) -> str:
    """Return a finding as the coder reads it."""
    place = f"line {finding.line}, " if finding.line else ""
    return f"- {place}{finding.rule} ({finding.severity}): {finding.message}"


def said_verdict(verdict: Verdict) -> str:
    """Return a verdict as the coder reads it."""
    change = f" Smallest change: {verdict.change}" if verdict.change else ""
    return f"- {verdict.requirement} ({verdict.result}): {verdict.reason}{change}"
