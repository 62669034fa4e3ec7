"""The two diagrams of a design: as its author wrote them, else drawn from what it says."""

from papercoder.workspace.diagrams.drawn_classes import drawn_classes
from papercoder.workspace.diagrams.drawn_sequence import drawn_sequence
from state.architecture import Architecture
from state.logic import LogicDesign

__all__ = ["design_diagrams"]


def design_diagrams(architecture: Architecture, logic: LogicDesign | None) -> dict[str, str]:
    """Return the Mermaid text of the class diagram (`class`) and of one full run (`sequence`); empty where none is.

    The class diagram follows the logic design as it is now, changes of the amender included.
    """
    classes = architecture.class_diagram or (drawn_classes(logic) if logic else "")
    drawn = drawn_sequence(architecture.sequence, architecture.paths, architecture.entry_point)
    return {"class": classes, "sequence": architecture.sequence_diagram or drawn}
