"""Answers about single files that are not code: contracts and audits."""

import ast
import json
import re
from typing import Any

from tests.server.planning import interface, owned_ids
from tests.server.planted import shown_unmet
from tests.server.project import CONFIG, Demand, Project, ProjectFile
from tests.server.request import Asked
from tests.server.sources import source

__all__ = ["audit", "contract", "settled"]

_PADDED_CHARS = 3200
# What an earlier version had is no fault of the one that is judged.
_DIFFERENCE = re.compile(r'<data name="difference">.*?</data>', re.DOTALL)


def contract(project: Project, file: ProjectFile, asked: Asked) -> dict[str, Any]:
    """Return the file's contract: its requirements, signatures, calls and config keys as its code has them."""
    demands = {d.id: d for d in project.demands}
    draft: dict[str, Any] = {
        "path": file.path,
        "obligations": [_obligation(i, demands.get(i), file) for i in owned_ids(project, file.path, asked)],
        "signatures": [{"declaration": _name(text), "meaning": "Rows keep their shape."} for text in interface(file)],
        "uses": [_use(project.by_path[path]) for path in file.dependencies if path.endswith(".py")],
        "config_keys": _config_keys(file),
        "reads": _reads(file),
        "writes": ["metrics.json (JSON)"] if file.kind == "entry" else [],
        "steps": _steps(file),
        "pitfalls": [],
    }
    if "\n## Second round\n" in asked.task:
        draft["no_change"] = "Every name is as the design has it."
    while project.padded and len(json.dumps(draft, separators=(",", ":"))) < _PADDED_CHARS:
        number = len(draft["pitfalls"]) + 1
        draft["pitfalls"].append(f"Pitfall {number}: the shape of the rows must not change in this step.")
    return draft


def settled(project: Project, asked: Asked, *, in_full: bool = False) -> dict[str, Any]:
    """Return what is settled for all files in one call: a rule that they share, and one requirement worked out.

    In full, as in the recorded answer: a requirement of each file, and rules of two files each (there 9 rules of 16
    files in all), so that an author is shown as much as there and no more.
    """
    paths = [file.path for file in project.files if file.kind != "package"]
    if in_full:
        firsts = [(ids[0], path) for path in paths if (ids := owned_ids(project, path, asked))]
        pairs = zip(paths, [*paths[1:], paths[0]], strict=True)
        return {
            "worked_out": [{"requirement": i, "where": at, "what": "y = x + b, b of shape (n,)."} for i, at in firsts],
            "rules": [{"files": [*pair], "rule": "Both take arrays of float64."} for pair in pairs],
        }
    owned, path = next((i, path) for path in paths for i in owned_ids(project, path, asked))
    return {
        "worked_out": [{"requirement": owned, "where": path, "what": "y = x + b, b of shape (n,)."}],
        "rules": [{"files": paths, "rule": "Arrays are float64; an empty array raises ValueError."}],
    }


def _name(declaration: str) -> str:
    """Return the name alone, which stands for the declaration that the design has."""
    return declaration.removeprefix("def ").partition("(")[0]


def _obligation(requirement: str, demand: Demand | None, file: ProjectFile) -> dict[str, str]:
    where = demand.where if demand and demand.path == file.path else ("run" if file.kind == "entry" else file.path)
    return {"requirement": requirement, "where": where, "what": demand.statement if demand else "As the plan says."}


def _use(needed: ProjectFile) -> dict[str, str]:
    return {"path": needed.path, "name": f"apply_{needed.stem}", "call": f"apply_{needed.stem}(rows, config)"}


def _config_keys(file: ProjectFile) -> list[str]:
    if file.kind == "entry":
        return ["seed", *CONFIG]
    return [f"{file.stem}.scale"] if file.kind == "module" else []


def _reads(file: ProjectFile) -> list[str]:
    if file.kind != "entry":
        return []
    return ["config.yaml (YAML)", *(f"{path} (YAML)" for path in file.dependencies if path.endswith(".yaml"))]


def _steps(file: ProjectFile) -> list[str]:
    if file.kind == "entry":
        return ["Read the options and config.yaml.", "Draw and split the data.", "Encode, train, evaluate.", "Report."]
    if file.kind == "module":
        return ["Apply the earlier stages.", "Subtract the mean of all values.", "Apply the bounded step."]
    return ["Hold the text as it is."]


def audit(project: Project, file: ProjectFile, asked: Asked) -> dict[str, Any]:
    """Return a verdict per requirement; the last one of a module is missing where the code shown gives itself away."""
    if "\nMode: chain\n" in asked.task:
        return {"verdicts": [_whole(i, file) for i in asked.task_ids]}
    demands = {d.id: d for d in project.demands}
    text = source(project, file)
    ids = asked.task_ids or owned_ids(project, file.path, asked)
    verdicts = [_met(i, demands[i].where if i in demands else "run", text, file) for i in ids]
    if verdicts and shown_unmet(file, _DIFFERENCE.sub("", asked.shown)):
        verdicts[-1] = {
            "requirement": ids[-1],
            "result": "missing",
            "reason": "The mean over all values is not computed.",
            "change": f"Return math.fsum(flat) / len(flat) from summarise_{file.stem}.",
        }
    return {"verdicts": verdicts}


def _whole(requirement: str, file: ProjectFile) -> dict[str, Any]:
    """Return the verdict on a path that holds."""
    link = {"part": "formula", "path": file.path, "lines": [1, 1], "what": "computes it"}
    return {"requirement": requirement, "result": "met", "chain": [link], "reason": "It holds throughout."}


def _met(requirement: str, where: str, text: str, file: ProjectFile) -> dict[str, Any]:
    first, last = _lines(where, text, file)
    return {
        "requirement": requirement,
        "result": "met",
        "lines": [[first, last]],
        "reason": "Done there.",
    }


def _lines(where: str, text: str, file: ProjectFile) -> tuple[int, int]:
    """Return the first and last line of the function, or of the whole file."""
    if file.path.endswith(".py"):
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef) and node.name == where:
                return node.lineno, node.end_lineno or node.lineno
    return 1, len(text.splitlines())
