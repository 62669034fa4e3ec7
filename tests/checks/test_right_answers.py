"""Right answers of an analyst, recorded and made from them, none of which may be refused."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from papercoder.checks.contracts.agreement import contract_faults, disagreements
from state.contract import Contract, ExpectedCall, Signature
from state.logic import FileLogic, LogicDesign

RECORDED = Path(__file__).parents[2] / "benchmarks/recorded"


def answers(agent: str) -> Iterator[str]:
    """Yield the recorded answers of an agent as JSON, in order."""
    for file in sorted(RECORDED.glob("*.json")):
        record = json.loads(file.read_text(encoding="utf-8"))
        if record["agent"] == agent:
            yield re.sub(r"^\s*```\w*\n|```\s*$", "", record["answer"]).strip()


def contracts() -> list[Contract]:
    """Return the last recorded contract of each file."""
    found = [Contract.model_validate_json(text) for text in answers("analyst")]
    return list({contract.path: contract for contract in found}.values())


def logic() -> LogicDesign:
    """Return the logic design that was recorded last."""
    return LogicDesign.model_validate_json(list(answers("logic-designer"))[-1])


CONTRACTS, LOGIC = contracts(), logic()
KEYS = {key for contract in CONTRACTS for key in contract.config_keys}


def faults(changed: list[Contract]) -> list[str]:
    """Return all that is said against the contracts."""
    own = [text for c in changed if LOGIC.file(c.path) for text in contract_faults(c, LOGIC, KEYS, c.path)]
    return own + [text for texts in disagreements(changed).values() for text in texts]


def with_signatures(contract: Contract, *more: Signature) -> Contract:
    """Return the contract with more signatures."""
    return contract.model_copy(update={"signatures": (*contract.signatures, *more)})


def using(path: str, name: str, call: str = "") -> Contract:
    """Return a contract of a file that is not in the design and uses one name."""
    return Contract(path="user_of_it.py", uses=(ExpectedCall(path=path, name=name, call=call),))


SHARED_BASE = (Signature(declaration="class Root"), Signature(declaration="def fit(self, x, k=1)", owner="Root"))

KINDS: dict[str, Callable[[Contract], list[Contract]]] = {
    "attribute": lambda c: [
        with_signatures(c, Signature(declaration="class Fresh"), Signature(declaration="rate: float", owner="Fresh")),
        using(c.path, "Fresh.rate", "fresh.rate * 2"),
    ],
    "attribute with a value": lambda c: [
        with_signatures(c, Signature(declaration="class Fresh"), Signature(declaration="K = 3", owner="Fresh")),
        using(c.path, "Fresh.K"),
    ],
    "attribute of self": lambda c: [
        with_signatures(
            c, Signature(declaration="class Fresh"), Signature(declaration="self.loss: float", owner="Fresh")
        ),
        using(c.path, "Fresh.loss"),
    ],
    "attribute from the constructor": lambda c: [
        with_signatures(
            c,
            Signature(declaration="class Fresh"),
            Signature(declaration="def __init__(self, width: int)", owner="Fresh"),
        ),
        using(c.path, "Fresh.width", "fresh.width"),
    ],
    "attribute that no signature lists": lambda c: [
        with_signatures(
            c, Signature(declaration="class Fresh"), Signature(declaration="def fit(self, x)", owner="Fresh")
        ),
        using(c.path, "Fresh.losses", "fresh.losses[-1]"),
    ],
    "attribute in the meaning": lambda c: [
        with_signatures(
            c,
            Signature(declaration="class Fresh", meaning="Fields: means and scale."),
            Signature(declaration="n: int", owner="Fresh"),
        ),
        using(c.path, "Fresh.scale"),
    ],
    "property": lambda c: [
        with_signatures(
            c,
            Signature(declaration="class Fresh"),
            Signature(declaration="@property\ndef width(self) -> int", owner="Fresh"),
        ),
        using(c.path, "Fresh.width", "fresh.width"),
    ],
    "property that gives a function": lambda c: [
        with_signatures(
            c,
            Signature(declaration="class Fresh"),
            Signature(declaration="@property\ndef act(self) -> Callable", owner="Fresh"),
        ),
        using(c.path, "Fresh.act", "fresh.act(x)"),
    ],
    "constant": lambda c: [with_signatures(c, Signature(declaration="limit: int = 3")), using(c.path, "limit")],
    "constant without a type": lambda c: [
        with_signatures(c, Signature(declaration="names = ('a',)")),
        using(c.path, "names"),
    ],
    "constant nobody declares": lambda c: [c, using(c.path, "DEFAULT_LIMIT")],
    "inherited in the file": lambda c: [
        with_signatures(
            c,
            Signature(declaration="class Base"),
            Signature(declaration="def fit(self, x)", owner="Base"),
            Signature(declaration="class Fresh(Base)"),
        ),
        using(c.path, "Fresh.fit", "fresh.fit(x)"),
    ],
    "inherited from another file": lambda c: [
        c,
        Contract(path="root.py", signatures=SHARED_BASE),
        Contract(
            path="below.py",
            signatures=(Signature(declaration="class Fresh(Root)"),),
            uses=(ExpectedCall(path="root.py", name="Root"),),
        ),
        using("below.py", "Fresh.fit", "fresh.fit(x, k=2)"),
    ],
    "inherited constructor": lambda c: [
        with_signatures(
            c,
            Signature(declaration="class Base"),
            Signature(declaration="def __init__(self, d)", owner="Base"),
            Signature(declaration="class Fresh(Base)"),
        ),
        using(c.path, "Fresh", "Fresh(3)"),
    ],
    "inherited from a library": lambda c: [
        with_signatures(
            c,
            Signature(declaration="class Fresh(nn.Module)"),
            Signature(declaration="def forward(self, x)", owner="Fresh"),
        ),
        using(c.path, "Fresh.parameters", "net.parameters()"),
    ],
    "re-export of a package": lambda c: [
        c,
        Contract(path="pkg/__init__.py"),
        Contract(path="pkg/inner.py", signatures=(Signature(declaration="def g(x)"),)),
        using("pkg/__init__.py", "g", "g(1)"),
    ],
    "handed on by a file": lambda c: [
        with_signatures(c, Signature(declaration="def fresh(x)")),
        Contract(path="api.py", uses=(ExpectedCall(path=c.path, name="fresh"),)),
        using("api.py", "fresh", "fresh(1)"),
    ],
    "class with its body": lambda c: [
        with_signatures(c, Signature(declaration="@dataclass\nclass Fresh:\n    rate: float\n    k: int = 2")),
        using(c.path, "Fresh.rate", "fresh.rate"),
    ],
    "class method and static method": lambda c: [
        with_signatures(
            c,
            Signature(declaration="class Fresh"),
            Signature(declaration="@classmethod\ndef load(cls, path)", owner="Fresh"),
            Signature(declaration="@staticmethod\ndef of(x)", owner="Fresh"),
        ),
        using(c.path, "Fresh.load", "Fresh.load('p')"),
        using(c.path, "Fresh.of", "Fresh.of(1)").model_copy(update={"path": "second.py"}),
    ],
    "coroutine and colon": lambda c: [
        with_signatures(c, Signature(declaration="async def fresh(x: int) -> int:")),
        using(c.path, "fresh", "await fresh(1)"),
    ],
    "keywords in another order, defaults left out": lambda c: [
        with_signatures(c, Signature(declaration="def fresh(a, b, *, c=1, **rest)")),
        using(c.path, "fresh", "fresh(b=2, a=1, z=3)"),
    ],
    "generic class": lambda c: [
        with_signatures(
            c,
            Signature(declaration="class Fresh(Generic[T], Base[T])"),
            Signature(declaration="class Base"),
            Signature(declaration="def fit(self)", owner="Base"),
        ),
        using(c.path, "Fresh.fit", "fresh.fit()"),
    ],
    "keys below smoke and groups": lambda c: [
        c.model_copy(
            update={
                "config_keys": (
                    *c.config_keys,
                    "smoke",
                    *(f"smoke.{k}" for k in c.config_keys),
                    *(f"{k.partition('.')[0]}.*" for k in c.config_keys),
                )
            }
        ),
    ],
    "its own names and config.yaml": lambda c: [
        c.model_copy(update={"uses": (*c.uses, ExpectedCall(path="config.yaml", name="training"))}),
    ],
    "a name of Python": lambda c: [c, using(c.path, "__all__")],
    "a special method": lambda c: [
        with_signatures(c, Signature(declaration="class Fresh"), Signature(declaration="def fit(self)", owner="Fresh")),
        using(c.path, "Fresh.__len__", "len(fresh)"),
    ],
    "two callers of one function": lambda c: [
        with_signatures(c, Signature(declaration="def fresh(x)")),
        using(c.path, "fresh", "fresh(1)"),
        using(c.path, "fresh", "fresh(x=2)").model_copy(update={"path": "second.py"}),
    ],
}
CASES = [(kind, contract) for kind in KINDS for contract in CONTRACTS]


def test_the_recorded_contracts_agree() -> None:
    assert len(CONTRACTS) >= 5
    assert faults(CONTRACTS) == []


def test_there_are_enough_variants() -> None:
    assert len(CASES) >= 200


@pytest.mark.parametrize("kind", KINDS)
def test_no_variant_of_a_right_answer_is_refused(kind: str) -> None:
    for contract in CONTRACTS:
        others = [c for c in CONTRACTS if c.path != contract.path]
        assert faults([*others, *KINDS[kind](contract)]) == [], contract.path


WRONG: dict[str, Callable[[Contract], list[Contract]]] = {
    "no such function": lambda c: [c, using(c.path, "never_written", "never_written(1)")],
    "no such method": lambda c: [
        with_signatures(c, Signature(declaration="class Fresh"), Signature(declaration="def fit(self)", owner="Fresh")),
        using(c.path, "Fresh.train", "fresh.train()"),
    ],
    "no such attribute": lambda c: [
        with_signatures(c, Signature(declaration="class Fresh"), Signature(declaration="n: int", owner="Fresh")),
        using(c.path, "Fresh.rate"),
    ],
    "inherited method called wrongly": lambda c: [
        with_signatures(
            c,
            Signature(declaration="class Base"),
            Signature(declaration="def fit(self, x)", owner="Base"),
            Signature(declaration="class Fresh(Base)"),
        ),
        using(c.path, "Fresh.fit", "fresh.fit()"),
    ],
}


@pytest.mark.parametrize("kind", WRONG)
def test_wrong_answers_are_still_refused_and_only_the_wrong_side_is_asked(kind: str) -> None:
    for contract in CONTRACTS:
        others = [c for c in CONTRACTS if c.path != contract.path]
        found = disagreements([*others, *WRONG[kind](contract)])
        assert list(found) == ["user_of_it.py"]
        assert len(found["user_of_it.py"]) == 1


def test_what_several_files_expect_is_asked_of_the_file_that_should_have_it() -> None:
    first, second = using("a.py", "g", "g()"), using("a.py", "g", "g()").model_copy(update={"path": "second.py"})
    found = disagreements([Contract(path="a.py"), first, second])
    assert found == {"a.py": ["user_of_it.py and second.py use 'g' of a.py, which does not define it"]}


def test_what_a_file_defines_is_said_once() -> None:
    user = Contract(path="b.py", uses=(ExpectedCall(path="a.py", name="g"), ExpectedCall(path="a.py", name="h")))
    given = Contract(path="a.py", signatures=(Signature(declaration="def f(x)"),))
    assert disagreements([given, user]) == {"b.py": ["b.py uses 'g', 'h' of a.py, which defines: def f(x)"]}


def test_a_promise_is_kept_by_a_base_of_the_same_file() -> None:
    design = LogicDesign(files=(FileLogic(path="a.py", role="r", interface=("class M(B)", "M.fit(self, x)")),))
    base = (Signature(declaration="class B"), Signature(declaration="def fit(self, x)", owner="B"))
    kept = Contract(path="a.py", signatures=(Signature(declaration="class M(B)"), *base))
    assert contract_faults(kept, design, set(), "a.py") == []
    assert contract_faults(kept.model_copy(update={"signatures": kept.signatures[:2]}), design, set(), "a.py")
