import json
from pathlib import Path

import pytest

from papercoder.review.design.amending import amended, amendment_faults, with_type_dependencies
from papercoder.review.design.differences import design_faults
from state.answers.amendment import Amendment, DesignEdit, MissingDependency
from state.logic import FileLogic, LogicDesign
from tests.graph.driving import drive
from tests.server import Fault, ServerOptions, serve

MODEL = "class ModelSettings\nModelSettings.__init__(self, rate: float, depth: int)\ndef fit(x: np.ndarray) -> Model"
DESIGN = LogicDesign(
    files=(
        FileLogic(path="data.py", role="reads", interface=("class Table", "def load(path: str) -> Table")),
        FileLogic(path="model.py", role="trains at the rate, as model.depth says", interface=tuple(MODEL.split("\n"))),
        FileLogic(path="main.py", role="runs", dependencies=("model.py",), interface=("def run(t: Table) -> None",)),
    ),
    shared_knowledge="The warmup of 5 epochs comes first.",
)
AGREES = (
    "model:\n  rate: 0.1\n  depth: 3\ntraining:\n  warmup: 5\noutput:\n  folder: x\nsmoke:\n  model:\n    depth: 1\n"
)


def test_a_design_that_agrees_with_the_configuration_has_no_findings() -> None:
    assert design_faults(DESIGN, AGREES) == []


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("  warmup: 5\n", "  warmup: 5\n  label_smoothing: 0.1\n", "no file of the design reads the key"),
        ("  depth: 3\n", "  layers: 3\n", "`model.depth` is named in the design and is no key"),
        ("  rate: 0.1\n", "", "model.py: config.yaml has no key for the parameter `rate` of `ModelSettings`"),
    ],
)
def test_keys_without_a_reader_and_parameters_without_a_key_are_found(before: str, after: str, found: str) -> None:
    assert any(found in fault for fault in design_faults(DESIGN, AGREES.replace(before, after, 1)))


def test_a_value_that_the_design_gives_otherwise_is_found() -> None:
    design = DESIGN.model_copy(update={"shared_knowledge": "The label smoothing of 0.2 holds for all."})
    (found,) = design_faults(design, AGREES.replace("warmup: 5", "label_smoothing: 0.1"))
    assert (
        found
        == "shared knowledge: 'label smoothing' is 0.2 there, and `training.label_smoothing` in config.yaml is 0.1"
    )


def test_a_file_depends_on_the_module_of_each_type_it_names() -> None:
    amended_design = with_type_dependencies(DESIGN)
    assert amended_design.file("main.py").dependencies == ("model.py", "data.py")  # type: ignore[union-attr] # it is there
    assert with_type_dependencies(amended_design) == amended_design


@pytest.mark.parametrize(
    ("line", "needed"),
    [
        ("def run(t: data.Table) -> None", ("data.py",)),
        ("def run(t: list[Table]) -> None", ("data.py",)),
        ("def run(t: pyarrow.Table) -> None", ()),
        ("def run(t: BigTable) -> None", ()),
    ],
)
def test_a_class_of_a_library_by_the_same_name_is_no_dependency(line: str, needed: tuple[str, ...]) -> None:
    reads = FileLogic(path="data.py", role="reads", interface=("class Table",))
    runs = FileLogic(path="main.py", role="runs", interface=(line,))
    found = with_type_dependencies(LogicDesign(files=(reads, runs)))
    assert found.files[1].dependencies == needed


def test_edits_change_add_and_remove_and_say_what_does_not_fit() -> None:
    line = "def fit(x: np.ndarray) -> Model"
    edits = (
        DesignEdit(where="model.py", before=line, after="def fit(x: np.ndarray, smoothing: float) -> Model"),
        DesignEdit(where="data.py", after="def split(t: Table) -> tuple[Table, Table]  # by class"),
        DesignEdit(where="main.py", before="runs", after="runs all"),
        DesignEdit(where="shared_knowledge", before="5 epochs", after="3 epochs"),
    )
    after = amended(DESIGN, edits)
    assert after.file("model.py").interface[-1].startswith("def fit(x: np.ndarray, smoothing")  # type: ignore[union-attr] # it is there
    assert len(after.file("data.py").interface) == 3  # type: ignore[union-attr] # it is there
    assert after.shared_knowledge == "The warmup of 3 epochs comes first."
    for edit, said in (
        (DesignEdit(where="gone.py", after="x"), "edit 1: 'gone.py' is neither a file"),
        (DesignEdit(where="model.py", before="nowhere", after="x"), "stands 0 times"),
        (DesignEdit(where="model.py", before=line, after="def fit(x"), "is no Python declaration"),
    ):
        with pytest.raises(ValueError, match=said):
            amended(DESIGN, (edit,))


def test_every_finding_is_mended_or_answered() -> None:
    config = AGREES.replace("  warmup: 5\n", "  warmup: 5\n  label_smoothing: 0.1\n")
    findings = design_faults(DESIGN, config)
    assert amendment_faults(Amendment(), DESIGN, config, findings) == [f"still there: {findings[0]}"]
    unused = Amendment.from_json({"unused": [{"key": "training.label_smoothing", "reason": "for people"}]})
    kept = Amendment.from_json({"kept": [{"finding": 1, "reason": "another word"}]})
    mended = Amendment.from_json({"edits": [{"where": "main.py", "after": "def soft(label_smoothing: float) -> None"}]})
    for answer in (unused, kept, mended):
        assert amendment_faults(answer, DESIGN, config, findings) == []
    new = Amendment.from_json({"edits": [{"where": "shared_knowledge", "before": "5", "after": "7"}]})
    assert any(fault.startswith("new: ") for fault in amendment_faults(new, DESIGN, config, findings))


def test_all_edits_that_do_not_fit_are_said_at_once() -> None:
    wrong = (DesignEdit(where="gone.py", after="x"), DesignEdit(where="model.py", before="nowhere", after="x"))
    found = amendment_faults(Amendment(edits=wrong), DESIGN, AGREES, [])
    assert [fault.partition(":")[0] for fault in found] == ["edit 1", "edit 2"]


def test_a_line_is_named_by_what_it_declares_and_several_are_added_at_once() -> None:
    edits = (
        DesignEdit(where="model.py", before="fit", after="def fit(x: np.ndarray, seed: int) -> Model"),
        DesignEdit(where="data.py", before="Table", after="class Table\nTable.state(self) -> dict[str, object]"),
        DesignEdit(where="data.py", after="def one() -> None\ndef two() -> None"),
    )
    after = amended(DESIGN, edits)
    assert after.file("model.py").interface[-1] == "def fit(x: np.ndarray, seed: int) -> Model"  # type: ignore[union-attr] # it is there
    assert [line.split("(")[0] for line in after.file("data.py").interface] == [  # type: ignore[union-attr] # it is there
        "class Table", "Table.state", "def load", "def one", "def two",
    ]  # fmt: skip


def test_a_missing_dependency_is_added_once_and_stands_earlier() -> None:
    after = amended(DESIGN, (), (MissingDependency(file="model.py", on="data.py"),) * 2)
    assert after.file("model.py").dependencies == ("data.py",)  # type: ignore[union-attr] # it is there
    with pytest.raises(ValueError, match=r"needs: data\.py cannot need model\.py"):
        amended(DESIGN, (), (MissingDependency(file="data.py", on="model.py"),))


async def test_the_model_is_asked_only_where_the_person_changed_what_the_design_does_not_know(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4)) as server:
        clean = await drive(server, tmp_path, audit=False)
        assert "amender" not in {r.agent for r in server.requests}
    assert "amendment" not in clean.state
    path = clean.state["logic"]["files"][-1]["path"]
    answer = {"edits": [{"where": path, "before": "", "after": "def smooth(label_smoothing: float) -> float"}]}
    text = clean.state["config"]["text"] + "regularisation:\n  label_smoothing: 0.1\n"
    fault = Fault(kind="text", agent="amender", text=json.dumps(answer), times=0)
    (tmp_path / "second").mkdir()
    with serve(ServerOptions(files=4, faults=(fault,))) as server:
        run = await drive(server, tmp_path / "second", [text], audit=False, check=False)
    assert run.state["amendment"]["findings"] == [
        "no file of the design reads the key `regularisation.label_smoothing`"
    ]
    entry = next(f for f in run.state["logic"]["files"] if f["path"] == path)
    assert "def smooth(label_smoothing: float) -> float" in entry["interface"]
    assert run.nodes.index("config-review") < run.nodes.index("amender") < run.nodes.index("analyst")


@pytest.mark.parametrize(
    ("name", "found"),
    [("data.AUGMENTATIONS", 0), ("model.DOMAIN.file", 0), ("model.width", 1), ("model.depth", 0), ("model.K", 1)],
)
def test_constants_and_placeholders_in_capitals_are_no_keys(name: str, found: int) -> None:
    said = DESIGN.model_copy(update={"shared_knowledge": f"All take {name} as it is."})
    config = AGREES.replace("model:\n", "data:\n  folder: rate\nmodel:\n", 1)
    assert sum(name in fault for fault in design_faults(said, config)) == found


async def test_what_an_amendment_brings_anew_is_a_remark_for_who_reads_the_design_next(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4)) as server:
        clean = await drive(server, tmp_path, audit=False)
    path = clean.state["logic"]["files"][-1]["path"]
    line = "def smooth(label_smoothing: float) -> float  # regularisation.label_smooting"
    answer = {"edits": [{"where": path, "before": "", "after": line}]}
    text = clean.state["config"]["text"] + "regularisation:\n  label_smoothing: 0.1\n"
    fault = Fault(kind="text", agent="amender", text=json.dumps(answer))
    (tmp_path / "second").mkdir()
    with serve(ServerOptions(files=4, faults=(fault,))) as server:
        run = await drive(server, tmp_path / "second", [text], audit=False, check=False)
        assert sum(r.agent == "amender" for r in server.requests) == 1
    said = "`regularisation.label_smooting` is named in the design and is no key of config.yaml"
    assert [(o["kind"], o["what"]) for o in run.state["objections"]["amender"]] == [("remark", said)]
    texts = (Path(run.report["repository"]).parent / "records/texts").iterdir()
    (task,) = [text for each in texts if (text := each.read_text()).startswith("# Task: analyst")]
    assert said in task


async def test_an_amendment_that_mends_nothing_is_refused(tmp_path: Path) -> None:
    """Its answer has a field `edits`, as edits of an answer have: it is checked all the same."""
    empty = Fault(kind="text", agent="amender", text='{"edits": []}', times=1)
    text = "regularisation:\n  label_smoothing: 0.1\n"
    with serve(ServerOptions(files=4)) as server:
        clean = await drive(server, tmp_path, audit=False, check=False)
    (tmp_path / "second").mkdir()
    with serve(ServerOptions(files=4, faults=(empty,))) as server:
        config = clean.state["config"]["text"] + text
        run = await drive(server, tmp_path / "second", [config], audit=False, check=False)
        asked = [r for r in server.requests if r.agent == "amender"]
    assert [r.asked_again for r in asked] == [False, True]
    assert run.state["amendment"]["kept"]
