"""Answers of the agents that plan: plan, architecture and logic design."""

import json
from collections.abc import Iterator
from typing import Any

from tests.server.entry import ENTRY_SIGNATURES
from tests.server.project import Demand, Project, ProjectFile
from tests.server.quotes import Sentence
from tests.server.request import Asked

__all__ = ["architecture", "interface", "logic", "owned_ids", "plan"]

_SHORT_QUOTE = 40
_PLAN_CHARS = 6000
_PROSE = {
    "data": "Two classes of drawn points, split into a training and a test part.",
    "experiments": "One run per seed, compared with the majority class as baseline.",
    "evaluation": "Accuracy and log loss on the test part, one seed per run.",
}
"""What only the published pipeline has its planner write beside the ledger."""


def plan(project: Project, asked: Asked) -> dict[str, Any]:
    """Return the plan, with quotes from the paper that the request shows."""
    found = asked.sentences
    draft = {
        "title": asked.title or "Layered Bounded Encoders",
        "claims": ["Bounded stages make a linear classifier less sensitive to single points."],
        "method": "Apply the stages in the order of their dependencies, then fit the linear classifier.",
        **(_PROSE if '"experiments"' in asked.task else {}),
        "metrics": [{"name": name, "meaning": meaning} for name, meaning in project.metrics.items()],
        "requirements": [_requirement(d, i, found, project.padded) for i, d in enumerate(project.demands)],
    }
    return _padded(draft, "method", _PLAN_CHARS, project)


def _requirement(demand: Demand, number: int, found: list[Sentence], short: bool) -> dict[str, Any]:
    """Write one entry of the ledger; for benchmarks two of three rest on other works and need no quote."""
    external = short and number % 3 > 0
    sentence = _quote(demand, number, found, short) if found and not external else None
    entry: dict[str, Any] = {"id": demand.id, "kind": demand.kind, "statement": demand.statement}
    if sentence:
        entry |= {"quote": sentence.text, "section": sentence.section}
    quoted = "stated" if number % 5 else "implied"
    status = quoted if sentence else "external" if external else "unresolved"
    usual = {"status": "stated" if sentence else "unresolved", "weight": "important"}
    said = {"status": status, "weight": demand.weight}
    entry |= {name: value for name, value in said.items() if value != usual[name]}
    return entry | ({"must_not": list(demand.must_not)} if demand.must_not else {})


def _quote(demand: Demand, number: int, found: list[Sentence], short: bool) -> Sentence:
    """Choose a sentence that names the stage, else one of those in turn; short ones for benchmarks."""
    named = [s for s in found if demand.name and f"{demand.name} " in s.text]
    brief = [s for s in found if len(s.text) <= _SHORT_QUOTE] if short else []
    pool = brief or named or found
    return pool[number % len(pool)]


def _padded(draft: dict[str, Any], field: str, chars: int, project: Project) -> dict[str, Any]:
    """Lengthen one text field of a benchmark's answer until the whole has about so many characters."""
    length = len(json.dumps(draft, ensure_ascii=False, separators=(",", ":")))
    number = 0
    words = []
    while project.padded and length < chars:
        number += 1
        words.append(f" Detail {number} of the design is fixed by the paper.")
        length += len(words[-1])
    return draft | {field: draft[field] + "".join(words)}


def owned_ids(project: Project, path: str, asked: Asked) -> tuple[str, ...]:
    """Return the ids the file owns: the project's own that the request knows; new ones go to the entry point."""
    own = tuple(d.id for d in project.owned(path))
    if not asked.known_ids:
        return own
    if path == project.entry.path:
        usual = {d.id for d in project.demands}
        own += tuple(i for i in asked.listed_ids if i not in usual)
    return tuple(i for i in own if i in asked.known_ids)


def architecture(project: Project, asked: Asked) -> dict[str, Any]:
    """Return the architecture with one owner for every requirement of the plan that the request shows."""
    files = [
        {"path": f.path, "purpose": _purpose(f), "owns": list(owned_ids(project, f.path, asked))} for f in project.files
    ]
    draft = {
        "approach": "A package of stages with one function each; main.py runs the experiment.",
        "files": files,
        "entry_point": project.entry.path,
        **_diagrams(project, asked),
        "data": [{"name": "points", "source": "made here"}],
    }
    return _padded(draft, "approach", 520 * len(project.files), project)


def _diagrams(project: Project, asked: Asked) -> dict[str, str]:
    """Return the calls of a run, or both diagrams where the request asks for them."""
    if "class_diagram" not in asked.task:
        return {"sequence": "\n".join(_sequence(project))}
    classes, run = _class_diagram(project), _sequence_diagram(project)
    return {"class_diagram": "\n".join(classes), "sequence_diagram": "\n".join(run)}


def _sequence(project: Project) -> Iterator[str]:
    for path in project.entry.dependencies:
        if path.endswith(".py"):
            yield f"{path}: apply_{project.by_path[path].stem}(rows, config) -> rows"


def _purpose(file: ProjectFile) -> str:
    return {
        "module": f"{file.name}: centre and bound the rows.",
        "entry": "Read the options, run the experiment, write metrics.json.",
        "package": "Say what the package holds.",
        "script": "Run the experiment with one command.",
        "data": "Hold the reference results.",
    }[file.kind]


def _class_name(file: ProjectFile) -> str:
    return file.stem.title().replace("_", "")


def _class_diagram(project: Project) -> Iterator[str]:
    yield "classDiagram"
    python = [f for f in project.files if f.kind in {"module", "entry"}]
    for file in python:
        yield f"    class {_class_name(file)} {{"
        yield f"        +{'main(argv) int' if file.kind == 'entry' else f'apply_{file.stem}(rows, config) list'}"
        yield "    }"
    for file in python:
        for path in file.dependencies:
            if path.endswith(".py"):
                yield f"    {_class_name(file)} --> {_class_name(project.by_path[path])}"


def _sequence_diagram(project: Project) -> Iterator[str]:
    yield "sequenceDiagram"
    yield "    participant Main"
    called = [project.by_path[p] for p in project.entry.dependencies if p.endswith(".py")]
    for file in called:
        yield f"    participant {_class_name(file)}"
    for file in called:
        yield f"    Main->>{_class_name(file)}: apply(rows, config)"
        yield f"    {_class_name(file)}-->>Main: rows"


_SHARED = (
    "Rows are lists of floats of equal length; every stage keeps the shape and reads its own scale. The entry point "
    "reads points, features, test fraction, epochs and learning rate."
)


def interface(file: ProjectFile) -> list[str]:
    """Return the public declarations of the file."""
    if file.kind == "entry":
        return list(ENTRY_SIGNATURES.values())
    if file.kind != "module":
        return []
    return [
        f"def apply_{file.stem}(rows: list[list[float]], config: dict[str, Any]) -> list[list[float]]",
        f"def summarise_{file.stem}(rows: list[list[float]]) -> float",
    ]


def logic(project: Project, asked: Asked) -> dict[str, Any]:
    """Return the logic design: the architecture's files in dependency order."""
    files = [
        {
            "path": f.path,
            "role": _purpose(f),
            "dependencies": list(f.dependencies),
            "interface": interface(f),
        }
        for f in project.files
    ]
    draft = {
        "files": files,
        "packages": [{"name": "PyYAML", "version": ">=6.0", "reason": "reads config.yaml"}],
        "shared_knowledge": _SHARED,
        "open_questions": ["The paper does not name the seeds."],
    }
    return _padded(draft, "shared_knowledge", 400 * len(project.files), project)
