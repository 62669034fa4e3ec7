"""Every mode that is found is started: two repositories whose modes were written down before they were searched."""

from papercoder.sandbox.bubblewrap import Bubblewrap
from papercoder.trial.run import TrialOptions, run_trial
from state.trial import Trial

_STUDY = {
    "config.yaml": "width: 64\nsmoke: {width: 4}\n",
    "study/__init__.py": "",
    "study/data.py": """\
SETS = {"spirals": 3, "grid": 5}


def load(name: str) -> list[float]:
    return [float(value) for value in range(SETS[name])]
""",
    "study/losses.py": """\
from enum import Enum


class Loss(str, Enum):
    SQUARED = "squared"
    ABSOLUTE = "absolute"

    def of(self, values: list[float]) -> float:
        return sum(v * v if self is Loss.SQUARED else abs(v) for v in values)
""",
    "main.py": """\
import argparse
import json
import os

from study.data import SETS, load
from study.losses import Loss


def usual(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--config", default="config.yaml")
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--output", default="results/full")
    return parser


def main() -> None:
    parser = usual(argparse.ArgumentParser())
    commands = parser.add_subparsers(dest="command")
    fit = commands.add_parser("fit")
    fit.add_argument("--dataset", choices=sorted(SETS), default="grid")
    fit.add_argument("--loss", choices=[loss.value for loss in Loss], default="squared")
    commands.add_parser("summary")
    options = parser.parse_args()
    name, loss = getattr(options, "dataset", "grid"), Loss(getattr(options, "loss", "squared"))
    os.makedirs(options.output, exist_ok=True)
    with open(os.path.join(options.output, "metrics.json"), "w", encoding="utf-8") as file:
        json.dump({"total": loss.of(load(name))}, file)


if __name__ == "__main__":
    main()
""",
}
_STUDY_MODES = {
    "", "fit", "summary", "fit --dataset grid", "fit --dataset spirals", "fit --loss squared", "fit --loss absolute",
}  # fmt: skip

_BENCH = {
    "config.yaml": """\
experiments: {main_table: {seeds: 5}, noise_sweep: {seeds: 3}, transfer: {seeds: 1}}
methods: [ours, nearest, tree]
smoke: {seeds: 1}
""",
    "options.py": """\
from argparse import ArgumentParser, Namespace
from typing import Final

STAGES: Final = ("prepare", "run", "report")


def parsed() -> Namespace:
    parser = ArgumentParser()
    for option in ("--config", "--output"):
        parser.add_argument(option)
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--experiment", default="main_table")
    parser.add_argument("--method", default="ours")
    parser.add_argument("--stage", choices=STAGES, default="run")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    return parser.parse_args()
""",
    "main.py": """\
import json
import pathlib

from options import parsed


def main() -> None:
    options = parsed()
    folder = pathlib.Path(options.output)
    folder.mkdir(parents=True, exist_ok=True)
    methods = {name: {"accuracy": 0.5} for name in ("ours", "nearest", "tree")}
    experiments = {name: methods for name in ("main_table", "noise_sweep", "transfer")}
    (folder / "metrics.json").write_text(json.dumps(experiments), encoding="utf-8")


if __name__ == "__main__":
    main()
""",
}
_BENCH_MODES = {
    "", "--experiment main_table", "--experiment noise_sweep", "--experiment transfer", "--method ours",
    "--method nearest", "--method tree", "--stage prepare", "--stage run", "--stage report",
}  # fmt: skip


async def _trial(files: dict[str, str], metric: str) -> Trial:
    return await run_trial(
        files, entry_point="main.py", requirements=(), unknown_imports=(), metrics=[metric], options=TrialOptions()
    )


async def test_subcommands_tables_and_enumerations_are_all_started(sandbox: Bubblewrap) -> None:
    trial = await _trial(_STUDY, "total")
    assert {mode.name for mode in trial.modes} == _STUDY_MODES
    assert {mode.name: mode.reason for mode in trial.modes if mode.result != "passed"} == {}


async def test_names_of_the_configuration_and_another_module_are_all_started(sandbox: Bubblewrap) -> None:
    trial = await _trial(_BENCH, "accuracy")
    assert {mode.name for mode in trial.modes} == _BENCH_MODES
    assert {mode.name: mode.reason for mode in trial.modes if mode.result != "passed"} == {}
