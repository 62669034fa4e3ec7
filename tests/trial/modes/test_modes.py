"""Every mode of a repository: found by reading, started in the real sandbox, judged."""

import asyncio
import json
import os
from collections.abc import Sequence
from dataclasses import replace

import pytest

from papercoder.sandbox.backend import CommandResult
from papercoder.sandbox.bubblewrap import Bubblewrap
from papercoder.trial.metrics import measured
from papercoder.trial.modes.find import Found, Mode, find_modes
from papercoder.trial.modes.judge import lacks_entries, lacks_listed, said_failed
from papercoder.trial.modes.start import start_modes
from papercoder.trial.run import TrialOptions, run_trial
from tests.trial.modes.planted import FAULTS, MAIN, SOUND
from tests.trial.repositories import repository


def _names(main: str, config: str = "", **files: str) -> list[str]:
    return [mode.name for mode in find_modes({"main.py": main, **files}, "main.py", config).modes]


async def test_ten_planted_failures_are_found_and_nothing_else(sandbox: Bubblewrap) -> None:
    trial = await run_trial(
        SOUND, entry_point="main.py", requirements=(), unknown_imports=(), metrics=["accuracy"], options=TrialOptions()
    )
    failed = {mode.name: mode.reason for mode in trial.modes if mode.result == "failed"}
    assert set(failed) == {*FAULTS, "--export figure"}
    assert {name: word in failed[name] for name, word in FAULTS.items()} == dict.fromkeys(FAULTS, True)
    assert {mode.result for mode in trial.modes} == {"passed", "failed"}
    assert len(trial.modes) == 1 + 3 + 3 + 3 + 3 + 5 + 4 + 3 + 2
    (stage,) = [stage for stage in trial.stages if stage.stage == "modes"]
    assert (trial.result, stage.result) == ("failed", "failed")
    assert "16 of 27 modes passed" in stage.reason
    assert "Traceback" in stage.output
    evaluated = next(mode for mode in trial.modes if mode.name == "--stage evaluate")
    assert "run after python main.py" in evaluated.reason


async def test_a_repository_with_one_way_to_start_has_no_such_stage(sandbox: Bubblewrap) -> None:
    trial = await run_trial(
        repository(), entry_point="main.py", requirements=(), unknown_imports=(), metrics=["accuracy"],
        options=TrialOptions(),
    )  # fmt: skip
    assert trial.result == "passed"
    assert [(mode.name, mode.result) for mode in trial.modes] == [("", "passed")]
    assert "modes" not in {stage.stage for stage in trial.stages}


async def test_the_usual_start_swallows_too(sandbox: Bubblewrap) -> None:
    model = "import logging\ndef value():\n    try:\n        return 1 / 0\n    except ZeroDivisionError:\n"
    model += "        logging.exception('no value')\n        return 0.5\n"
    trial = await run_trial(
        repository(src_model=model), entry_point="main.py", requirements=(), unknown_imports=(), metrics=["accuracy"],
        options=TrialOptions(),
    )  # fmt: skip
    assert trial.result == "failed"
    assert "usual start: ended with code 0 though it says: ZeroDivisionError" in trial.reason


async def test_modes_for_which_no_time_is_left_are_not_run(sandbox: Bubblewrap) -> None:
    main = SOUND["main.py"].replace("    options = parser", "    import time; time.sleep(2.5)\n    options = parser")
    trial = await run_trial(
        {**SOUND, "main.py": main}, entry_point="main.py", requirements=(), unknown_imports=(), metrics=["accuracy"],
        options=TrialOptions(seconds=8.0),
    )  # fmt: skip
    open_ = [mode for mode in trial.modes if mode.result == "not run"]
    assert open_
    assert "not tried: " in next(stage.reason for stage in trial.stages if stage.stage == "modes")


@pytest.mark.parametrize(
    ("names", "usual_s", "result"),
    [("ac", 5.0, "not run"), ("ac", 0.2, "failed"), ("c", 5.0, "failed")],
    ids=["left too little", "left enough", "had all of it"],
)
async def test_a_mode_that_hits_the_limit_fails_unless_the_others_left_it_too_little_time(
    names: str, usual_s: float, result: str
) -> None:
    usual = CommandResult(0, "", usual_s, files={"results/smoke/metrics.json": b'{"x": 1.0}'})

    async def run(words: Sequence[str], seconds: float) -> CommandResult:
        needed = {"a": 0.4, "c": 60.0}[words[-1]]
        await asyncio.sleep(min(needed, seconds))
        done = replace(usual, seconds=min(needed, seconds))
        return done if needed < seconds else replace(done, exit_code=None, hit="wall time")

    first = [Mode(("--only", "a"), "only")] * (os.cpu_count() or 1) if "a" in names else []
    found = Found((*first, Mode(("--only", "c"), "only")), (), {})
    tried = await start_modes(found, usual, ["python", "main.py"], [], run, lambda done: f"hit {done.hit}", 1.5)
    assert tried.reports[-1].result == result


ORDER = """
FIRST = {'t1': f}
ORDER = ('t1', 't2')
p.add_argument('--only', action='append')
bad = [n for n in p.parse_args().only or [] if n not in ORDER]
for n in options.only: run(n if n in FIRST else None)
"""
RUNS = """
RUNS = {'t1': f, 't2': g}
p.add_argument('--only')
if o.only is not None and o.only not in RUNS: p.error('no')
"""
UNKNOWN = """
RUNS = {'t1': f, 't2': g}
p.add_argument('--method', nargs='*')
if unknown := set(o.method) - set(RUNS): p.error('no')
"""


@pytest.mark.parametrize(
    ("main", "config", "names"),
    [
        ("p.add_argument('--mode', choices=['a', 'b'])", "", ["--mode a", "--mode b"]),
        ("p.add_argument('task', choices=('x', 'y'))", "", ["x", "y"]),
        ("p.add_argument('--device', choices=['cpu', 'cuda'])", "", []),
        ("a = s.add_parser('fit')\na.add_argument('--loss', choices=['l1'])\ns.add_parser('plot')",
         "", ["fit", "plot", "fit --loss l1"]),
        ("for n in ('fit', 'plot'):\n    s.add_parser(n)", "", ["fit", "plot"]),
        ("p.add_argument('--method')", "run: {methods: [ours, knn]}", ["--method ours", "--method knn"]),
        ("p.add_argument('--dataset')", "datasets: {a: {n: 1}, b: {n: 2}}", ["--dataset a", "--dataset b"]),
        ("p.add_argument('--method')", "methods: [a, b]\nsmoke: {methods: [a]}", ["--method a"]),
        ("import click\n@click.command()\n@click.option('--kind', type=click.Choice(['u', 'v']))\ndef main(kind): ...",
         "", ["--kind u", "--kind v"]),
        ("@app.command()\ndef fit_all(): ...\n@app.command('show')\ndef b(): ...", "", ["fit-all", "show"]),
        ("class M(str, Enum):\n    a = 'one'\n    b = 'two'\n@app.command()\ndef main(mode: M = M.a): ...",
         "", ["--mode one", "--mode two"]),
        (ORDER, "", ["--only t1", "--only t2"]),
        (RUNS, "", ["--only t1", "--only t2"]),
        (UNKNOWN, "", ["--method t1", "--method t2"]),
        ("from typing import Literal\n@app.command()\ndef main(mode: Literal['p', 'q'] = 'p'): ...", "",
         ["--mode p", "--mode q"]),
    ],
)  # fmt: skip
def test_ways_to_start_are_read_from_the_code(main: str, config: str, names: list[str]) -> None:
    assert _names(main, config) == names


def test_choices_of_another_module_are_found_and_those_that_are_calculated_are_said() -> None:
    main = "from pkg.names import ALL as NAMES\np.add_argument('--model', choices=list(NAMES))\n"
    assert _names(main, **{"pkg/names.py": "ALL = {'a': 1, 'b': 2}\n"}) == ["--model a", "--model b"]
    found = find_modes({"main.py": "p.add_argument('--model', choices=load())\n"}, "main.py", "")
    assert (found.modes, found.unread) == ((), ("--model",))


def test_names_that_no_check_tells_are_said() -> None:
    found = find_modes({"main.py": "p.add_argument('--only')\nif 'x' in text: pass\n"}, "main.py", "")
    assert (found.modes, found.unread) == ((), ("--only",))


def test_programs_of_their_own_beside_the_entry_point_are_no_modes() -> None:
    other = MAIN.replace("LOSSES =", "OTHER =")
    assert _names("p.add_argument('--mode', choices=['a'])", **{"scripts/plot.py": other}) == ["--mode a"]


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("0 failed, 3 passed", ""),
        ("mean squared error: 0.3\nerror = 0.1\nstandard error 0.2", ""),
        ("ConvergenceWarning: lbfgs failed to converge", ""),
        ("no runs failed", ""),
        ("failed: 0", ""),
        ("12:01 ERROR train: nan", "12:01 ERROR train: nan"),
        ("skipping knn (ValueError: k)", "skipping knn (ValueError: k)"),
        ("Traceback (most recent call last):\n  File 'a'\nKeyError: 'x'\ndone", "KeyError: 'x'"),
        ("experiment 2 failed", "experiment 2 failed"),
    ],
)
def test_what_a_program_says_of_failures(output: str, expected: str) -> None:
    assert said_failed(output) == expected


def test_listed_names_without_an_entry_are_missed() -> None:
    files = {"results/smoke/metrics.json": b'{"ours_acc": 1, "KNN": {"acc": 0.5}}'}
    assert "no entry for label-prop" in lacks_listed(files, {"method": ("ours", "knn", "label-prop")})
    assert lacks_listed(files, {"method": ("ours", "k-nn")}) == ""
    shared = {"method": ("ours", "knn", "proxy")}
    assert "no entry for proxy" in lacks_listed(files, shared, ["accuracy.ours", "accuracy.knn", "accuracy.proxy"])
    assert lacks_listed(files, shared, ["accuracy.ours", "accuracy.knn"]) == ""
    assert lacks_listed(files, {"dataset": ("rings", "moons")}) == ""


@pytest.mark.parametrize(
    ("not_run", "passes"),
    [
        ('{"b": "not run", "c": "not run"}', True),
        ('["b", "c"]', True),
        ('{"a": "ValueError: k", "b": "not run"}', False),
        ("{}", False),
        ("no JSON", False),
        (None, False),
    ],
)
def test_an_experiment_without_metrics_is_no_failure_where_it_is_not_among_those_left_out(
    not_run: str | None, passes: bool
) -> None:
    files = {"results/smoke/metrics.json": b"{}"}
    if not_run is not None:
        files["results/smoke/not_run.json"] = not_run.encode()
    others = {f"--only {name}": {"results/smoke/metrics.json": b'{"x": 1.0}'} for name in "bc"}
    assert lacks_entries({"--only a": files, **others}) == (
        {} if passes else {"--only a": "metrics.json holds no finite number"}
    )


@pytest.mark.parametrize(("extra", "passes"), [({}, True), ({"only_a": 1.0}, False)])
def test_an_experiment_without_metrics_owes_what_no_other_reports(extra: dict[str, float], passes: bool) -> None:
    own = {"results/smoke/metrics.json": b"{}", "results/smoke/not_run.json": b'{"b": "not run"}'}
    other = {"results/smoke/metrics.json": b'{"x": 1.0}'}
    usual = {"results/smoke/metrics.json": json.dumps({"x": 1.0, **extra}).encode()}
    assert bool(lacks_entries({"--only a": own, "--only b": other}, (), usual)) is not passes


def test_what_was_left_out_is_no_result() -> None:
    files = {"results/smoke/metrics.json": b'{"ours": 1}', "results/smoke/not_run.json": b'{"knn": "not run"}'}
    assert "no entry for knn" in lacks_listed(files, {"method": ("ours", "knn")})
    assert measured(files, ("ours",))[1] == {"ours": 1.0}


def test_a_metric_of_which_the_plan_asks_no_deviation_lacks_none() -> None:
    def written(*keys: str) -> dict[str, bytes]:
        return {"results/smoke/metrics.json": json.dumps(dict.fromkeys(keys, 1.0)).encode()}

    both = [f"accuracy.{name}" for name in ("mean", "std")]
    modes = {"--only a": written(*both), "--only b": written(*both), "--only c": written("more_labels.digits.mean")}
    assert "lacks std" in lacks_entries(modes)["--only c"]
    assert lacks_entries(modes, [*both, "more_labels.digits.mean"]) == {}
    asked = [*both, "more_labels.digits.mean", "more_labels.digits.std"]
    assert "lacks std" in lacks_entries(modes, asked)["--only c"]
