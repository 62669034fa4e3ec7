"""What is wrong with an architecture: paths, owners, entry point, diagrams."""

from collections import Counter

from papercoder.workspace.diagrams.call_tree import call_tree
from papercoder.workspace.diagrams.drawn_sequence import drawn_sequence
from papercoder.workspace.diagrams.mermaid import mermaid_faults
from papercoder.workspace.paths import path_faults
from state.architecture import Architecture
from state.plan import Plan

__all__ = ["architecture_faults"]


def architecture_faults(found: Architecture, plan: Plan) -> list[str]:
    """Return what is wrong with an architecture."""
    faults = path_faults(found.paths) + _owner_faults(found, plan)
    if found.entry_point not in found.paths:
        faults.append(f"entry_point '{found.entry_point}' is not among the files")
    elif not found.entry_point.endswith(".py") or "/" in found.entry_point:
        faults.append(f"entry_point '{found.entry_point}' must be a Python file at the root of the repository")
    return faults + _diagram_faults(found)


def _diagram_faults(found: Architecture) -> list[str]:
    """Return what is wrong with the diagrams that were written, and with the calls from which one is drawn."""
    faults: list[str] = []
    if found.class_diagram:
        faults += [f"class_diagram: {f}" for f in mermaid_faults(found.class_diagram, "classDiagram")]
    if found.sequence_diagram:
        return faults + [f"sequence_diagram: {f}" for f in mermaid_faults(found.sequence_diagram, "sequenceDiagram")]
    read = call_tree(found.sequence, found.paths)[1]
    drawn = drawn_sequence(found.sequence, found.paths, found.entry_point)
    wrong = read or mermaid_faults(drawn, "sequenceDiagram")
    return faults + [f"sequence: {f}" for f in wrong]


def _owner_faults(found: Architecture, plan: Plan) -> list[str]:
    known = {r.id for r in plan.requirements}
    placed = Counter([i for f in found.files for i in f.owns] + [o.requirement for o in found.left_out])
    faults = [f"'{i}' is no requirement of the ledger" for i in placed if i not in known]
    faults += [f"{i} has no owner and is not left out; give it to exactly one file" for i in known - set(placed)]
    faults += [f"{i} is placed {n} times; it needs exactly one owner" for i, n in placed.items() if n > 1]
    return sorted(faults)
