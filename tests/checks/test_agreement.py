import pytest

from papercoder.checks.contracts.agreement import contract_faults, disagreements
from state.contract import Contract, ExpectedCall, Obligation, Signature
from state.logic import FileLogic, LogicDesign

LOGIC = LogicDesign(
    files=(
        FileLogic(
            path="a.py", role="r", interface=("def f(x: int) -> int", "class M", "M.fit(self, x)"), requirements=("R1",)
        ),
        FileLogic(path="b.py", role="r", dependencies=("a.py",)),
    )
)
GOOD = Contract(
    path="a.py",
    obligations=(Obligation(requirement="R1", where="f", what="doubles"),),
    signatures=(
        Signature(declaration="def f(x: int, k: int = 2) -> int"),
        Signature(declaration="class M"),
        Signature(declaration="def __init__(self, d: int)", owner="M"),
        Signature(declaration="def fit(self, x)", owner="M"),
        Signature(declaration="@staticmethod\ndef load(path: str) -> M", owner="M"),
    ),
    config_keys=("training.lr",),
)
KEYS = {"training", "training.lr"}


def test_a_good_contract_has_no_faults() -> None:
    assert contract_faults(GOOD, LOGIC, KEYS, "a.py") == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"obligations": ()}, "R1 is owned by the file and has no obligation"),
        ({"config_keys": ("training.rate",)}, "config key 'training.rate' is not in config.yaml"),
        ({"signatures": GOOD.signatures[1:]}, "the logic design promises 'def f(x: int) -> int'"),
        ({"signatures": (*GOOD.signatures, Signature(declaration="does things"))}, "'does things' is no Python"),
        ({"uses": (ExpectedCall(path="b.py", name="g"),)}, "uses 'g' of 'b.py', which is not among its dependencies"),
        ({"path": "c.py"}, "'path' must be 'a.py'"),
    ],
)
def test_each_fault_of_a_contract_is_named(changes: dict[str, object], fault: str) -> None:
    found = contract_faults(GOOD.model_copy(update=changes), LOGIC, KEYS, "a.py")
    assert any(f.startswith(fault) for f in found), found


@pytest.mark.parametrize(
    ("line", "promised"),
    [
        ("TOKENS: tuple[str, ...] = ('a', 'b')", False),
        ("class Batch  # dataclass: x: int", True),
        ("Batch.__init__(self, x: int)", True),
        ("async def g(x)", True),
    ],
)
def test_only_functions_and_classes_are_promised(line: str, promised: bool) -> None:
    logic = LogicDesign(files=(FileLogic(path="a.py", role="r", interface=(line,)),))
    assert bool(contract_faults(Contract(path="a.py"), logic, KEYS, "a.py")) is promised


def caller(name: str, call: str) -> Contract:
    return Contract(path="b.py", uses=(ExpectedCall(path="a.py", name=name, call=call),))


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("f", "y = f(1)"),
        ("f", "f(1, k=3)"),
        ("f", "f(*args)"),
        ("M", "M(3)"),
        ("M.fit", "model.fit(x)"),
        ("M.load", "M.load(path)"),
        ("f", "not python at all"),
        ("LIMIT", ""),
    ],
)
def test_calls_that_fit_agree(name: str, call: str) -> None:
    assert disagreements([GOOD, caller(name, call)]) == {}


@pytest.mark.parametrize(
    ("name", "call", "fault"),
    [
        ("f", "f()", "x is missing"),
        ("f", "f(1, 2, 3)", "3 positional arguments"),
        ("f", "f(1, q=2)", "no parameter q"),
        ("M", "M()", "d is missing"),
        ("M.fit", "m.fit()", "x is missing"),
    ],
)
def test_a_call_that_does_not_fit_goes_back_to_the_caller(name: str, call: str, fault: str) -> None:
    found = disagreements([GOOD, caller(name, call)])
    assert list(found) == ["b.py"]
    assert fault in found["b.py"][0]


def test_a_name_that_nobody_defines_goes_back_to_its_only_caller() -> None:
    assert set(disagreements([GOOD, caller("g", "g()")])) == {"b.py"}
