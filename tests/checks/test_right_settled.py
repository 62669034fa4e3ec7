"""Right answers of the analyst who settles for all files, recorded and made from them, none of which may be refused."""

from collections.abc import Callable

import pytest

from benchmarks.agreement.example import example
from papercoder.checks.contracts.completing import with_settled
from papercoder.checks.contracts.settled import settled_checker
from papercoder.checks.run import Subject, check
from state.answers.settled import Rule, Settled, WorkedOut

EXAMPLE = example()
SETTLED, PLANS = EXAMPLE.settled, EXAMPLE.plans


def said_of(settled: Settled) -> list[str]:
    return settled_checker(lambda _: EXAMPLE.logic, EXAMPLE.config)(settled)


def of_one(one: WorkedOut, **changes: str) -> list[str]:
    return said_of(Settled(worked_out=(one.model_copy(update=changes),)))


def of_rule(one: Rule, **changes: object) -> list[str]:
    return said_of(Settled(rules=(one.model_copy(update=changes),)))


def test_the_recorded_answer_is_taken_and_its_contracts_repeat_nothing() -> None:
    assert said_of(SETTLED) == []
    assert said_of(Settled()) == []
    found = check(Subject(files=EXAMPLE.sources, config=EXAMPLE.config, contracts=EXAMPLE.contracts))
    assert [f.message for f in found if f.rule == "repeated-value" and "settled" in f.message] == []


WHERES: dict[str, Callable[[str], str]] = {
    "a call": lambda name: f"{name}()",
    "with its path": lambda name: f"camp/any.py: {name}",
    "in backticks": lambda name: f"`{name}`",
    "a helper of it": lambda name: f"_{name}_once, called by {name}",
    "a helper": lambda name: f"_helper_of_{name}",
    "two places": lambda name: f"{name} and main",
    "words": lambda _: "the loop over rounds",
    "a member": lambda name: f"{name}.__post_init__",
}


@pytest.mark.parametrize("form", WHERES)
@pytest.mark.parametrize("one", SETTLED.worked_out, ids=lambda one: one.requirement)
def test_a_place_may_be_written_otherwise(one: WorkedOut, form: str) -> None:
    assert of_one(one, where=WHERES[form](one.where)) == []


SENTENCES = (
    "x = 2 * (a - 1); nothing of it is configured.",
    "beta * running + (1 - beta) * fresh, with beta of training.beta.",
    "n_init=10 is the library's own default and stays.",
    "numpy.random.default_rng(seed) is made once; see training.fit_camp and data.Split.",
    "train.py writes results.json and metrics.json; camp/data.py reads data.npz.",
    "model.coef_ has shape (K, d); model.classes_ is sorted.",
    "Reads data.digits, data.breast_cancer and all of training.",
    "kappa_p = model.kappa_p, and rho = preprocessing.rho.",
    "gate_end - 0.3 * gate_end is no limit.",
    "rounds = 41 would be one too many; seeds are those of experiment.seeds.",
    "eta = 0.5 * v is the half of v.",
    "y in {0, 1}; K = 2 for breast_cancer and 10 for digits; axis=0, ddof=1.",
    "self.training.loss and out.data.shape are attributes.",
    "alpha: see R7. epsilon: as configured. omega >= 1.",
    "temperature(t) = start + (end - start) * min(t / rounds, 1).",
)


@pytest.mark.parametrize("text", SENTENCES)
@pytest.mark.parametrize("one", SETTLED.worked_out, ids=lambda one: one.requirement)
def test_formulas_may_say_what_is_no_key_and_no_copy(one: WorkedOut, text: str) -> None:
    assert of_one(one, what=f"{one.what} {text}") == []


@pytest.mark.parametrize("text", SENTENCES)
@pytest.mark.parametrize("number", range(len(SETTLED.rules)))
def test_rules_may_say_what_is_no_key_and_no_copy(number: int, text: str) -> None:
    rule = SETTLED.rules[number]
    assert of_rule(rule, rule=text) == []


@pytest.mark.parametrize("number", range(len(SETTLED.rules)))
def test_a_rule_may_belong_to_other_files_and_stand_alone(number: int) -> None:
    rule, paths = SETTLED.rules[number], tuple(PLANS)
    rest = tuple(r for r in SETTLED.rules if r is not rule)
    assert said_of(SETTLED.model_copy(update={"rules": rest[::-1]})) == []
    assert of_rule(rule, files=paths) == []
    assert of_rule(rule, files=rule.files[::-1]) == []


HELD = (
    ("metric_key", ("camp/experiments.py", "camp/results.py")),
    ("camp/results.py: metric_key", ("camp/experiments.py", "camp/results.py")),
    ("metric_key(metric, *parts)", ("camp/experiments.py", "camp/results.py")),
    ("Split", ("camp/data.py", "camp/baselines.py")),
    ("METHODS", ("run.py", "camp/results.py")),
    ("Outcome.__init__", ("camp/results.py", "camp/experiments.py", "run.py")),
    ("parameters_from_config", ("camp/experiments.py", "camp/training.py")),
    # Declared by a file that is not among those of the rule, and by one that another of them does not depend on.
    ("metric_key", ("camp/experiments.py",)),
    ("score", ("camp/metric.py", "camp/evaluation.py")),
    # Several files declare such a name: nobody is told to call one of them.
    ("Outcome.__init__", ("camp/baselines.py",)),
)


@pytest.mark.parametrize(("name", "files"), HELD)
def test_a_rule_may_be_held_by_what_its_files_can_call(name: str, files: tuple[str, ...]) -> None:
    assert of_rule(Rule(files=files, rule="One place decides."), function=name) == []


def test_a_file_may_be_the_place_of_what_it_owns() -> None:
    """A script has no function to name; a word of its path may be a name that another file declares."""
    files = tuple(
        file.model_copy(update={"interface": (*file.interface, "camp: str")}) if file.path == "camp/data.py" else file
        for file in EXAMPLE.logic.files
    )
    checker = settled_checker(lambda _: EXAMPLE.logic.model_copy(update={"files": files}), EXAMPLE.config)
    worked_out = [
        Settled(worked_out=(WorkedOut(requirement="R6", where=where, what="x"),))
        for where in ("camp/metric.py", "camp/elsewhere.py")
    ]
    assert [bool(checker(one)) for one in worked_out] == [False, True]


def test_a_name_with_a_placeholder_stands_for_the_keys_that_it_fits() -> None:
    config = "model:\n  ffhq: {file: a}\n  church: {file: b}\nbaselines:\n  ffhq_file: c\n"
    said = "Read model.DOMAIN.file and baselines.DOMAIN_file; {}."
    for more, found in ("no more", 0), ("then model.ffhq.fil", 1):
        rules = Settled(rules=(Rule(files=("camp/data.py",), rule=said.format(more)),))
        assert len(settled_checker(lambda _: EXAMPLE.logic, config)(rules)) == found


def test_what_does_not_agree_is_sent_back_once() -> None:
    wrong = Settled(
        worked_out=(WorkedOut(requirement="R6", where="preprocess", what="x"),),
        rules=(
            Rule(files=("camp/data.py",), rule="Blend by training.betta; kappa_p is training.kappa_p."),
            Rule(files=("camp/training.py",), rule="The last gate_end = 0.3; patience: 3 rounds."),
            Rule(files=("camp/metric.py",), rule="Percent.", function="nobody_declares_this"),
        ),
    )
    checker = settled_checker(lambda _: EXAMPLE.logic, EXAMPLE.config)
    found = "\n".join(checker(wrong))
    assert "R6: `preprocess` is declared by camp/data.py, and the requirement belongs to camp/metric.py" in found
    assert "no key 'training.betta'; the nearest is 'training.beta'" in found
    assert "no key 'training.kappa_p'; the nearest is 'model.kappa_p'" in found
    assert "`gate_end` has the value of 'training.gate_end' in config.yaml" in found
    assert "`patience` has the value of 'training.patience' in config.yaml" in found
    assert "no file of the design declares `nobody_declares_this`" in found
    assert checker(wrong) == []


def test_a_rule_stands_in_the_contract_of_what_holds_it_and_the_others_call_that() -> None:
    files = ("camp/experiments.py", "camp/results.py")
    rule = Rule(files=files, rule="Keys are joined by dots.", function="camp/results.py: metric_key")
    settled = Settled(rules=(rule,))
    owner, user = (with_settled(PLANS[path], settled, PLANS) for path in ("camp/results.py", "camp/experiments.py"))
    assert owner.steps[-1] == "Keys are joined by dots. `metric_key` holds this for all files."
    said = "`metric_key` of camp/results.py holds this: what needs it calls that and does not write it again."
    assert user.steps[-1].endswith(said)
    assert [(use.path, use.name) for use in user.uses] == [("camp/results.py", "metric_key")]
    assert not owner.uses
    # Who holds it is told so although the rule does not name its file.
    outside = settled.model_copy(
        update={"rules": (rule.model_copy(update={"files": files[:1], "function": "metric_key"}),)}
    )
    assert with_settled(PLANS["camp/results.py"], outside, PLANS).steps[-1].endswith("holds this for all files.")
    # A file that does not depend on it cannot call it.
    apart = with_settled(PLANS["camp/experiments.py"], settled, PLANS, ("camp/data.py",))
    assert apart.steps[-1].endswith("holds this; those call it that depend on camp/results.py.")
    assert not apart.uses


def test_a_settled_number_that_repeats_a_key_is_a_finding_of_the_gates() -> None:
    settled = Settled(rules=(Rule(files=("camp/training.py",), rule="Blend with beta = 0.5."),))
    contracts = {"camp/training.py": with_settled(PLANS["camp/training.py"], settled, PLANS)}
    found = check(Subject(files=EXAMPLE.sources, config=EXAMPLE.config, contracts=contracts))
    (message,) = [f.message for f in found if f.rule == "repeated-value"]
    assert message == "what was settled of `beta` repeats the value of 'training.beta' in config.yaml"
