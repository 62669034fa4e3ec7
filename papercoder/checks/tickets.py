"""What is sent to repair: a ticket per file, for what the gates found and for what an audit found unmet."""

from collections.abc import Mapping, Sequence

from state.audit import Verdict
from state.files import FileState
from state.findings import Finding, Ticket
from state.value import Json

__all__ = ["met_requirements", "tickets_for", "tickets_of"]


def tickets_of(findings: list[Finding], files: Mapping[str, FileState]) -> list[Ticket]:
    """Return one ticket for each file with a finding of severity error, files that could not be written included."""
    writable = {path for path, file in files.items() if file.get("source") or file.get("contract")}
    faulty = [f.path for f in findings if f.severity == "error" and f.path in writable]
    return [
        Ticket(
            path=path,
            findings=tuple(f for f in findings if f.path == path and f.severity != "note"),
            protected=met_requirements(files[path]),
        )
        for path in dict.fromkeys(faulty)
    ]


def tickets_for(files: Mapping[str, FileState], findings: Sequence[Json]) -> list[Ticket]:
    """Return one ticket for each written file with an unmet requirement."""
    tickets = []
    for path, file in files.items():
        verdicts = [Verdict.from_json(v) for v in file.get("verdicts", [])]
        unmet = tuple(v for v in verdicts if v.result in ("partly", "missing"))
        if unmet and file.get("source"):
            found = tuple(Finding.from_json(f) for f in findings if f["path"] == path and f["severity"] != "note")
            met = tuple(v.requirement for v in verdicts if v.result == "met")
            tickets.append(Ticket(path=path, findings=found, verdicts=unmet, protected=met))
    return tickets


def met_requirements(file: FileState) -> tuple[str, ...]:
    """Return the requirements that the newest audit of a file found met."""
    return tuple(v["requirement"] for v in file.get("verdicts", []) if v["result"] == "met")
