import pytest

from papercoder.workspace.designed.logic import logic_faults, with_owned
from state.logic import FileLogic, LogicDesign
from tests.agents.artifacts import architecture, logic

MODEL, MAIN = logic().files


def test_a_good_design_has_no_faults() -> None:
    assert logic_faults(logic(), architecture()) == []


def test_which_requirements_a_file_owns_is_left_to_the_architecture() -> None:
    said = {"files": [{k: v for k, v in f.to_json().items() if k != "requirements"} for f in (MODEL, MAIN)]}
    found = LogicDesign.from_json(said)
    assert "requirements" not in LogicDesign.schema_text()
    assert logic_faults(found, architecture()) == []
    assert with_owned(found, architecture()).to_json() == logic().to_json()
    assert with_owned(logic(), architecture()) == logic()
    assert found.to_answer() == said


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ((MODEL,), "'main.py' of the architecture is missing"),
        ((MODEL, MAIN, MAIN), "'main.py' is listed 2 times"),
        ((MODEL, MAIN, FileLogic(path="extra.py", role="r")), "'extra.py' is not in the architecture"),
        ((MAIN, MODEL), "main.py: dependency 'fit/model.py' is listed at or after it"),
        ((MODEL, MAIN.model_copy(update={"dependencies": ("gone.py",)})), "main.py: dependency 'gone.py' is not among"),
        ((MODEL, MAIN.model_copy(update={"requirements": ()})), "main.py: requirements must be those that it owns: R2"),
        (
            (MODEL.model_copy(update={"interface": ("does things",)}), MAIN),
            "fit/model.py: interface 'does things' is no",
        ),
    ],
)
def test_each_fault_is_named(files: tuple[FileLogic, ...], fault: str) -> None:
    assert any(found.startswith(fault) for found in logic_faults(LogicDesign(files=files), architecture()))


@pytest.mark.parametrize(
    "declaration",
    [
        "def f(x: int) -> dict[str, list[int]]",
        "async def g()",
        "class Model(BaseEstimator)",
        "Model.fit(self, x: np.ndarray, y: np.ndarray) -> Model",
        "def Model.predict(self, x)",
        "METHODS: tuple[str, ...]",
        "def f(x: int) -> int  # shape [n]",
        "Batch.__init__(self, x: np.ndarray)",
        "@dataclass class Split: train: int",
    ],
)
def test_usual_declarations_are_accepted(declaration: str) -> None:
    design = LogicDesign(files=(MODEL.model_copy(update={"interface": (declaration,)}), MAIN))
    assert logic_faults(design, architecture()) == []
