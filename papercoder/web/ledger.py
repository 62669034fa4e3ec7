"""The requirement ledger as a page shows it: owner, verdict, the lines that show it, and counts for the filters."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from papercoder.verdicts import verdicts_of
from state.audit import Verdict, worst
from state.plan import Plan, Requirement

__all__ = ["CodeLines", "LedgerRow", "counts", "filtered", "ledger_rows"]

_RAN = {"yes": "its lines ran", "in part": "its lines ran in part", "no": "its lines did not run"}


@dataclass(frozen=True)
class CodeLines:
    """Lines of a file that show a requirement."""

    path: str
    first: int
    last: int


@dataclass(frozen=True)
class LedgerRow:
    """One requirement with what the run knows of it.

    Args:
        requirement: As the planner wrote it.
        owner: The file that owns it; empty where it is left out.
        left_out: Why it is not implemented; empty where it is.
        verdict: The worst that the audits of its files make of it, 'left out' or 'not audited'.
        reason: The auditors' words.
        places: Lines that show it.
        ran: Whether those lines ran in the trial: 'yes', 'in part', 'no'; empty where that was not measured.
        missed: Lines cited that did not run, by path.
    """

    requirement: Requirement
    owner: str
    left_out: str
    verdict: str
    reason: str
    places: tuple[CodeLines, ...]
    ran: str = ""
    missed: tuple[tuple[str, tuple[int, ...]], ...] = ()

    @property
    def evidence(self) -> str:
        """The verdict with what it rests on: its lines ran in the smoke test, or a verdict comes from reading alone."""
        read = f"read: {self.verdict}" if self.verdict not in {"left out", "not audited"} else self.verdict
        return f"{_RAN[self.ran]}; {read}" if self.ran else read


def ledger_rows(values: Mapping[str, Any]) -> list[LedgerRow]:
    """Return the ledger in the planner's order; nothing where it is not written yet."""
    if not values.get("plan"):
        return []
    architecture = values.get("architecture") or {}
    owners = {i: file["path"] for file in architecture.get("files", ()) for i in file.get("owns", ())}
    left_out = {x["requirement"]: x["reason"] for x in architecture.get("left_out", ())}
    verdicts: dict[str, list[tuple[str, Verdict]]] = {}
    for path, found in verdicts_of(values.get("files") or {}).items():
        for verdict in found:
            verdicts.setdefault(verdict.requirement, []).append((path, verdict))
    plan = Plan.from_json(values["plan"])
    reached: dict[str, list[Mapping[str, Any]]] = {}
    for reach in (values.get("trial") or {}).get("reached") or ():
        reached.setdefault(reach["requirement"], []).append(reach)
    return [
        _row(r, owners.get(r.id, ""), left_out.get(r.id, ""), verdicts.get(r.id, []), reached.get(r.id, []))
        for r in plan.requirements
    ]


def _row(
    requirement: Requirement,
    owner: str,
    left_out: str,
    verdicts: Sequence[tuple[str, Verdict]],
    reached: Sequence[Mapping[str, Any]],
) -> LedgerRow:
    usual = "left out" if left_out else "not audited"
    return LedgerRow(
        requirement,
        owner,
        left_out,
        worst(v.result for _, v in verdicts) or usual,
        " ".join(_said(v) for _, v in verdicts).strip(),
        tuple(CodeLines(path, first, last) for path, v in verdicts for first, last in v.lines),
        _ran([str(reach["ran"]) for reach in reached]),
        tuple((str(reach["path"]), tuple(reach["missed"])) for reach in reached if reach.get("missed")),
    )


def _said(verdict: Verdict) -> str:
    """Return the auditor's words, with what they leave to other files."""
    left = [f"Left to {part.path}: {part.what}" for part in verdict.elsewhere]
    return " ".join([verdict.reason, *left]).strip()


def _ran(found: Sequence[str]) -> str:
    """Return whether the lines of all files ran; what holds nothing that could run says nothing."""
    told = {ran for ran in found if ran in _RAN}
    return next(iter(told)) if len(told) == 1 else "in part" if told else ""


def filtered(rows: Sequence[LedgerRow], wanted: Mapping[str, str]) -> list[LedgerRow]:
    """Return the rows that fit `kind`, `weight`, `verdict` and `owner`, and have the words of `q`."""
    words = wanted.get("q", "").lower()
    return [
        row
        for row in rows
        if all(wanted.get(name, "") in {"", value} for name, value in _fields(row).items())
        and words in f"{row.requirement.id} {row.requirement.statement}".lower()
    ]


def counts(rows: Sequence[LedgerRow]) -> dict[str, dict[str, int]]:
    """Return for each filter its values with the number of rows."""
    found: dict[str, Counter[str]] = {name: Counter() for name in ("kind", "weight", "verdict", "ran", "owner")}
    for row in rows:
        for name, value in _fields(row).items():
            found[name][value] += 1
    return {name: {value: count for value, count in counter.items() if value} for name, counter in found.items()}


def _fields(row: LedgerRow) -> dict[str, str]:
    requirement = row.requirement
    return {
        "kind": requirement.kind,
        "weight": requirement.weight,
        "verdict": row.verdict,
        "ran": row.ran,
        "owner": row.owner,
    }
