import pytest

from papercoder.workspace.designed.architecture import architecture_faults
from state.architecture import PlannedFile
from tests.agents.artifacts import architecture, plan


def test_a_good_architecture_has_no_faults() -> None:
    assert architecture_faults(architecture(), plan()) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"left_out": ()}, "R3 has no owner and is not left out; give it to exactly one file"),
        ({"entry_point": "run.py"}, "entry_point 'run.py' is not among the files"),
        ({"entry_point": "fit/model.py"}, "entry_point 'fit/model.py' must be a Python file at the root"),
        ({"class_diagram": "graph TD"}, "class_diagram: "),
        ({"sequence_diagram": "sequenceDiagram\n  loop x\n"}, "sequence_diagram: "),
        ({"files": (PlannedFile(path="main.py", purpose="p", owns=("R1", "R2", "R2")),)}, "R2 is placed 2 times"),
        ({"files": (PlannedFile(path="main.py", purpose="p", owns=("R1", "R2", "R7")),)}, "'R7' is no requirement"),
        ({"files": (PlannedFile(path="../main.py", purpose="p", owns=("R1", "R2")),)}, "The path '../main.py' cannot"),
    ],
)
def test_each_fault_is_named(changes: dict[str, object], fault: str) -> None:
    assert any(found.startswith(fault) for found in architecture_faults(architecture(**changes), plan()))
