"""Plant disagreements in two recordings of the example, one at a time: `python -m benchmarks.agreement`."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.agreement import together
from benchmarks.agreement.example import example
from benchmarks.agreement.planted import PLANTS, Plant
from papercoder.checks.contracts.agreement import contract_faults, disagreements
from papercoder.checks.one_file import Surroundings, errors_in
from papercoder.checks.run import Subject, check
from papercoder.review.design.differences import design_faults
from papercoder.review.edit import dotted_keys
from papercoder.review.render import render_config
from papercoder.workspace.answers import parse_file
from papercoder.workspace.requirements import requirements_for
from state.config import Config, ConfigDraft
from state.contract import Contract
from state.logic import LogicDesign

_ROOT = Path(__file__).parents[2]
_RECORDED = _ROOT / "benchmarks/recorded"
_RESULTS = Path(__file__).parents[1] / "results" / "agreement.json"
_BY = ("amender", "contract's validation", "agreement of contracts", "checked at once", "gates")


@dataclass(frozen=True)
class Made:
    """The recorded example's artifacts."""

    logic: LogicDesign
    config: str
    contracts: Mapping[str, str]
    sources: Mapping[str, str]
    tables: tuple[str, ...]


def main() -> int:
    """Measure, print the table, write benchmarks/results/agreement.json; exit 1 where the sound example is accused."""
    made = recorded()
    before = found_by(made)
    rows = []
    for plant in PLANTS:
        now = found_by(planted(made, plant))
        finders = [name for name in _BY if now[name] - before[name]]
        rows.append({"group": plant.group, "kind": plant.kind, "where": plant.path, "found by": finders})
    arms = [_document(rows, before), _together()]
    _RESULTS.write_text(json.dumps({**arms[0], "contracts=together": arms[1]}, indent=2) + "\n", encoding="utf-8")
    for arm in arms:
        for row in arm["planted"]:
            print(f"{row['group']:14} {row['kind']:22} {row['where']:20} {', '.join(row['found by']) or '-'}")
        print(json.dumps(arm["found"]), json.dumps(arm["said of the example as it is"]))
    return 1 if any(arm["said of the example as it is"] for arm in arms) else 0


def _together() -> dict[str, Any]:
    """Return what a run by default finds of the same kinds, in the example as it is recorded now."""
    made, tables = example(), tables_of_example()
    before = together.found_by(made, made.config, tables)
    rows = []
    for plant in together.PLANTS:
        now = together.found_by(*together.planted(made, plant), tables)
        finders = [name for name in now if now[name] - before[name]]
        rows.append({"group": plant.group, "kind": plant.kind, "where": plant.path, "found by": finders})
    return _document(rows, before)


def _document(rows: list[dict[str, Any]], before: Mapping[str, set[str]]) -> dict[str, Any]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["group"], []).append(row)
    return {
        "found": {g: f"{sum(bool(r['found by']) for r in mine)} of {len(mine)}" for g, mine in groups.items()},
        "said of the example as it is": {name: sorted(said) for name, said in before.items() if said},
        "planted": rows,
    }


def recorded() -> Made:
    """Read the recorded run: the last accepted answer of each agent and file."""
    answers: dict[tuple[str, str], str] = {}
    for file in sorted(_RECORDED.glob("*.json")):
        call = json.loads(file.read_text(encoding="utf-8"))
        answers[call["agent"], call["subject"]] = call["answer"]
    draft = ConfigDraft.model_validate_json(answers["config-writer", ""])
    return Made(
        logic=LogicDesign.model_validate_json(answers["logic-designer", "revision"]),
        config=render_config(draft.config_entries()),
        contracts={path: _one_line(answer) for (agent, path), answer in answers.items() if agent == "analyst"},
        sources={path: parse_file(answer, path) for (agent, path), answer in answers.items() if agent == "coder"},
        tables=tables_of_example(),
    )


def planted(made: Made, plant: Plant) -> Made:
    """Return the example with one disagreement.

    Raises:
        ValueError: the text does not stand there.
    """
    texts = {"configuration": {"config.yaml": made.config}, "contract": made.contracts}.get(plant.group, made.sources)
    text = texts[plant.path]
    if plant.before not in text:
        raise ValueError(f"{plant.group}, {plant.kind}: {plant.before!r} does not stand in {plant.path}")
    changed = {**texts, plant.path: text.replace(plant.before, plant.after, 1)}
    if plant.group == "configuration":
        return replace(made, config=changed["config.yaml"])
    if plant.group == "contract":
        return replace(made, contracts=changed)
    return replace(made, sources=changed)


def found_by(made: Made) -> dict[str, set[str]]:
    """Return what each check says, errors and warnings alike."""
    contracts = {path: Contract.model_validate_json(text) for path, text in made.contracts.items()}
    keys = _keys(made.config)
    needed = requirements_for(made.sources, made.logic.packages).distributions
    known = Surroundings(tuple(made.sources), made.sources, contracts, made.config)
    gates = check(
        Subject(
            files=made.sources, config=made.config, requirements=needed, entry_point="main.py",
            planned=tuple(made.sources), contracts=contracts, tables=made.tables,
        )
    )  # fmt: skip
    said = [contract_faults(c, made.logic, keys, path) for path, c in contracts.items()]
    at_once = [errors_in(path, text, known, needed) for path, text in made.sources.items()]
    return {
        "amender": set(design_faults(made.logic, made.config)),
        "contract's validation": {fault for faults in said for fault in faults},
        "agreement of contracts": {f for faults in disagreements(list(contracts.values())).values() for f in faults},
        "checked at once": {f.message for faults in at_once for f in faults},
        "gates": {f"{f.path} {f.rule} {f.message}" for f in gates if f.severity != "note"},
    }


def _keys(text: str) -> Any:
    """Return keys and groups, as the analyst's answers are checked against them."""
    return dotted_keys(Config(text=text, entries=()))


def _one_line(answer: str) -> str:
    return json.dumps(json.loads(answer), ensure_ascii=False)


def tables_of_example() -> tuple[str, ...]:
    """Return the tables of the example's paper."""
    import asyncio

    from papercoder.papers.read import read_paper

    paper = asyncio.run(read_paper(str(_ROOT / "examples/paper/paper.pdf"), allow_files=True))
    return tuple(b.text for section in paper.sections for b in section.blocks if b.kind == "table")


if __name__ == "__main__":
    sys.exit(main())
