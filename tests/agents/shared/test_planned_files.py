"""Files and contracts that a program writes, because the design says all there is to say."""

import ast
from pathlib import Path

import pytest

from benchmarks.cost.former import former_example
from papercoder.checks.contracts.completing import makes_metrics, with_keys, with_settled
from papercoder.checks.contracts.settled import unowned
from papercoder.runs.storage import open_storage
from papercoder.runs.texts import get_text
from state.answers.settled import Rule, Settled, WorkedOut
from state.contract import Contract, Obligation
from state.logic import FileLogic, LogicDesign
from state.metrics import Axis
from tests.graph.driving import drive
from tests.server import ServerOptions, serve

PACKAGE = "src/__init__.py"


async def test_a_package_that_holds_a_docstring_is_written_without_a_model(tmp_path: Path) -> None:
    with serve(ServerOptions(files=5)) as server:
        run = await drive(server, tmp_path)
        asked = {r.subject for r in server.requests}
    assert run.report["status"] == "complete"
    assert PACKAGE not in asked
    text = Path(run.report["repository"], PACKAGE).read_text()
    said = ast.get_docstring(ast.parse(text)) or ""
    module = next(f["path"] for f in run.state["architecture"]["files"] if f["path"].startswith("src/s"))
    assert Path(module).stem in said


async def test_files_that_stand_alone_need_no_contract_where_that_is_chosen(tmp_path: Path) -> None:
    with serve(ServerOptions(files=5)) as server:
        run = await drive(server, tmp_path, contracts="shared-files")
        asked = {(r.agent, r.subject) for r in server.requests}
    assert run.report["status"] == "complete"
    files = {f["path"]: f for f in run.state["logic"]["files"]}
    used = {path for f in files.values() for path in f["dependencies"]}
    assert {path for agent, path in asked if agent == "analyst"} == used - {PACKAGE}
    assert {path for agent, path in asked if agent == "coder"} == files.keys() - {PACKAGE}
    records = Path(run.report["repository"]).parent / "records" / "texts"
    tasks = [text for path in records.iterdir() if (text := path.read_text()).startswith("# Task: coder\nFile: `main")]
    assert files["main.py"]["role"] in tasks[0]


@pytest.mark.parametrize("which", ["large-files", "none"])
async def test_files_are_written_in_one_call_and_their_contract_is_read_out_of_the_code(
    which: str, tmp_path: Path
) -> None:
    with serve(ServerOptions(files=5)) as server:
        run = await drive(server, tmp_path, contracts=which)
        asked = {(r.agent, r.subject) for r in server.requests}
    assert run.report["status"] == "complete"
    analysed = {path for agent, path in asked if agent == "analyst"}
    assert analysed == (set() if which == "none" else {"main.py"})
    module = next(f for f in run.state["logic"]["files"] if f["path"].startswith("src/") and f["interface"])
    known = run.state["files"][module["path"]]
    async with open_storage() as storage:
        contract = Contract.model_validate_json(await get_text(storage.store, known["contract"]))
    assert contract.steps == (module["role"],)
    (declared, *_) = (s for s in contract.signatures if s.declaration.startswith("def apply_"))
    assert declared.meaning


async def test_one_call_settles_for_all_files_what_the_design_leaves_open(tmp_path: Path) -> None:
    with serve(ServerOptions(files=5)) as server:
        run = await drive(server, tmp_path, contracts="together")
        asked = [(r.agent, r.subject) for r in server.requests if r.agent in ("analyst", "coder")]
    assert run.report["status"] == "complete"
    assert [subject for agent, subject in asked if agent == "analyst"] == ["all"]
    files = run.state["files"]
    async with open_storage() as storage:
        made = {
            path: Contract.model_validate_json(await get_text(storage.store, files[path]["contract"])) for path in files
        }
    rule = "Arrays are float64; an empty array raises ValueError."
    assert {path for path, contract in made.items() if rule in contract.steps} == files.keys() - {PACKAGE}
    owners = {o.requirement: o for contract in made.values() for o in contract.obligations}
    assert owners["R1"].what.endswith("y = x + b, b of shape (n,).")
    records = Path(run.report["repository"]).parent / "records" / "texts"
    tasks = [text for path in records.iterdir() if (text := path.read_text()).startswith("# Task: coder\nFile: `")]
    assert all(rule in task for task in tasks)


def test_what_is_settled_belongs_to_files_and_requirements_that_are_there() -> None:
    plans = {"a.py": Contract(path="a.py", obligations=(Obligation(requirement="R1", where="a.py"),))}
    one = WorkedOut(requirement="R2", where="add", what="x + b")
    found = Settled(worked_out=(one,), rules=(Rule(files=("a.py", "b.py"), rule="Round up."),))
    assert len(unowned(found, plans)) == 2
    right = Settled(
        worked_out=(one.model_copy(update={"requirement": "R1"}),), rules=(Rule(files=("a.py",), rule="Up."),)
    )
    assert unowned(right, plans) == []
    whole = with_settled(plans["a.py"], right, plans)
    assert whole.obligations[0] == Obligation(requirement="R1", where="add", what="x + b")
    assert whole.steps == ("Up.",)


async def test_a_brief_contract_reaches_its_coder_with_role_and_interface(tmp_path: Path) -> None:
    with serve(ServerOptions(files=5, sizes=former_example().sizes)) as server:
        run = await drive(server, tmp_path, audit=False)
    records = Path(run.report["repository"]).parent / "records" / "texts"
    tasks = [text for path in records.iterdir() if (text := path.read_text()).startswith("# Task: coder\nFile: `src/")]
    design = {f["path"]: f for f in run.state["logic"]["files"]}
    for task in tasks:
        file = design[task.partition("`")[2].partition("`")[0]]
        assert file["role"] in task
        assert all(line.partition(" #")[0] in task for line in file["interface"])


def test_an_axis_of_the_plan_is_spelled_where_a_file_declares_or_deals_with_it() -> None:
    axes = [Axis(name=name, values=("few", "many")) for name in ("label_count", "variant", "k", "part")]
    contract = Contract(path="a.py", steps=("It runs.",))
    for interface, role, told in (
        (("VARIANTS: tuple[str, ...]",), "Runs.", ["variant"]),
        (("def run(label_counts: list[int]) -> None  # each variant",), "Runs.", ["label_count"]),
        (("def run() -> None",), "Goes over the axis variant.", ["variant"]),
        (("run_variants: list[str]", "def top_k(k: int) -> None"), "Runs.", ["variant", "k"]),
        (("def check(task: str, part: str | None) -> None",), "Runs.", ["part"]),
        (("def partial_checks(tasks: list[str]) -> None",), "Runs.", []),
        (("def run() -> None",), "Runs each variant.", []),
    ):
        steps = with_keys(contract, FileLogic(path="a.py", role=role, interface=interface), axes, "").steps
        assert [step.split("`")[1] for step in steps[1:]] == told
    assert steps == ("It runs.",)


def test_whoever_makes_keys_of_metrics_json_is_shown_all_of_them() -> None:
    logic = LogicDesign(
        files=(
            FileLogic(path="results.py", role="Writes metrics.json."),
            FileLogic(path="model.py", role="Fits."),
            FileLogic(path="study.py", role="Runs.", dependencies=("model.py", "results.py"), requirements=("R1",)),
            FileLogic(path="data.py", role="Reads.", dependencies=("results.py",), requirements=("R2",)),
            FileLogic(path="report.py", role="Reads.", dependencies=("model.py",)),
        ),
    )
    assert makes_metrics(logic, (), ["R1"]) == {"results.py", "study.py"}
    rule = Rule(files=("report.py",), rule="It reads metrics.json as it is.")
    assert makes_metrics(logic, (rule,), ["R1"]) == {"results.py", "study.py", "report.py"}
    axes = (Axis(name="variant", values=("full",)),)
    found = with_keys(Contract(path="a.py", steps=("It runs.",)), logic.files[0], axes, "accuracy.<variant>")
    assert found.steps[1:] == ("The keys of metrics.json, from the plan:\naccuracy.<variant>",)


async def test_the_keys_reach_the_coder_and_the_auditor_of_a_file_that_makes_them(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4)) as server:
        run = await drive(server, tmp_path)
    async with open_storage() as storage:
        refs = {path: known["contract"] for path, known in run.state["files"].items()}
        texts = {path: await get_text(storage.store, ref) for path, ref in refs.items()}
    told = {path for path, text in texts.items() if "The keys of metrics.json" in text}
    entry = run.state["architecture"]["entry_point"]
    speaks = {f["path"] for f in run.state["logic"]["files"] if "metrics.json" in f["role"] + str(f["interface"])}
    assert told == {
        f["path"] for f in run.state["logic"]["files"] if f["path"] in speaks or speaks & set(f["dependencies"])
    } - {entry}
