"""The answers of a recording under the defaults, and forms of them that models use: none may be refused."""

import asyncio
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from agents.config_writer import entry_checker
from benchmarks.agreement.example import FOLDER, example
from papercoder.checks.audits import AuditedFile, audit_faults
from papercoder.checks.one_file import Surroundings, errors_in
from papercoder.models.reading import JsonReader
from papercoder.papers.evidence import Evidence
from papercoder.papers.quoting.ledger import plan_checker
from papercoder.papers.read import read_paper
from papercoder.workspace.answers import parse_file
from papercoder.workspace.designed.architecture import architecture_faults
from papercoder.workspace.designed.logic import logic_faults
from papercoder.workspace.edits import parse_repair
from papercoder.workspace.objections import without_objections
from papercoder.workspace.requirements import requirements_for
from state.audit import Audit
from state.paper import Paper
from state.plan import Plan

MADE = example()
LEDGER = {r.id: r for r in MADE.plan.requirements}


@cache
def paper() -> Paper:
    return asyncio.run(read_paper(str(FOLDER.parents[1] / "examples/paper/paper.pdf"), allow_files=True))


def asked(path: str) -> AuditedFile:
    """Return what the audit of a file was asked."""
    entry, ids = MADE.logic.file(path), {v.requirement for v in MADE.audits[path].verdicts}
    own = set(entry.requirements if entry else ())
    others = tuple(LEDGER[i] for i in sorted(ids - own) if i in LEDGER)
    return AuditedFile(tuple(LEDGER[i] for i in sorted(own)), others, (), frozenset(own))


def of_audit(path: str, audit: Audit) -> list[str]:
    return audit_faults(audit, asked(path), MADE.sources[path].count("\n"), MADE.architecture.paths)


def test_the_recorded_answers_of_planning_are_taken() -> None:
    assert plan_checker(Evidence(paper()))(MADE.plan) == []
    assert architecture_faults(MADE.architecture, MADE.plan) == []
    assert logic_faults(MADE.logic, MADE.architecture) == []
    ids = [r.id for r in MADE.plan.requirements]
    checker = entry_checker(Evidence(paper()), may_quote_reviewer=False, ledger=ids)
    assert checker(MADE.draft) == []


def test_a_value_may_carry_a_caveat_whatever_its_evidence() -> None:
    note = "Stated for Table 3; assumed for the ablation, which names no seeds." * 2
    entries = tuple(e.model_copy(update={"note": note}) for e in MADE.draft.entries)
    checker = entry_checker(Evidence(paper()), may_quote_reviewer=False)
    assert checker(MADE.draft.model_copy(update={"entries": entries})) == []


@pytest.mark.parametrize("path", sorted(MADE.sources))
def test_the_recorded_files_have_no_errors_at_once(path: str) -> None:
    known = Surroundings(tuple(MADE.plans), MADE.sources, MADE.contracts, MADE.config)
    needed = requirements_for(MADE.sources, MADE.logic.packages).distributions
    assert errors_in(path, MADE.sources[path], known, needed) == []


FORMS: dict[str, Callable[[str], str]] = {
    "plain": lambda line: line,
    "in bold": lambda line: line.replace("Objection:", "**Objection:**"),
    "as an item": lambda line: f"- {line}",
    "quoted": lambda line: f"> {line}",
    "two of them": lambda line: f"{line}\n{line}",
    "behind blank lines": lambda line: f"\n\n{line}\n\n",
}
OBJECTION = "Objection: R51, tables.md | no file holds the paper's numbers | a program sets them beside the run's"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", sorted(MADE.sources))
def test_an_objection_behind_a_file_leaves_the_file_as_it_is(path: str, form: str) -> None:
    text = MADE.sources[path]
    answer = f"```python\n{text}```\n\n{FORMS[form](OBJECTION)}"
    file, raised = without_objections(answer)
    assert parse_file(file, path) == text
    assert len(raised) == (2 if form == "two of them" else 1)


@pytest.mark.parametrize("path", sorted(MADE.sources))
def test_an_objection_behind_a_repair_leaves_the_repair_as_it_is(path: str) -> None:
    text = MADE.sources[path]
    line = next(line for line in text.splitlines() if line.startswith(("def ", "class ")) and text.count(line) == 1)
    edit = f"<<<<<<< SEARCH\n{line}\n=======\n# Why: asked for.\n{line}\n>>>>>>> REPLACE\n\n{OBJECTION}"
    edits, raised = without_objections(edit)
    assert len(raised) == 1
    assert "# Why: asked for." in parse_repair(edits, path, text)


AUDITS: dict[str, Callable[[Audit], Audit]] = {
    "as recorded": lambda a: a,
    "another order": lambda a: a.model_copy(update={"verdicts": a.verdicts[::-1]}),
    "reasons for all": lambda a: _each(a, reason="The lines do it."),
    "a departure": lambda a: _each(a, result="met with departure", reason="A list where a tuple is planned."),
    "partly": lambda a: _each(a, result="partly", reason="Ties are not counted.", change="Count them, as s4.4 says."),
    "missing": lambda a: _each(a, result="missing", reason="Not there.", change="Add it.", lines=()),
    "undecided": lambda a: _each(a, result="not checkable", reason="It is decided elsewhere.", lines=()),
    "the contract is wrong": lambda a: _each(a, result="partly", reason="r", change="c", contract="It must say mean."),
    "a part elsewhere": lambda a: _each(a, elsewhere=({"path": "run.py", "what": "Hand the seeds on."},)),
}


def _each(audit: Audit, **fields: object) -> Audit:
    verdicts = [{**v.to_json(), **fields} for v in audit.verdicts]
    return Audit.from_json({**audit.to_json(), "verdicts": verdicts})


@pytest.mark.parametrize("form", AUDITS)
@pytest.mark.parametrize("path", sorted(MADE.audits))
def test_usual_audits_are_taken(path: str, form: str) -> None:
    assert of_audit(path, AUDITS[form](MADE.audits[path])) == []


EDITS = (
    {"op": "add", "at": ["metrics"], "value": {"name": "wins", "meaning": "m", "axes": [{"axis": "variant"}]}},
    {
        "op": "add",
        "at": ["metrics"],
        "value": [{"name": "loss", "meaning": "m"}, {"name": "loss_on_l", "meaning": "m"}],
    },
    {"op": "replace", "at": ["metrics", "rounds", "meaning"], "value": "Rounds until it stopped"},
    {"op": "remove", "at": ["metrics", "admitted"]},
    {"op": "move", "at": ["requirements", "R51"], "before": "R1"},
    {"op": "replace", "at": ["requirements", "R6", "must_not"], "value": ["approximate it"]},
)


@pytest.mark.parametrize("edit", EDITS, ids=lambda e: " ".join((e["op"], *e["at"])))
def test_the_plan_may_be_revised_by_edits_parts_of_metrics_included(edit: object) -> None:
    reader = JsonReader(Plan, lambda _: (), "edits", MADE.plan)
    assert reader.read(json.dumps({"edits": [edit]})) != MADE.plan


def test_the_recording_is_the_one_of_the_demo() -> None:
    assert len(list(Path(FOLDER).glob("*.json"))) == 26
    assert MADE.objections == 1
