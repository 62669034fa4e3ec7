"""Real multi-file packages, read from the environment's site-packages, with a small program around each."""

import re
from dataclasses import replace
from functools import cache
from importlib import metadata

from papercoder.checks.run import Subject

__all__ = ["MEASURED", "MUTATED", "closure", "lines", "program", "read"]

MUTATED = ("click", "httpx", "jinja2", "markdown")
MEASURED = (*MUTATED, "requests", "rich", "starlette", "structlog", "tenacity")

_CONFIG = """\
seed: 3
data:
  path: data.csv
  limit: 100
training:
  epochs: 5
  rate: 0.01
  optimizer:
    name: sgd
output: metrics.json
smoke:
  training:
    epochs: 1
"""

_MAIN = """\
import argparse
import json

import PACKAGE
import yaml
from driver_data import load_table
from driver_metrics import compute_accuracy


def load_config(path, smoke):
    with open(path) as file:
        cfg = yaml.safe_load(file)
    if smoke:
        cfg["training"].update(cfg["smoke"]["training"])
    return cfg


def run(cfg, seed):
    rows = load_table(cfg["data"])
    training = cfg["training"]
    optimizer = training["optimizer"]
    weight = float(seed)
    for _ in range(training["epochs"]):
        weight -= training["rate"] * len(rows)
    print(PACKAGE.__name__, optimizer["name"])
    return compute_accuracy([weight > 0], [True])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", default="config.yaml")
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--seed", type=int)
    args = parser.parse_args()
    cfg = load_config(args.config, args.smoke)
    seed = cfg["seed"] if args.seed is None else args.seed
    accuracy = run(cfg, seed)
    with open(cfg["output"], "w") as file:
        json.dump({"accuracy": accuracy}, file)


if __name__ == "__main__":
    main()
"""

_DATA = """\
import csv


def load_table(data):
    with open(data["path"]) as file:
        rows = list(csv.reader(file))
    return rows[: data["limit"]]
"""

_METRICS = '''\
def compute_accuracy(predicted, gold):
    """Compute the share of equal labels."""
    same = sum(p == g for p, g in zip(predicted, gold))
    return same / len(gold)
'''


@cache
def read(package: str) -> Subject | None:
    """Return the installed package as it is, with all it requires; None where it is not installed."""
    try:
        distribution = metadata.distribution(package)
    except metadata.PackageNotFoundError:
        return None
    files: dict[str, str] = {}
    for entry in distribution.files or ():
        path = entry.as_posix()
        if path.endswith(".py") and path.startswith(f"{package}/"):
            files[path] = entry.locate().read_text(encoding="utf-8")  # type: ignore[attr-defined] # a Path in fact
    names = {package}
    closure(package, names)
    return Subject(files=files, requirements=sorted(names))


def closure(package: str, names: set[str]) -> None:
    """Add to the names all that the distribution requires, directly or not, extras included."""
    try:
        required = metadata.requires(package) or []
    except metadata.PackageNotFoundError:
        return
    for line in required:
        found = re.match(r"[A-Za-z0-9._-]+", line)
        name = found.group().lower() if found else ""
        if name and name not in names:
            names.add(name)
            closure(name, names)


def program(subject: Subject, package: str) -> Subject:
    """Put a program with a config.yaml around the package."""
    files = {
        **subject.files,
        "config.yaml": _CONFIG,
        "main.py": _MAIN.replace("PACKAGE", package),
        "driver_data.py": _DATA,
        "driver_metrics.py": _METRICS,
        "reproduce.sh": "#!/bin/bash\nset -e\npython main.py --config config.yaml\n",
    }
    required = [*(subject.requirements or ()), "pyyaml", "numpy"]
    return replace(subject, files=files, requirements=required, entry_point="main.py", planned=tuple(files))


def lines(subject: Subject) -> int:
    """Return the number of lines of Python."""
    return sum(text.count("\n") for path, text in subject.files.items() if path.endswith(".py"))
