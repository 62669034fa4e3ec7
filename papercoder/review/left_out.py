"""Requirements that a person leaves out of the repository: as sent or typed, checked, and taken out of the design."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from papercoder.review.fit import nearest
from papercoder.review.problem import ReviewProblem
from papercoder.review.scalars import safe_text
from state.architecture import Architecture, LeftOut
from state.logic import LogicDesign
from state.plan import Plan

__all__ = [
    "Ledger",
    "architecture_without",
    "check_wishes",
    "ledger_of",
    "logic_without",
    "make_ledger",
    "no_requirement",
    "read_keep",
    "read_leave_out",
    "reasons_by_id",
    "take_back",
]

_SHAPE = (
    "`leave_out` must name requirements with the reason for each, "
    'as in {"leave_out": {"R12": "the data is not public"}}.'
)
# `R12`, `R12 R13`, `R12, R13 and R14`; no letter may follow, or `R12x` would be taken for R12.
_IDS = r"(R\d+(?:(?:\s*,\s*|\s+)(?:and\s+)?R\d+)*)(?!\w)"
# Ids, a colon, comma, dash or nothing, and the reason.
_REASONED = re.compile(rf"{_IDS}\s*[:,;=-]?\s*(.*)", re.IGNORECASE)
_LEAVE = re.compile(r"leave\s+out\s+(.*)", re.IGNORECASE)
_KEEP = re.compile(rf"keep\s+{_IDS}\s*[.!]?", re.IGNORECASE)
# A paragraph; README.md and TRACE.md show each reason in a table's cell.
_LONGEST = 1_000


@dataclass(frozen=True)
class Ledger:
    """What a person may leave out.

    Args:
        ids: The requirements of the plan, in order.
        left_out: Reasons of those that the design leaves out already, by id.
        wishes: Reasons of those that the person has left out in this review so far, by id; not in the design yet.
    """

    ids: tuple[str, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    wishes: Mapping[str, str] = field(default_factory=dict)


def ledger_of(plan: Plan, architecture: Architecture, asked: object = None) -> Ledger:
    """Return the ledger of a design; `asked` is what the person has asked for so far, as it came."""
    left_out = {x.requirement: x.reason for x in architecture.left_out}
    return make_ledger((r.id for r in plan.requirements), left_out, asked)


def make_ledger(ids: Iterable[str], left_out: Mapping[str, str], asked: object = None) -> Ledger:
    """Return a ledger; of `asked`, as it came, only what can be done becomes its wishes."""
    bare = Ledger(tuple(ids), left_out)
    try:
        wishes, _ = _sorted_out(reasons_by_id(asked), bare)
    except ReviewProblem:
        wishes = {}
    return Ledger(bare.ids, left_out, wishes)


def reasons_by_id(data: object) -> dict[str, object]:
    """Return the reason by requirement id, not checked yet.

    Args:
        data: A mapping, a list of `requirement` and `reason`, the JSON text of either, or lines such as `R12: reason`.

    Raises:
        ReviewProblem: it is none of these.
    """
    if data is None or data == "":
        return {}
    if isinstance(data, Mapping):
        return {_id(key): reason for key, reason in data.items()}
    if isinstance(data, list) and all(isinstance(x, Mapping) and isinstance(x.get("requirement"), str) for x in data):
        return {_id(x["requirement"]): x.get("reason", "") for x in data}
    if isinstance(data, str):
        return _of_text(data)
    raise ReviewProblem(_SHAPE, leave_out=data)


def check_wishes(wishes: Mapping[str, object], ledger: Ledger) -> dict[str, str]:
    """Return the reasons by requirement id, in the ledger's order; what is left out already needs no wish.

    Raises:
        ReviewProblem: a requirement is unknown (the nearest known one is named) or has no reason.
    """
    good, faults = _sorted_out(wishes, ledger)
    if faults:
        raise ReviewProblem(" ".join(faults), leave_out=dict(wishes))
    return good


def read_leave_out(line: str) -> dict[str, str] | None:
    """Return the reason by id of a typed `leave out R12 R13 reason`; None where the line is something else."""
    match = _LEAVE.fullmatch(line.strip())
    return _reasoned(match[1]) if match else None


def read_keep(line: str) -> list[str]:
    """Return the ids of a typed `keep R12 R13`; nothing where the line is something else."""
    match = _KEEP.fullmatch(line.strip())
    return _ids(match[1]) if match else []


def take_back(wishes: Mapping[str, str], ids: Iterable[str]) -> dict[str, str]:
    """Return the wishes without these.

    Raises:
        ReviewProblem: one of them is no wish of this review.
    """
    wrong = [i for i in ids if i not in wishes]
    if wrong:
        raise ReviewProblem(f"{', '.join(wrong)}: you have not left this out, so there is nothing to take back.")
    return {i: reason for i, reason in wishes.items() if i not in set(ids)}


def architecture_without(architecture: Architecture, wishes: Mapping[str, str]) -> Architecture:
    """Return the architecture with these left out; no file owns, and no command obtains, what they alone need."""
    added = [LeftOut(requirement=i, reason=f"decided by the reviewer: {why}") for i, why in wishes.items()]
    left_out = (*architecture.left_out, *added)
    gone = {x.requirement for x in left_out}
    files = [f.model_copy(update={"owns": tuple(i for i in f.owns if i not in gone)}) for f in architecture.files]
    data = [d for d in architecture.data if not d.requirements or set(d.requirements) - gone]
    return architecture.model_copy(update={"files": tuple(files), "left_out": left_out, "data": tuple(data)})


def logic_without(logic: LogicDesign, architecture: Architecture) -> LogicDesign:
    """Return the logic design without the requirements that the architecture leaves out."""
    gone = {x.requirement for x in architecture.left_out}
    files = [
        f.model_copy(update={"requirements": tuple(i for i in f.requirements if i not in gone)}) for f in logic.files
    ]
    return logic.model_copy(update={"files": tuple(files)})


def no_requirement(name: str, ledger: Ledger) -> str:
    """Say that there is no such requirement, and which one is nearest."""
    number = re.search(r"\d+", name)
    meant = f"R{number[0]}" if number else ""
    likely = meant if meant in ledger.ids else nearest(name, ledger.ids)
    held = f" The ledger holds {ledger.ids[0]} to {ledger.ids[-1]}." if ledger.ids else ""
    return f"There is no requirement {safe_text(name, 20)!r}.{f' The nearest is {likely}.' if likely else ''}{held}"


def _of_text(text: str) -> dict[str, object]:
    if text.lstrip().startswith(("{", "[")):
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ReviewProblem(_SHAPE, leave_out=text) from error
        return reasons_by_id(data)
    found: dict[str, object] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        typed = read_leave_out(line) or _reasoned(line)
        if typed is None:
            raise ReviewProblem(_SHAPE, leave_out=text)
        found |= typed
    return found


def _reasoned(text: str) -> dict[str, str] | None:
    match = _REASONED.fullmatch(text)
    return dict.fromkeys(_ids(match[1]), match[2].strip()) if match else None


def _ids(text: str) -> list[str]:
    return [name.upper() for name in re.findall(r"R\d+", text, re.IGNORECASE)]


def _id(name: object) -> str:
    return str(name).strip().upper()


def _sorted_out(wishes: Mapping[str, object], ledger: Ledger) -> tuple[dict[str, str], list[str]]:
    """Return the wishes that can be met, in the ledger's order, and what is wrong with the others."""
    open_ones = {i: reason for i, reason in wishes.items() if i not in ledger.left_out}
    faults = {i: fault for i, reason in open_ones.items() if (fault := _fault(i, reason, ledger))}
    good = {i: safe_text(str(open_ones[i]), _LONGEST) for i in ledger.ids if i in open_ones and i not in faults}
    return good, list(faults.values())


def _fault(name: str, reason: object, ledger: Ledger) -> str:
    if name not in ledger.ids:
        return no_requirement(name, ledger)
    if not isinstance(reason, str) or not safe_text(reason, _LONGEST):
        return f"{name} needs a reason in words, which README.md and TRACE.md will show."
    if len(reason) > _LONGEST:
        return (
            f"The reason for {name} has {len(reason)} characters; {_LONGEST} at most fit into README.md and TRACE.md."
        )
    return ""
