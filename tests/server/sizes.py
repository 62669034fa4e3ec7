"""Answers as long as those of a recorded run: text fields are filled up, what is checked stays as it is."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import Field

from state.review import Issue
from state.value import Value
from tests.server.ledger import part_of, share_of
from tests.server.project import Project, ProjectFile
from tests.server.request import Asked

__all__ = [
    "MENDS", "FileSizes", "Sizes", "edits_for", "issue_for", "mending_for", "sized_json",
    "sized_source",
]  # fmt: skip

_CHARS = 4
_COMPACT = (",", ":")
_RANK = {"package": 0, "script": 1, "data": 2, "module": 3, "entry": 4}
_WORKED_OUT = 0.46
"""Share of what is settled for all files that works out single requirements: 550 of 1,186 tokens in the example."""
_REVISION = "\n## Revision\n"
MENDS = "`edits` mends all of it"
"""What stands in the task of a critic that mends what it finds."""
_UNREAD = "nobody but its author has read it"
"""What stands in the task of an analyst who reads the design as its critic."""


class FileSizes(Value):
    """Tokens of the answers about one file."""

    contract: int = Field(ge=0)
    code: int = Field(ge=0)
    audit: int = Field(ge=0)
    docstring: bool = Field(default=False, description="Whether the file only holds one.")


class Sizes(Value):
    """Tokens of every kind of answer in a recorded run."""

    first: dict[str, int] = Field(description="First answers of the planning agents.")
    revised: dict[str, int] = Field(description="Their answers after a critique, by agent; absent = nothing to mend.")
    critique: dict[str, int] = Field(description="What the critic answered, by agent.")
    found: float = Field(
        default=1.0, description="Share of a critique that says what is wrong; the rest says what is to change."
    )
    edited: dict[str, int] = Field(default={}, description="Revisions that answer with edits, by agent.")
    metrics: int = Field(default=0, ge=0, description="Part of the plan that lists metrics.")
    outline: int = Field(default=0, ge=0, description="Of a plan in parts: the plan without its ledger.")
    sections: tuple[int, ...] = Field(default=(), description="The parts of its ledger, in the order of the paper.")
    merge: int = Field(default=0, ge=0, description="The edits that make one ledger of them.")
    parts: dict[str, float] = Field(
        default={"pitfalls": 1.0}, description="Share of a contract by field; adds up to 1."
    )
    brief_parts: dict[str, float] = Field(default={}, description="The same of a brief contract.")
    shorter: dict[str, float] = Field(
        default={}, description="Length of an answer in the form of today as a share of the recorded one, by agent."
    )
    together: float = Field(
        default=0.15,
        description="What one analyst settles for all files, as a share of the contracts in their long form: 2,741 "
        "tokens against 18,100 on one paper, 1,176 against 18,800 on the example; the larger share.",
    )
    settled: int = Field(default=0, ge=0, description="The same as it was recorded; 0 = the share tells it.")
    settled_unread: int = Field(
        default=0,
        ge=0,
        description="The same with the edits of a design that only its author has read, as it was recorded; 0 = as "
        "many edits as the design's own revision has are added.",
    )
    files: tuple[FileSizes, ...] = Field(min_length=1)

    def of(self, project: Project, file: ProjectFile) -> FileSizes:
        """Return the sizes for a file: the project's small files take the small ones of the recorded run.

        Its packages share what was written for files that only hold a docstring; every other size is taken once, by two
        files' worth for the smallest where the project has fewer.
        """
        recorded = sorted(self.files, key=lambda f: f.code)
        marks = [size for size in recorded if size.docstring]
        packages = [f for f in project.files if f.kind == "package"]
        if file.kind == "package" and marks:
            return _sum(marks, len(packages))
        rest = [size for size in recorded if not size.docstring]
        ours = sorted((f for f in project.files if f not in packages), key=lambda f: (_RANK[f.kind], f.index))
        at = [f.path for f in ours].index(file.path)
        taken = [size for slot, size in enumerate(rest) if slot * len(ours) // len(rest) == at]
        return _sum(taken) if taken else rest[at * len(rest) // len(ours)]


def _sum(sizes: Sequence[FileSizes], among: int = 1) -> FileSizes:
    """Return several sizes as one, or as the share of one file among several."""
    return FileSizes(
        contract=sum(size.contract for size in sizes) // among,
        code=sum(size.code for size in sizes) // among,
        audit=sum(size.audit for size in sizes) // among,
    )


_SHORTER = {
    "architect": (("architect", "- `sequence`: one full run"),),
    "auditor": (("auditor", "left out for what is plainly `met`"),),
    "analyst": (("analyst", "A program puts role, interface and statements into the contract"),),
    "logic-designer": (("logic-designer", "what one of them states, or a remark of the interface says, is not said"),),
    "planner": (
        ("planner", "Formulas, constants, data, experiments and protocol stand in the requirements, once"),
        ("ledger", "without the field, a requirement with a quote is stated"),
    ),
    "config-writer": (("config-writer", "its name is the provenance, its text the evidence"),),
}
"""What stands in a request that asks for the shorter form of an answer, and the name of that form; the first counts."""


def issue_for(agent: str, sizes: Sizes) -> Issue:
    """Return what the critic finds: the agent revises where it did in the recorded run."""
    where = {"planner": "method", "architect": "approach", "logic-designer": "shared_knowledge"}.get(agent, "seed")
    severity = "medium" if agent in sizes.revised else "low"
    said = {"problem": "A detail is left out.", "change": "Name it."}
    return Issue.from_json({"severity": severity, "where": where, **said})


_EDITED: dict[str, tuple[str, ...]] = {
    "planner": ("method",),
    "architect": ("files", "main.py", "purpose"),
    "logic-designer": ("shared_knowledge",),
    "config-writer": ("entries", "seed", "chosen"),
}
"""A place of each artifact that no check compares with anything."""


def edits_for(sizes: Sizes, asked: Asked) -> dict[str, Any] | None:
    """Return a revision in edits, as long as the recorded change; None where none is asked for."""
    if asked.agent not in sizes.edited or _REVISION not in asked.task or '{"edits"' not in asked.task:
        return None
    value = "As the critic says." + _filler(sizes.edited[asked.agent] * _CHARS - 120)
    return {"edits": [{"op": "replace", "at": list(_EDITED[asked.agent]), "value": value}]}


def mending_for(found: Sequence[Issue], sizes: Sizes, asked: Asked) -> dict[str, Any]:
    """Return a critique that holds the edits: as long as what the recorded one found and what its author changed."""
    issues = [issue.model_dump(exclude={"change"}) for issue in found]
    _fill(issues, [(issue, "problem") for issue in issues], round(sizes.critique[asked.subject] * sizes.found))
    if asked.subject not in sizes.revised:
        return {"issues": issues}
    value = "As the critic has it." + _filler(sizes.edited[asked.subject] * _CHARS - 120)
    return {"issues": issues, "edits": [{"op": "replace", "at": list(_EDITED[asked.subject]), "value": value}]}


def sized_json(data: dict[str, Any], sizes: Sizes, project: Project, asked: Asked) -> dict[str, Any]:
    """Return the answer with its text fields filled up to the recorded length."""
    if part_of(asked):
        return _sized_part(data, sizes, asked)
    if asked.agent == "planner" and sizes.metrics:
        _fill(data["metrics"], [(metric, "meaning") for metric in data["metrics"]], sizes.metrics)
    if asked.agent == "analyst" and asked.subject == "all":
        return _sized_settled(data, sizes, unread=_UNREAD in asked.task)
    wanted = _wanted(sizes, project, asked)
    if asked.agent == "analyst":
        _fill_contract(data, sizes.parts if _share(sizes, asked) == 1 else sizes.brief_parts, wanted)
    _fill(data, list(_places(data, asked.agent)), wanted)
    return data


def _sized_settled(data: dict[str, Any], sizes: Sizes, unread: bool) -> dict[str, Any]:
    """Return what is settled for all files, with edits of the design where only its author has read it."""
    settled = sizes.settled or round(sum(file.contract for file in sizes.files) * sizes.together)
    _fill(data["worked_out"], [(one, "what") for one in data["worked_out"]], round(settled * _WORKED_OUT))
    _fill(data, [(rule, "rule") for rule in data["rules"]], settled)
    if unread:
        more = max(sizes.settled_unread - settled, 0)
        edits = more if sizes.settled_unread else sizes.edited.get("logic-designer", 0)
        text = "The rows keep their order." + _filler(edits * _CHARS - 90)
        data["design_edits"] = [{"where": "shared_knowledge", "before": "", "after": text}]
    return data


def _sized_part(data: dict[str, Any], sizes: Sizes, asked: Asked) -> dict[str, Any]:
    """Return a part of the plan as long as the recorded one; as it is where the recorded plan was one answer."""
    if not sizes.sections:
        return data
    if "edits" in data:
        _fill(data, [(edit, "value") for edit in data["edits"]], sizes.merge)
    elif "requirements" in data:
        wanted = round(share_of(asked, sizes.sections) * _share(sizes, asked))
        _fill(data, [(one, "statement") for one in data["requirements"]], wanted)
    else:
        _fill(data["metrics"], [(metric, "meaning") for metric in data["metrics"]], sizes.metrics)
        _fill(data, [(data, "method")], round(sizes.outline * _share(sizes, asked)))
    return data


def _fill_contract(data: dict[str, Any], parts: dict[str, float], tokens: int) -> None:
    """Fill the fields of a contract up to their shares; what a file has no place for goes to its pitfalls."""
    wanted = {name: round(share * tokens) for name, share in parts.items() if data.get(name)}
    for name, text in (("obligations", "what"), ("signatures", "meaning")):
        _fill(data.get(name, []), [(one, text) for one in data.get(name, [])], wanted.get(name, 0))
    _fill(data["steps"], [(data["steps"], at) for at in range(len(data["steps"]))], wanted.get("steps", 0))
    if share := parts.get("must_not"):
        data["must_not"] = ["Leave a row out."]
        _fill(data["must_not"], [(data["must_not"], 0)], round(share * tokens))


def _wanted(sizes: Sizes, project: Project, asked: Asked) -> int:
    if asked.agent in {"analyst", "auditor"}:
        of_file = sizes.of(project, project.by_path[asked.subject])
        whole = of_file.contract if asked.agent == "analyst" else of_file.audit
        return round(whole * _share(sizes, asked))
    if asked.agent == "critic":
        return sizes.critique.get(asked.subject, 0)
    first = sizes.first.get(asked.agent, 0)
    whole = sizes.revised.get(asked.agent, first) if _REVISION in asked.task else first
    return round(whole * _share(sizes, asked))


def _share(sizes: Sizes, asked: Asked) -> float:
    """Return how long the answer is in the form that the request asks for, as a share of the recorded one."""
    found = (sizes.shorter.get(form, 1.0) for form, mark in _SHORTER.get(asked.agent, ()) if mark in asked.task)
    return next(found, 1.0)


def _places(data: dict[str, Any], agent: str) -> Iterator[tuple[Any, Any]]:
    """Yield the text fields that no check compares with anything, as holder and key."""
    if agent == "planner":
        yield from ((requirement, "statement") for requirement in data["requirements"])
    elif agent == "architect":
        yield data, "approach"
    elif agent == "logic-designer":
        yield from ((file, "role") for file in data["files"])
    elif agent == "config-writer":
        yield from ((entry, name) for entry in data["entries"] for name in ("assumed", "chosen") if name in entry)
    elif agent == "analyst":
        data["pitfalls"].append("The rows keep their shape.")
        yield data["pitfalls"], len(data["pitfalls"]) - 1
    elif agent == "auditor":
        yield from ((verdict, "reason") for verdict in data["verdicts"])
    elif agent == "critic":
        yield from ((issue, "problem") for issue in data["issues"])


def _fill(whole: Any, places: list[tuple[Any, Any]], tokens: int) -> None:
    room = tokens * _CHARS - len(json.dumps(whole, ensure_ascii=False, separators=_COMPACT))
    for at, (holder, key) in enumerate(places):
        holder[key] += _filler(room * (at + 1) // len(places) - room * at // len(places))


def _filler(chars: int) -> str:
    """Return so many characters; cut off, for what many places add up to would else be a twentieth too long."""
    text, number = "", 0
    while len(text) < chars:
        number += 1
        text += f" Detail {number} is as the paper has it."
    return text[: max(chars, 0)]


def sized_source(text: str, file: ProjectFile, tokens: int) -> str:
    """Return the file's text with comments up to the length; in Python inside a function, interfaces do not grow."""
    anchors = {"module": "    centre = summarise_", "entry": "    config = load_config("}
    head, mark, tail = text.partition(anchors.get(file.kind, "\n"))
    head, mark = (head, mark) if file.kind in anchors else (head + mark, "")
    indent = "    " if file.kind in anchors else ""
    lines: list[str] = []
    room = tokens * _CHARS - len(text)
    while room > 0:
        lines.append(
            f"{indent}# Remark {len(lines) + 1}: the order matters here, since the values are not yet bounded.\n"
        )
        room -= len(lines[-1])
    return f"{head}{''.join(lines)}{mark}{tail}"
