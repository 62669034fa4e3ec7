"""The text of the made-up project's main.py."""

from tests.server.project import Project, ProjectFile

__all__ = ["ENTRY_SIGNATURES", "entry_source"]

ENTRY_SIGNATURES = {
    "load_config": "def load_config(path: str, smoke: bool) -> dict[str, Any]",
    "make_data": "def make_data(config: dict[str, Any], seed: int) -> tuple[list[list[float]], list[int]]",
    "split_data": "def split_data(rows: list[list[float]], labels: list[int], fraction: float) -> Split",
    "encode": "def encode(rows: list[list[float]], config: dict[str, Any]) -> list[list[float]]",
    "train": "def train(rows: list[list[float]], labels: list[int], config: dict[str, Any]) -> list[float]",
    "predict": "def predict(weights: list[float], row: list[float]) -> float",
    "evaluate": "def evaluate(weights: list[float], rows: list[list[float]], labels: list[int]) -> dict[str, float]",
    "baseline_accuracy": "def baseline_accuracy(train_labels: list[int], test_labels: list[int]) -> float",
    "run": "def run(config: dict[str, Any], seed: int) -> dict[str, float]",
    "main": "def main(argv: list[str] | None = None) -> int",
}


def entry_source(project: Project, file: ProjectFile) -> str:
    """Return main.py: data, encoding by the top modules, training, evaluation, metrics.json."""
    needed = [project.by_path[p] for p in file.dependencies if p.endswith(".py")]
    imports = "".join(f"from {f.module} import apply_{f.stem}\n" for f in sorted(needed, key=lambda f: f.module))
    calls = "".join(f"    rows = apply_{f.stem}(rows, config)\n" for f in needed)
    gap = _GAP if project.has_reference else ""
    ids = ", ".join(d.id for d in project.owned(file.path))
    text = _ENTRY.replace("@IDS@", ids).replace("@IMPORTS@", imports).replace("@CALLS@", calls).replace("@GAP@", gap)
    for name, declaration in ENTRY_SIGNATURES.items():
        text = text.replace(f"@{name}@", declaration)
    return text


_GAP = """    stored = Path(__file__).parent / "data" / "reference.yaml"
    reference = yaml.safe_load(stored.read_text(encoding="utf-8"))
    metrics["accuracy_gap"] = metrics["accuracy"] - float(reference["accuracy"])
"""

_ENTRY = '''"""Entry point: encode two classes of points by the stages, fit a linear classifier, report its metrics.

Meets @IDS@.

```
python main.py --config config.yaml --smoke
```
"""

import argparse
import json
import math
import random
import sys
from pathlib import Path
from typing import Any

import yaml

@IMPORTS@
Split = tuple[list[list[float]], list[int], list[list[float]], list[int]]


def _override(values: dict[str, Any], others: dict[str, Any]) -> dict[str, Any]:
    merged = dict(values)
    for key, other in others.items():
        inner = merged.get(key)
        merged[key] = _override(inner, other) if isinstance(inner, dict) and isinstance(other, dict) else other
    return merged


@load_config@:
    """Return the configuration; the smoke block overrides the rest where it is asked for."""
    values: dict[str, Any] = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    small = values.pop("smoke", {})
    return _override(values, small) if smoke else values


@make_data@:
    """Return points around two centres and their classes; the points are drawn, as the paper says."""
    generator = random.Random(seed)
    features = int(config["data"]["features"])
    labels = [index % 2 for index in range(int(config["data"]["points"]))]
    rows = [[generator.gauss(2.0 * label - 1.0, 1.0) for _ in range(features)] for label in labels]
    return rows, labels


@split_data@:
    """Return the training rows and labels, then the test rows and labels."""
    held_out = max(1, round(len(rows) * fraction))
    return rows[held_out:], labels[held_out:], rows[:held_out], labels[:held_out]


@encode@:
    """Return the rows after all stages, each with a constant 1 for the bias."""
@CALLS@    return [[*row, 1.0] for row in rows]


@predict@:
    """Return the probability of class 1."""
    return 1.0 / (1.0 + math.exp(-sum(w * value for w, value in zip(weights, row, strict=True))))


@train@:
    """Return the weights after full-batch gradient descent on the log loss."""
    weights = [0.0] * len(rows[0])
    rate = float(config["training"]["learning_rate"])
    for _ in range(int(config["training"]["epochs"])):
        errors = [predict(weights, row) - label for row, label in zip(rows, labels, strict=True)]
        for column in range(len(weights)):
            slope = math.fsum(e * row[column] for e, row in zip(errors, rows, strict=True)) / len(rows)
            weights[column] -= rate * slope
    return weights


@evaluate@:
    """Return accuracy and log loss."""
    chances = [predict(weights, row) for row in rows]
    hits = sum((chance >= 0.5) == bool(label) for chance, label in zip(chances, labels, strict=True))
    losses = [-math.log(max(c if label else 1.0 - c, 1e-12)) for c, label in zip(chances, labels, strict=True)]
    return {"accuracy": hits / len(rows), "log_loss": math.fsum(losses) / len(rows)}


@baseline_accuracy@:
    """Return the accuracy of always predicting the majority class of the training labels."""
    majority = int(2 * sum(train_labels) >= len(train_labels))
    return sum(label == majority for label in test_labels) / len(test_labels)


@run@:
    """Return the metrics of one run."""
    rows, labels = make_data(config, seed)
    train_rows, train_labels, test_rows, test_labels = split_data(rows, labels, float(config["data"]["test_fraction"]))
    weights = train(encode(train_rows, config), train_labels, config)
    metrics = evaluate(weights, encode(test_rows, config), test_labels)
    metrics["baseline_accuracy"] = baseline_accuracy(train_labels, test_labels)
@GAP@    return metrics


@main@:
    """Read the options, run, write metrics.json and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", default="config.yaml", help="configuration file")
    parser.add_argument("--smoke", action="store_true", help="use the small values of the smoke block")
    parser.add_argument("--seed", type=int, help="seed instead of the configured one")
    parser.add_argument("--output", default=".", help="folder for metrics.json")
    options = parser.parse_args(argv)
    config = load_config(options.config, options.smoke)
    seed = int(config["seed"]) if options.seed is None else options.seed
    metrics = run(config, seed)
    folder = Path(options.output)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\\n", encoding="utf-8")
    print(json.dumps(metrics))
    return 0


if __name__ == "__main__":
    sys.exit(main())
'''
