import json

from papercoder.checks.contracts.completing import planned_contract, with_settled
from papercoder.workspace.showing import show_agreed, show_contract, show_obligations, show_plan, show_promise
from state.answers.settled import Rule, Settled, WorkedOut
from state.contract import Contract
from state.logic import FileLogic
from state.metrics import ExperimentCost, Metric, MetricAxis
from state.objection import Objection
from state.parts.obtained import ObtainedData
from tests.agents.artifacts import plan

CONTRACT = Contract.from_json(
    {
        "path": "a.py",
        "obligations": [
            {"requirement": "R1", "where": "fit", "what": "the mean over rows"},
            {"requirement": "R2", "where": "fit", "what": "the second one"},
        ],
        "signatures": [{"declaration": "def fit(x: int) -> int", "meaning": "in percent"}],
        "uses": [{"path": "b.py", "name": "load"}],
        "config_keys": ["training.epochs"],
        "writes": ["metrics.json"],
        "steps": ["first the scale"],
        "must_not": ["leave a row out"],
        "pitfalls": ["off by one"],
    }
)


def test_a_caller_is_shown_what_a_file_promises_and_not_how_it_does_it() -> None:
    shown = show_promise(CONTRACT)
    assert all(text in shown for text in ("the mean over rows", "def fit(x: int) -> int", "in percent", "metrics.json"))
    assert not any(text in shown for text in ("first the scale", "off by one", "leave a row out", "training.epochs"))


def test_an_auditor_is_shown_what_the_contract_says_of_its_requirements() -> None:
    shown = show_obligations(CONTRACT, {"R1"})
    assert all(text in shown for text in ("the mean over rows", "leave a row out"))
    assert not any(text in shown for text in ("the second one", "first the scale", "off by one", "def fit"))
    assert "first the scale" in show_contract(CONTRACT)


def test_a_file_that_has_to_do_with_data_is_shown_how_it_lies_on_disk() -> None:
    videos = ObtainedData(
        name="Videos", source="archive", requirements=("R3",), command="get_data.py --all", layout="left/0000.png"
    )
    none = ObtainedData(name="Iris", requirements=("R3",), source="package")
    for path, near, seen in (("a.py", ["R3"], True), ("get_data.py", [], True), ("b.py", ["R1"], False)):
        agreed = show_agreed("Rows are points.", [videos, none], path, near)
        assert agreed.startswith("Rows are points.")
        assert ("- Videos: left/0000.png" in agreed) is seen
        assert "Iris" not in agreed


def test_the_designs_own_contract_promises_its_role_and_what_was_worked_out() -> None:
    """A caller whose dependency has no analyst learns from the role what it returns; the ledger is not said again."""
    entry = FileLogic(
        path="a.py",
        role="fit gives a share from 0 to 1.",
        interface=("def fit(x) -> float",),
        requirements=("R1", "R2"),
    )
    settled = Settled(worked_out=(WorkedOut(requirement="R2", where="fit", what="y = x + b"),))
    contract = with_settled(planned_contract(entry), settled, {})
    shown = show_promise(contract)
    assert "a share from 0 to 1" in shown
    assert "y = x + b" in shown
    assert "R1" not in shown
    whole = show_contract(contract)
    assert '"owed_as_the_ledger_says": ["R1"]' in whole
    assert all('""' not in text for text in (whole, shown, show_contract(CONTRACT)))
    assert "R1" not in show_obligations(contract, {"R1", "R2"})
    assert "pitfalls" not in whole
    assert "of_design" not in whole


def test_an_auditor_reads_the_rules_that_were_settled_for_a_file_and_not_its_role() -> None:
    plan = planned_contract(FileLogic(path="a.py", role="fit gives a share.", requirements=("R1",)))
    settled = Settled(rules=(Rule(files=("a.py", "b.py"), rule="Shares run from 0 to 1."),))
    shown = show_obligations(with_settled(plan, settled, {}), {"R1"})
    assert "Shares run from 0 to 1." in shown
    assert "fit gives a share." not in shown
    by_analyst = plan.model_copy(update={"of_design": False, "steps": ("one", "two")})
    assert "two" not in show_obligations(by_analyst, {"R1"})


def test_a_plan_is_shown_without_what_is_empty_in_it() -> None:
    whole = plan().model_copy(
        update={
            "data": "",
            "metrics": (Metric(name="error", meaning="mean error", axes=(MetricAxis(axis="method"),)),),
            "costs": (ExperimentCost(experiment="Table 1", estimate="a day"),),
            "objections": (Objection(what="R1", why="s1"),),
        }
    )
    shown = json.loads(show_plan(whole))
    assert '""' not in show_plan(whole)
    assert "[]" not in show_plan(whole)
    assert "data" not in shown
    assert "axes" not in shown
    assert shown["metrics"] == [{"name": "error", "meaning": "mean error", "axes": [{"axis": "method"}]}]
    assert shown["costs"] == [{"experiment": "Table 1", "estimate": "a day"}]
    assert shown["experiments"] == "One."
    assert shown["requirements"][0]["status"] == "stated"
