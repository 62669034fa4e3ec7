"""Everything a finished run knows, and its ledger joined row by row: requirement, owner, verdict, lines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from papercoder.trees import enclosing
from papercoder.verdicts import unjudged
from papercoder.workspace.pages.places import PaperPlace, place_of, section_name
from state.architecture import Architecture
from state.audit import MET, Elsewhere, Verdict, worst
from state.config import Config, ConfigEntry
from state.logic import LogicDesign
from state.paper import Paper
from state.plan import KINDS, Plan, Requirement
from state.status import Coverage, Report
from state.trial import Ran

__all__ = ["Bundle", "TraceRow"]

NOT_CHECKED, LEFT_OUT = "not checked", "left out"


@dataclass(frozen=True)
class TraceRow:
    """One requirement with all that is known of it."""

    requirement: Requirement
    place: PaperPlace
    file: str
    verdict: str
    function: str = ""
    lines: tuple[tuple[int, int], ...] = ()
    reason: str = ""
    round: int | None = None
    amended: str = ""
    ran: Ran = "not run"
    missed: tuple[int, ...] = ()
    left_to: tuple[Elsewhere, ...] = ()

    @property
    def section(self) -> str:
        """Id of the section; empty where only a float that no section refers to has the words."""
        return self.place.section


@dataclass(frozen=True)
class Bundle:
    """What the packager puts together."""

    files: Mapping[str, str]
    paper: Paper
    plan: Plan
    architecture: Architecture
    logic: LogicDesign
    config: Config
    report: Report
    version: str
    verdicts: Mapping[str, Sequence[Verdict]] = field(default_factory=dict)
    rounds: Mapping[str, int] = field(default_factory=dict)
    amended: Mapping[str, str] = field(default_factory=dict)

    def rows(self) -> tuple[TraceRow, ...]:
        """Return the ledger's rows in its order."""
        return tuple(self._row(requirement) for requirement in self.plan.requirements)

    def section_name(self, section_id: str) -> str:
        """Return number and title of a section, or its id where the paper has none of that id."""
        return section_name(self.paper, section_id)

    def assumptions(self) -> tuple[tuple[ConfigEntry, str], ...]:
        """Return the config entries that the paper does not support, each with the reason."""
        return tuple((entry, reason) for entry in self.config.entries if (reason := _assumed(entry)))

    def coverage(self) -> tuple[Coverage, ...]:
        """Return the report's counts per kind, or the same counted from the rows where it has none."""
        return self.report.coverage or tuple(_counted(self.rows()))

    def _row(self, requirement: Requirement) -> TraceRow:
        place = place_of(self.paper, requirement)
        left_out = next((x for x in self.architecture.left_out if x.requirement == requirement.id), None)
        path = self.architecture.owner(requirement.id) or ""
        if left_out and not path:
            return TraceRow(requirement, place, "", LEFT_OUT, reason=left_out.reason)
        verdict = self._verdict(requirement.id, path)
        if verdict is None:
            return TraceRow(requirement, place, path, NOT_CHECKED, round=self.rounds.get(path))
        length = self.files.get(path, "").count("\n")
        lines = tuple((first, last) for first, last in verdict.lines if 1 <= first <= last <= length)
        trial = self.report.trial
        reached = (
            next((r for r in trial.reached if r.requirement == requirement.id and r.path == path), None)
            if trial
            else None
        )
        return TraceRow(
            requirement,
            place,
            path,
            verdict.result,
            verdict.function or enclosing(self.files.get(path, ""), lines),
            lines,
            verdict.reason,
            self.rounds.get(path),
            self.amended.get(requirement.id, ""),
            ran=reached.ran if reached else "not run",
            missed=reached.missed if reached else (),
            left_to=unjudged(self.verdicts).get(requirement.id, ()),
        )

    def _verdict(self, requirement: str, owner: str) -> Verdict | None:
        """Return the owner's verdict, with the result of another file that has a part in it where that is worse."""
        said = [(path, v) for path, found in self.verdicts.items() for v in found if v.requirement == requirement]
        own = next((v for path, v in said if path == owner), None)
        result = worst(v.result for _, v in said)
        if own is None or own.result == result:
            return own
        path, other = next((path, v) for path, v in said if v.result == result)
        return own.model_copy(update={"result": result, "reason": f"{other.reason} ({path})"})


def _assumed(entry: ConfigEntry) -> str:
    if entry.provenance == "assumed":
        return entry.reason or "the paper does not give it"
    if entry.provenance == "stated" and entry.grounding and entry.grounding.result == "not found":
        return "given as stated, but its quote was not found in the paper"
    return entry.note if entry.provenance == "stated" else ""


def _counted(rows: Sequence[TraceRow]) -> Iterator[Coverage]:
    for kind in KINDS:
        results = [row.verdict for row in rows if row.requirement.kind == kind]
        if results:
            met = sum(result in MET for result in results)
            partly, missing, left_out = (results.count(x) for x in ("partly", "missing", LEFT_OUT))
            yield Coverage(
                kind=kind,
                total=len(results),
                met=met,
                partly=partly,
                missing=missing,
                left_out=left_out,
                not_checked=len(results) - met - partly - missing - left_out,
            )
