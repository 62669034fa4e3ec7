"""Quotes against the paper's text: what is sent back once, and what is marked afterwards."""

from collections.abc import Sequence

from papercoder.papers.quotes import PaperIndex, holds_value
from state.config import ConfigEntry
from state.grounding import Grounding
from state.paper import Paper
from state.plan import Plan, Requirement, RequirementStatus

__all__ = ["Evidence"]

_QUOTED = ("stated", "implied", "figure")


class Evidence:
    """Looks quotes up in one paper. `sent_back` makes a checker report quotes that are not found only once."""

    def __init__(self, paper: Paper) -> None:
        self._index = PaperIndex(paper)
        self._known = {"abstract", *(s.id for s in paper.sections)}
        self._cache: dict[tuple[str, str], Grounding] = {}

    def locate(self, quote: str, section: str) -> Grounding:
        """Return where the quote stands."""
        key = (quote, section)
        if key not in self._cache:
            self._cache[key] = self._index.locate(quote, section)
        return self._cache[key]

    def section_fault(self, section: str) -> str:
        """Return what is wrong with a section id, or nothing."""
        if section in self._known:
            return ""
        return f"section '{section}' does not exist; known: {', '.join(sorted(self._known))}"

    def requirement_faults(self, requirements: Sequence[Requirement]) -> list[str]:
        """Return the quotes of requirements that are not found, or found in another section."""
        return [
            f"{r.id}: {fault}"
            for r in requirements
            if r.status in _QUOTED and r.quote and (fault := self._quote_fault(r.quote, r.section))
        ]

    def entry_faults(self, entries: Sequence[ConfigEntry]) -> list[str]:
        """Return the stated config values whose evidence does not hold."""
        return [f"{e.key}: {fault}" for e in entries if e.provenance == "stated" and (fault := self._entry_fault(e))]

    def ground_plan(self, plan: Plan) -> Plan:
        """Attach to each quoted requirement where its quote was found, and correct the section."""
        return plan.model_copy(update={"requirements": tuple(self._ground(r) for r in plan.requirements)})

    def ground_entries(self, entries: Sequence[ConfigEntry]) -> tuple[ConfigEntry, ...]:
        """Attach the evidence of stated values; a value whose evidence does not hold becomes an assumption."""
        return tuple(self._ground_entry(e) for e in entries)

    def _quote_fault(self, quote: str, section: str) -> str:
        grounding = self.locate(quote, section)
        if grounding.result == "not found":
            return f"the quote {quote!r} is not in the paper's text; copy it word for word from the text as shown"
        if grounding.section != section:
            return f"the quote stands in section {grounding.section}, not in {section or 'none'}"
        return ""

    def _entry_fault(self, entry: ConfigEntry) -> str:
        if not entry.quote:
            return "`stated` needs the quote in which the value stands; without one it is `assumed`, with the reason"
        if fault := self._quote_fault(entry.quote, entry.section):
            return fault
        if image := self.locate(entry.quote, entry.section).image:
            return f"the quote is what a model read from the image of {image}; the value is `assumed`, with this reason"
        if not _holds(entry, entry.quote):
            return (
                f"the value {entry.value!r} does not stand in its quote {entry.quote!r}; quote the words that hold it"
            )
        return ""

    def _ground(self, requirement: Requirement) -> Requirement:
        if requirement.status not in _QUOTED or not requirement.quote:
            return requirement
        grounding = self.locate(requirement.quote, requirement.section)
        section = grounding.section or requirement.section
        update = {"grounding": grounding, "section": section, "status": _status(requirement, grounding)}
        return requirement.model_copy(update=update)

    def _ground_entry(self, entry: ConfigEntry) -> ConfigEntry:
        if entry.provenance != "stated":
            return entry.model_copy(update={"quote": "", "section": "", "grounding": None})
        grounding = self.locate(entry.quote, entry.section)
        if grounding.image:
            reason = (
                f"read by a model from the image of {grounding.image}: “{grounding.text}”; the text does not say it"
            )
            return entry.model_copy(update={"provenance": "assumed", "reason": reason, "grounding": grounding})
        if grounding.result == "not found" or not _holds(entry, grounding.text or entry.quote):
            reason = "given as stated, but the quote was not found or does not hold the value"
            return entry.model_copy(
                update={"provenance": "assumed", "reason": reason, "grounding": grounding, "section": ""}
            )
        return entry.model_copy(update={"grounding": grounding, "section": grounding.section})


def _holds(entry: ConfigEntry, text: str) -> bool:
    """Return whether the words hold the value; the name of a reading is ours, and no word of the paper."""
    named = bool(entry.switches) and isinstance(entry.value, str | bool)
    return named or holds_value(text, entry.value)


def _status(requirement: Requirement, grounding: Grounding) -> RequirementStatus:
    """Return the status that the place of the quote allows: what was read from an image is never stated."""
    if grounding.image:
        return "figure"
    return "stated" if requirement.status == "figure" else requirement.status
