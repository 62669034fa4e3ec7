from papercoder.workspace.showing import show_contract, show_obligations, show_promise
from state.contract import Contract

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
