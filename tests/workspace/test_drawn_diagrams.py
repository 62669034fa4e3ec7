import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercoder.workspace.designed.architecture import architecture_faults
from papercoder.workspace.diagrams.drawn import design_diagrams
from papercoder.workspace.diagrams.drawn_classes import drawn_classes
from papercoder.workspace.diagrams.drawn_sequence import drawn_sequence
from papercoder.workspace.diagrams.mermaid import mermaid_faults
from state.logic import FileLogic, LogicDesign
from tests.agents.artifacts import architecture, logic, plan

PATHS = ("lab/data.py", "lab/loop.py", "lab/training.py", "main.py")
RUN = """\
main.py: parse(argv)
training: run(config) -> results
  loop data sets
    lab/data.py: load(name; n #3) -> Dataset
    alt a cache is there
      lab/loop.py: read()
    else
      lab.loop: compute()
training.py: report(results) -> table
"""
DRAWN = """\
sequenceDiagram
    participant main_py as main.py
    participant lab_training_py as lab/training.py
    participant lab_data_py as lab/data.py
    participant lab_loop_py as lab/loop.py
    main_py->>main_py: parse(argv)
    main_py->>lab_training_py: run(config)
    loop data sets
        lab_training_py->>lab_data_py: load(name, n no. 3)
        lab_data_py-->>lab_training_py: Dataset
        alt a cache is there
            lab_training_py->>lab_loop_py: read()
        else
            lab_training_py->>lab_loop_py: compute()
        end
    end
    lab_training_py-->>main_py: results
    main_py->>lab_training_py: report(results)
    lab_training_py-->>main_py: table"""


def test_the_calls_of_a_run_are_drawn_with_who_makes_them() -> None:
    assert drawn_sequence(RUN, PATHS, "main.py") == DRAWN
    assert mermaid_faults(DRAWN, "sequenceDiagram") == []


@pytest.mark.parametrize(
    ("run", "fault"),
    [
        ("", "sequence: it holds no call"),
        ("loop seeds", "sequence: it holds no call"),
        ("fit/other.py: fit()", "sequence: line 1: 'fit/other.py' is not among the files"),
        ("model: fit()\nthen all is reported", "sequence: line 2: 'then all is reported' is neither"),
        ("model: fit()\nelse nothing", "sequence: line 2: an 'else' stands below its 'alt'"),
        (f"model: fit({'x' * 200})", "sequence: line 1: is longer than 200 characters"),
    ],
)
def test_calls_that_cannot_be_drawn_are_sent_back(run: str, fault: str) -> None:
    found = architecture(class_diagram="", sequence_diagram="", sequence=run)
    assert any(one.startswith(fault) for one in architecture_faults(found, plan()))


def test_an_architecture_with_calls_alone_is_accepted_and_shows_both_diagrams() -> None:
    found = architecture(class_diagram="", sequence_diagram="", sequence="model: fit(x) -> Model")
    assert architecture_faults(found, plan()) == []
    shown = design_diagrams(found, logic())
    assert shown["sequence"].endswith("main_py->>fit_model_py: fit(x)\n    fit_model_py-->>main_py: Model")
    assert "+fit(x) int" in shown["class"]
    assert "main_py ..> fit_model_py" in shown["class"]


def test_diagrams_that_were_written_stay_as_they_are() -> None:
    written = architecture(sequence="model: fit(x)")
    assert design_diagrams(written, logic()) == {
        "class": written.class_diagram,
        "sequence": written.sequence_diagram,
    }


def test_classes_are_drawn_with_members_bases_and_what_holds_what() -> None:
    design = LogicDesign(
        files=(
            FileLogic(
                path="lab/model.py",
                role="model",
                interface=(
                    "NAMES: tuple[str, ...]  # the order",
                    "class Base(abc.ABC)",
                    "@dataclass class Fit(Base)  # frozen",
                    "Fit.__init__(self, rate: float, parts: dict[str, Part])",
                    "Fit.predict(self, x: np.ndarray) -> np.ndarray",
                    "class Part",
                    "async def load(name: str) -> Fit",
                    "no declaration at all",
                ),
            ),
            FileLogic(path="data/numbers.yaml", role="numbers"),
            FileLogic(path="main.py", role="entry", dependencies=("lab/model.py", "data/numbers.yaml")),
        )
    )
    drawn = drawn_classes(design)
    assert mermaid_faults(drawn, "classDiagram") == []
    lines = [line.strip() for line in drawn.splitlines()]
    assert {"+tuple[str, ...] NAMES", "+float rate", "+predict(x) np.ndarray", "+load(name) Fit"} <= set(lines)
    assert "lab_model_py_Base <|-- lab_model_py_Fit" in lines
    assert "lab_model_py_Fit --> lab_model_py_Part" in lines
    assert "main_py ..> lab_model_py" in lines
    assert 'class lab_model_py_Fit["Fit"] {' in lines


_LINES = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.from_regex(
            r"(class|def|async def) [A-Za-z_]\w{0,8}(\(\w{1,5}: [^\n]{0,20}\))?( -> [^\n]{0,20})?", fullmatch=True
        ),
        st.from_regex(r"[A-Z]\w{0,5}\.\w{1,6}(\(self, \w: \w+\)|: [\w\[\], {}~:;\"']{1,30})", fullmatch=True),
    ),
    max_size=5,
)


@given(_LINES)
def test_whatever_a_design_declares_is_drawn_as_mermaid_that_parses(lines: list[str]) -> None:
    files = (FileLogic(path="end.py", role="r", interface=tuple(lines)), FileLogic(path="a-b/note.py", role="r"))
    assert mermaid_faults(drawn_classes(LogicDesign(files=files)), "classDiagram") == []


@given(st.text(max_size=60))
def test_whatever_is_called_is_drawn_as_mermaid_that_parses(words: str) -> None:
    said = " ".join(words.split())
    drawn = drawn_sequence(f"loop {said}\n  end.py: {said}x", ("end.py", "main.py"), "main.py")
    assert not drawn or mermaid_faults(drawn, "sequenceDiagram") == []
