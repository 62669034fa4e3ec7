"""A repository with ten faults that only other modes than the usual start show; four of them are swallowed."""

__all__ = ["CONFIG", "FAULTS", "MAIN", "SOUND"]

CONFIG = """\
methods: [mean, median, trimmed]
datasets: {rings: {n: 40}, moons: {n: 30}, swiss: {n: 20}}
smoke: {}
"""

MAIN = """\
import argparse, json, logging, os, sys, traceback
from enum import Enum
from src.methods import METHODS, run

LOSSES = ("mse", "mae", "huber")


class Schedule(Enum):
    FLAT = "flat"
    STEP = "step"
    COSINE = "cosine"


def rate(schedule):
    if schedule == "cosine":
        return math.cos(1.0)
    return 0.1


def data(name):
    if name == "swiss":
        return load_swiss_roll()
    return [1.0, 2.0, 3.0, 4.0]


def loss(kind, values):
    if kind == "huber":
        return {"l1": 1.0}["l2"]
    return sum(values)


def ablation(name):
    if name == "no-gate":
        try:
            raise RuntimeError("gate is None")
        except RuntimeError as error:
            print("Ablation", name, "failed:", error)
            return {}
    if name == "no-norm":
        try:
            [][1]
        except IndexError:
            traceback.print_exc()
        return {"accuracy": 0.5}
    if name == "no-aug":
        try:
            int("x")
        except ValueError:
            pass
        return {"share": 0.1}
    return {"accuracy": 0.5, "share": 0.1}


def export(kind):
    if kind == "table":
        logging.basicConfig(format="%(levelname)s %(message)s")
        try:
            1 / 0
        except ZeroDivisionError:
            logging.error("no table")
    if kind == "figure":
        sys.exit("no figures without a display")


def main():
    parser = argparse.ArgumentParser()
    for name in ("--config", "--seed", "--output"):
        parser.add_argument(name)
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--method", choices=sorted(METHODS), default="mean")
    parser.add_argument("--dataset", default="rings")
    parser.add_argument("--loss", choices=LOSSES, default="mse")
    parser.add_argument("--schedule", choices=[one.value for one in Schedule], default="flat")
    parser.add_argument("--ablation", choices=["full", "half", "no-gate", "no-norm", "no-aug"], default="full")
    parser.add_argument("--export", choices=["none", "csv", "table", "figure"], default="none")
    parser.add_argument("--depth", type=int, choices=(1, 2, 3), default=1)
    parser.add_argument("--stage", choices=["train", "evaluate"], default="train")
    options = parser.parse_args()
    os.makedirs(options.output, exist_ok=True)
    weights = os.path.join(options.output, "weights.json")
    if options.stage == "evaluate":
        json.load(open(weights))
    with open(weights, "w") as file:
        json.dump([1], file)
    values = data(options.dataset)
    result = ablation(options.ablation) | {"loss": loss(options.loss, values), "rate": rate(options.schedule)}
    result["score"] = run(options.method, values, options.depth)
    export(options.export)
    with open(os.path.join(options.output, "metrics.json"), "w") as file:
        json.dump(result, file)
    print("done, 0 failed; mean squared error 0.2")


if __name__ == "__main__":
    main()
"""

METHODS = """\
from statistics import mean, median


def _trimmed(values, depth):
    return mean(sorted(values)[len(values):])


METHODS = {
    "mean": lambda values, depth: mean(values),
    "median": lambda values, depth: median(values, depth),
    "trimmed": _trimmed,
}


def run(name, values, depth):
    if depth == 3:
        assert len(values) > 8, "too few values for depth 3"
    return METHODS[name](values, depth)
"""

SOUND = {"src/__init__.py": "", "src/methods.py": METHODS, "config.yaml": CONFIG, "main.py": MAIN}

FAULTS = {
    "--method median": "TypeError",
    "--method trimmed": "StatisticsError",
    "--dataset swiss": "NameError",
    "--loss huber": "KeyError",
    "--schedule cosine": "NameError",
    "--depth 3": "AssertionError",
    "--ablation no-gate": "failed",
    "--ablation no-norm": "IndexError",
    "--ablation no-aug": "lacks accuracy",
    "--export table": "no table",
}
"""By mode: what its reason says. `--export figure` stops with a message, which is a failure too, and no exception."""
