"""A small repository in which no rule finds anything; tests plant one fault at a time."""

from papercoder.checks.run import Subject, check
from state.findings import Finding

__all__ = ["FILES", "check", "found", "lone", "subject"]

CONFIG = """\
seed: 7
data:
  path: data/train.csv
  limit: null
model:
  hidden: 32
  dropout: 0.1
training:
  epochs: 20
  lr: 0.001
  optimizer:
    name: adam
output: metrics.json
smoke:
  data.limit: 8
  training:
    epochs: 1
"""

MAIN = """\
import argparse
import json

from configuration import load_config
from dataset import Table
from model import Net, build
from training.loop import Trainer


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", default="config.yaml")
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--seed", type=int)
    args = parser.parse_args()
    cfg = load_config(args.config, smoke=args.smoke)
    if args.seed is not None:
        cfg["seed"] = args.seed
    table = Table(cfg["data"]["path"], cfg["data"]["limit"])
    net: Net = build(cfg["model"])
    trainer = Trainer(net, cfg, seed=cfg["seed"])
    score = trainer.fit(table)
    with open(cfg["output"], "w") as file:
        json.dump({"score": score}, file)
    print("score", score)


if __name__ == "__main__":
    main()
"""

CONFIGURATION = '''\
import yaml


def merge(base, over):
    """Lay one mapping over another."""
    merged = dict(base)
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = merge(merged[key], value)
        else:
            merged[key] = value
    return merged


def load_config(path, smoke=False):
    with open(path) as file:
        cfg = yaml.safe_load(file)
    if smoke:
        cfg = merge(cfg, cfg["smoke"])
    return cfg
'''

DATASET = '''\
import csv
from dataclasses import dataclass


@dataclass
class Row:
    """One line (R1)."""

    label: int
    values: list[float]


class Table:
    def __init__(self, path, limit=None):
        with open(path) as file:
            lines = list(csv.reader(file))
        self.rows = [Row(int(line[0]), [float(v) for v in line[1:]]) for line in lines[:limit]]

    def batches(self, size):
        for start in range(0, len(self.rows), size):
            yield self.rows[start : start + size]
'''

MODEL = '''\
import math


class Net:
    """A linear model (R2)."""

    def __init__(self, hidden, *, dropout=0.0):
        self.hidden = hidden
        self.dropout = dropout

    def score(self, values):
        return math.tanh(sum(values)) * self.hidden * (1 - self.dropout)


def build(model_cfg) -> Net:
    return Net(model_cfg["hidden"], dropout=model_cfg["dropout"])
'''

LOOP = """\
from dataset import Table
from model import Net


class Trainer:
    def __init__(self, net: Net, cfg, seed=0):
        self.net = net
        self.seed = seed
        self.training = cfg["training"]
        self.lr = self.training["lr"]
        self.optimizer = self.training["optimizer"]["name"]

    def fit(self, table: Table) -> float:
        total = 0.0
        for _ in range(self.training["epochs"]):
            for batch in table.batches(size=4):
                total += sum(self.net.score(row.values) for row in batch) * self.lr
        return total
"""

FILES = {
    "config.yaml": CONFIG,
    "main.py": MAIN,
    "configuration.py": CONFIGURATION,
    "dataset.py": DATASET,
    "model.py": MODEL,
    "training/__init__.py": "",
    "training/loop.py": LOOP,
    "reproduce.sh": "#!/bin/bash\nset -e\npython main.py --config config.yaml\n",
}


def subject(**changes: str | None) -> Subject:
    """Return the sample with other file texts (`__` in a name stands for '/', `_py` for '.py'); None removes a file."""
    files: dict[str, str] = dict(FILES)
    for name, text in changes.items():
        path = name.replace("__", "/").replace("_py", ".py").replace("_yaml", ".yaml").replace("_sh", ".sh")
        if text is None:
            del files[path]
        else:
            files[path] = text
    return Subject(files=files, requirements=["PyYAML"], entry_point="main.py")


def found(checked: Subject, rule: str) -> list[Finding]:
    """Return the findings of one rule."""
    return [finding for finding in check(checked) if finding.rule == rule]


def lone(rule: str, text: str, **others: str) -> list[Finding]:
    """Check a single file `lone.py` (and others named like the arguments) for one rule."""
    files = {"lone.py": text, **{f"{name}.py": other for name, other in others.items()}}
    return found(Subject(files=files, requirements=["numpy", "torch"]), rule)
