"""Small repositories written for the purpose: each a method in one file, its numbers the paper's table."""

from dataclasses import dataclass
from pathlib import Path

__all__ = ["WRITTEN", "Written"]

_TESTS = Path(__file__).parent / "tests_of_written"


@dataclass(frozen=True)
class Written:
    """One repository.

    Args:
        name: What it does.
        core: Text of core.py, whose functions are what core requirements rest on.
        settings: Values of the full run, and those of the smoke test.
        metric: Name of its metric.
        cases: Names of the rows of its table.
        requirements: What it needs beside what this program has: an environment is made for it.
    """

    name: str
    core: str
    settings: tuple[str, str]
    metric: str
    cases: tuple[str, ...]
    requirements: tuple[str, ...] = ()

    @property
    def tests(self) -> str:
        """Tests of core.py, written from what its functions promise; empty where nobody wrote any."""
        path = _TESTS / f"{self.name}.txt"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @property
    def files(self) -> dict[str, str]:
        """Text by path."""
        full, smoke = self.settings
        return {
            "core.py": self.core,
            "main.py": _MAIN.replace("METRIC", self.metric),
            "config.yaml": f"{full}smoke:\n{smoke}",
        }


_MAIN = '''"""Run the study and write its numbers."""
import argparse
import json
import os

import yaml

from core import study


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", default="config.yaml")
    parser.add_argument("--output", default="results/full")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args()
    with open(options.config, encoding="utf-8") as file:
        values = yaml.safe_load(file)
    small = values.pop("smoke")
    values.update(small if options.smoke else {})
    os.makedirs(options.output, exist_ok=True)
    with open(os.path.join(options.output, "metrics.json"), "w", encoding="utf-8") as file:
        json.dump({"METRIC": study(values, options.seed)}, file)


if __name__ == "__main__":
    main()
'''

_CLUSTERS = '''"""Clustering by means, from seeds far apart, and by medoids."""
import numpy as np


def points(count: int, groups: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed + 7)
    centres = random.normal(0.0, 4.0, (groups, 3))
    labels = random.integers(groups, size=count)
    return centres[labels] + random.normal(0.0, 1.1, (count, 3)), labels


def distances(x: np.ndarray, centres: np.ndarray) -> np.ndarray:
    return ((x[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)


def far_apart(x: np.ndarray, groups: int) -> np.ndarray:
    chosen = [int(distances(x, x.mean(axis=0)[None]).argmin())]
    while len(chosen) < groups:
        chosen.append(int(distances(x, x[chosen]).min(axis=1).argmax()))
    return x[chosen].copy()


def by_means(x: np.ndarray, groups: int, rounds: int) -> np.ndarray:
    centres = far_apart(x, groups)
    for _ in range(rounds):
        own = distances(x, centres).argmin(axis=1)
        before = centres.copy()
        for group in range(groups):
            if (own == group).sum() > 0:
                centres[group] = x[own == group].mean(axis=0)
        if np.abs(centres - before).max() < 1e-6:
            break
    return centres


def by_medoids(x: np.ndarray, groups: int, rounds: int) -> np.ndarray:
    centres = far_apart(x, groups)
    for _ in range(rounds):
        own = distances(x, centres).argmin(axis=1)
        for group in range(groups):
            members = x[own == group]
            if len(members) > 0:
                centres[group] = members[np.sqrt(distances(members, members)).sum(axis=1).argmin()]
    return centres


def spread(x: np.ndarray, centres: np.ndarray) -> float:
    return float(distances(x, centres).min(axis=1).mean())


def purity(labels: np.ndarray, own: np.ndarray, groups: int) -> float:
    counts = np.zeros((groups, groups))
    for label, group in zip(labels, own):
        counts[group, label] += 1
    return float(counts.max(axis=1).sum() / len(labels))


def study(values: dict, seed: int) -> dict:
    x, labels = points(values["points"], values["groups"], seed)
    found = {}
    for name, method in (("means", by_means), ("medoids", by_medoids)):
        centres = method(x, values["groups"], values["rounds"])
        found[f"{name}_spread"] = spread(x, centres)
        found[f"{name}_purity"] = purity(labels, distances(x, centres).argmin(axis=1), values["groups"])
    return found
'''

_SOFTMAX = '''"""Softmax regression with momentum, weight decay and a falling rate, beside nearest centroids."""
import numpy as np


def data(count: int, classes: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed + 3)
    centres = random.normal(0.0, 1.3, (classes, 6))
    labels = random.integers(classes, size=count)
    scale = np.array([1.0, 2.0, 0.5, 1.5, 3.0, 1.0])
    return (centres[labels] + random.normal(0.0, 1.0, (count, 6))) * scale, labels


def halves(x: np.ndarray, y: np.ndarray, share: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    cut = int(len(x) * share)
    return x[:cut], y[:cut], x[cut:], y[cut:]


def scaled(x_train: np.ndarray, x_test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    mean, deviation = x_train.mean(axis=0), x_train.std(axis=0)
    return (x_train - mean) / deviation, (x_test - mean) / deviation


def softmax(scores: np.ndarray) -> np.ndarray:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def fit(x: np.ndarray, y: np.ndarray, classes: int, values: dict) -> tuple[np.ndarray, np.ndarray]:
    weights, bias = np.zeros((x.shape[1], classes)), np.zeros(classes)
    speed_w, speed_b = np.zeros_like(weights), np.zeros_like(bias)
    wanted = np.eye(classes)[y]
    for step in range(values["steps"]):
        rate = values["rate"] / (1.0 + values["decay"] * step)
        error = (softmax(x @ weights + bias) - wanted) / len(x)
        speed_w = values["momentum"] * speed_w - rate * (x.T @ error + values["penalty"] * weights)
        speed_b = values["momentum"] * speed_b - rate * error.sum(axis=0)
        weights, bias = weights + speed_w, bias + speed_b
    return weights, bias


def loss(chances: np.ndarray, y: np.ndarray) -> float:
    return float(-np.log(chances[np.arange(len(y)), y] + 1e-12).mean())


def accuracy(chances: np.ndarray, y: np.ndarray) -> float:
    return float((chances.argmax(axis=1) == y).mean())


def nearest(x_train: np.ndarray, y_train: np.ndarray, x_test: np.ndarray, classes: int) -> np.ndarray:
    centroids = np.stack([x_train[y_train == c].mean(axis=0) for c in range(classes)])
    return softmax(-((x_test[:, None] - centroids[None]) ** 2).sum(axis=2) / 2.0)


def study(values: dict, seed: int) -> dict:
    x, y = data(values["points"], values["classes"], seed)
    x_train, y_train, x_test, y_test = halves(x, y, values["share"])
    x_train, x_test = scaled(x_train, x_test)
    weights, bias = fit(x_train, y_train, values["classes"], values)
    chances = softmax(x_test @ weights + bias)
    simple = nearest(x_train, y_train, x_test, values["classes"])
    return {
        "regression_loss": loss(chances, y_test),
        "regression_accuracy": accuracy(chances, y_test),
        "nearest_loss": loss(simple, y_test),
        "nearest_accuracy": accuracy(simple, y_test),
    }
'''

_RANKS = '''"""Ranks of a graph's nodes by random walks with jumps, and by hubs and authorities."""
import numpy as np


def graph(nodes: int, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed + 11)
    links = (random.random((nodes, nodes)) < 3.0 / np.arange(1, nodes + 1)).astype(float)
    np.fill_diagonal(links, 0.0)
    links[random.random(nodes) < 0.1] = 0.0
    return links


def transitions(links: np.ndarray) -> np.ndarray:
    out = links.sum(axis=1)
    chances = np.full(links.shape, 1.0 / len(links))
    linked = out > 0
    chances[linked] = links[linked] / out[linked][:, None]
    return chances


def walk(links: np.ndarray, damping: float, steps: int) -> np.ndarray:
    chances = transitions(links)
    rank = np.full(len(links), 1.0 / len(links))
    for _ in range(steps):
        before = rank.copy()
        rank = damping * (rank @ chances) + (1.0 - damping) / len(links)
        if np.abs(rank - before).sum() < 1e-10:
            break
    return rank


def authorities(links: np.ndarray, steps: int) -> np.ndarray:
    hubs = np.ones(len(links))
    value = np.ones(len(links))
    for _ in range(steps):
        value = links.T @ hubs
        value = value / np.sqrt((value**2).sum())
        hubs = links @ value
        hubs = hubs / np.sqrt((hubs**2).sum())
    return value


def agreement(one: np.ndarray, other: np.ndarray) -> float:
    first, second = one.argsort().argsort(), other.argsort().argsort()
    gap = ((first - second) ** 2).sum()
    count = len(one)
    return float(1.0 - 6.0 * gap / (count * (count**2 - 1)))


def entropy(rank: np.ndarray) -> float:
    share = rank / rank.sum()
    kept = share[share > 0]
    return float(-(kept * np.log2(kept)).sum())


def top_share(rank: np.ndarray, most: int) -> float:
    order = np.argsort(-rank)
    return float(rank[order[:most]].sum() / rank.sum())


def study(values: dict, seed: int) -> dict:
    links = graph(values["nodes"], seed)
    walked = walk(links, values["damping"], values["steps"])
    authority = authorities(links, values["steps"])
    return {
        "walk_entropy": entropy(walked),
        "walk_top": top_share(walked, values["top"]),
        "authority_entropy": entropy(authority),
        "authority_top": top_share(authority, values["top"]),
        "both_agreement": agreement(walked, authority),
    }
'''

_KERNELS = '''"""Kernel ridge regression with chosen width, against nearest neighbours, by folds."""
import numpy as np


def data(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed + 5)
    x = random.uniform(-3.0, 3.0, (count, 2))
    y = np.sin(1.5 * x[:, 0]) + 0.3 * x[:, 1] ** 2 + random.normal(0.0, 0.2, count)
    return x, y


def squared(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1)[None, :] - 2.0 * a @ b.T


def kernel(a: np.ndarray, b: np.ndarray, width: float) -> np.ndarray:
    return np.exp(-np.maximum(squared(a, b), 0.0) / (2.0 * width**2))


def ridge(x_train: np.ndarray, y_train: np.ndarray, x_test: np.ndarray, width: float, penalty: float) -> np.ndarray:
    level = y_train.mean()
    gram = kernel(x_train, x_train, width) + penalty * np.eye(len(x_train))
    return level + kernel(x_test, x_train, width) @ np.linalg.solve(gram, y_train - level)


def neighbours(x_train: np.ndarray, y_train: np.ndarray, x_test: np.ndarray, count: int) -> np.ndarray:
    far = squared(x_test, x_train)
    near = np.argsort(far, axis=1)[:, :count]
    weight = 1.0 / (np.take_along_axis(np.sqrt(np.maximum(far, 0.0)), near, axis=1) + 0.1)
    return (weight * y_train[near]).sum(axis=1) / weight.sum(axis=1)


def folds(count: int, parts: int) -> list[tuple[np.ndarray, np.ndarray]]:
    own = np.arange(count) % parts
    return [(np.flatnonzero(own != part), np.flatnonzero(own == part)) for part in range(parts)]


def error(wanted: np.ndarray, given: np.ndarray) -> float:
    return float(np.sqrt(((wanted - given) ** 2).mean()))


def explained(wanted: np.ndarray, given: np.ndarray) -> float:
    return float(1.0 - ((wanted - given) ** 2).sum() / ((wanted - wanted.mean()) ** 2).sum())


def by_folds(x: np.ndarray, y: np.ndarray, parts: int, predict) -> np.ndarray:
    given = np.zeros(len(y))
    for train, test in folds(len(y), parts):
        given[test] = predict(x[train], y[train], x[test])
    return given


def study(values: dict, seed: int) -> dict:
    x, y = data(values["points"], seed)
    found = {}
    best = None
    for width in values["widths"]:
        given = by_folds(x, y, values["parts"], lambda a, b, c: ridge(a, b, c, width, values["penalty"]))
        if best is None or error(y, given) < error(y, best):
            best = given
            found["ridge_width"] = width
    near = by_folds(x, y, values["parts"], lambda a, b, c: neighbours(a, b, c, values["neighbours"]))
    found |= {"ridge_error": error(y, best), "ridge_explained": explained(y, best)}
    return found | {"near_error": error(y, near), "near_explained": explained(y, near)}
'''

WRITTEN = (
    Written(
        "clusters", _CLUSTERS, ("points: 300\ngroups: 5\nrounds: 30\n", "  points: 40\n  groups: 3\n  rounds: 3\n"),
        "value", ("means_spread", "means_purity", "medoids_spread", "medoids_purity"),
    ),
    Written(
        "softmax", _SOFTMAX,
        (
            "points: 900\nclasses: 4\nshare: 0.7\nsteps: 150\nrate: 0.5\ndecay: 0.01\nmomentum: 0.8\npenalty: 0.01\n",
            "  points: 60\n  steps: 4\n",
        ),
        "value", ("regression_loss", "regression_accuracy", "nearest_loss", "nearest_accuracy"),
    ),
    Written(
        "ranks", _RANKS, ("nodes: 80\ndamping: 0.85\nsteps: 100\ntop: 8\n", "  nodes: 12\n  steps: 5\n  top: 3\n"),
        "value", ("walk_entropy", "walk_top", "authority_entropy", "authority_top", "both_agreement"),
    ),
    Written(
        "kernels", _KERNELS,
        (
            "points: 240\nparts: 5\nwidths: [0.3, 0.6, 1.2]\npenalty: 0.05\nneighbours: 6\n",
            "  points: 30\n  parts: 2\n  widths: [0.6]\n",
        ),
        "value", ("ridge_width", "ridge_error", "ridge_explained", "near_error", "near_explained"),
    ),
)  # fmt: skip
