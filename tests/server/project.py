"""The made-up project: N files in a layered dependency graph, the same for the same size and seed."""

import itertools
import random
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

__all__ = ["CONFIG", "Demand", "Project", "ProjectFile", "build_project", "scale_of"]

_WORDS = ("scaling", "smoothing", "gating", "mixing", "pooling", "centring", "masking", "routing", "folding", "lifting")
_LEVELS = 4
_MAIN_CALLS = 2

CONFIG: dict[str, float | int] = {
    "data.points": 400,
    "data.features": 4,
    "data.test_fraction": 0.25,
    "training.epochs": 20,
    "training.learning_rate": 0.05,
}


@dataclass(frozen=True)
class Demand:
    """A requirement as the project knows it, before a quote is found for it."""

    id: str
    kind: str
    statement: str
    path: str
    where: str
    name: str = ""
    weight: str = "important"
    must_not: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProjectFile:
    """One file; `level` is its layer, 0 for files that need no other."""

    path: str
    kind: Literal["module", "package", "entry", "script", "data"]
    stem: str = ""
    name: str = ""
    index: int = 0
    level: int = 0
    dependencies: tuple[str, ...] = ()

    @property
    def module(self) -> str:
        """Return the dotted name under which it is imported."""
        return self.path.removesuffix(".py").replace("/", ".")


@dataclass(frozen=True)
class Project:
    """Files in dependency order and the requirements they own."""

    files: tuple[ProjectFile, ...]
    demands: tuple[Demand, ...]
    by_path: dict[str, ProjectFile] = field(default_factory=dict)
    padded: bool = False

    def file(self, path: str) -> ProjectFile | None:
        """Return the file of that path, or None."""
        return self.by_path.get(path)

    def owned(self, path: str) -> tuple[Demand, ...]:
        """Return what the file must meet."""
        return tuple(d for d in self.demands if d.path == path)

    @property
    def modules(self) -> tuple[ProjectFile, ...]:
        """Return the Python modules below the entry point."""
        return tuple(f for f in self.files if f.kind == "module")

    @property
    def entry(self) -> ProjectFile:
        """Return the entry point."""
        return next(f for f in self.files if f.kind == "entry")

    @property
    def has_reference(self) -> bool:
        """Return whether the reference results are a file of the project."""
        return any(f.kind == "data" for f in self.files)

    @property
    def metrics(self) -> dict[str, str]:
        """Return the names in metrics.json with their meanings."""
        names = {
            "accuracy": "Share of test points whose class is predicted right.",
            "log_loss": "Mean negative log likelihood of the test labels, in nats.",
            "baseline_accuracy": "Accuracy of always predicting the majority class of the training labels.",
        }
        if self.has_reference:
            names["accuracy_gap"] = "Accuracy minus the accuracy in the reference results."
        return names


def scale_of(file: ProjectFile) -> float:
    """Return the module's hyperparameter: two digits, different from module to module."""
    return round(0.5 + 0.07 * file.index, 2)


def _fixed_files(n_files: int) -> list[ProjectFile]:
    fixed = [ProjectFile("src/__init__.py", "package")]
    if n_files >= 10:
        fixed += [ProjectFile("src/core/__init__.py", "package"), ProjectFile("data/reference.yaml", "data")]
    return fixed


def _widths(modules: int) -> list[int]:
    """Return the modules per level from level 0; each level is narrow enough to be used by the next."""
    levels = min(_LEVELS, modules)
    while sum(_MAIN_CALLS * 3**level for level in range(levels)) < modules:
        levels += 1
    even = [modules // levels + (i < modules % levels) for i in range(levels)]
    caps = [_MAIN_CALLS * 3 ** (levels - 1 - level) for level in range(levels)]
    widths = [min(w, cap) for w, cap in zip(even, caps, strict=True)]
    widths[0] += modules - sum(widths)
    return widths


def _names(widths: list[int], nested: bool) -> list[list[ProjectFile]]:
    levels: list[list[ProjectFile]] = []
    index = 0
    for level, width in enumerate(widths):
        folder = "src/core" if nested and level == 0 else "src"
        row = []
        for _ in range(width):
            word = _WORDS[index % len(_WORDS)]
            stem, name = f"{word}_{index:02d}", f"{word.capitalize()} {index}"
            row.append(ProjectFile(f"{folder}/{stem}.py", "module", stem, name, index, level))
            index += 1
        levels.append(row)
    return levels


def _connect(levels: list[list[ProjectFile]], rng: random.Random) -> list[ProjectFile]:
    """Give every module up to three dependencies, at least one of the level below, so that none is left unused."""
    done = list(levels[0])
    for below, row in itertools.pairwise(levels):
        lower = tuple(f.path for f in done)
        for position, file in enumerate(row):
            children = [f.path for i, f in enumerate(below) if i % len(row) == position][:3]
            children = children or [below[position % len(below)].path]
            others = [path for path in lower if path not in children]
            extra = rng.sample(others, min(len(others), rng.randint(0, 3 - len(children))))
            done.append(replace(file, dependencies=(*children, *extra)))
    return done


def _module_demands(file: ProjectFile, padded: bool) -> list[tuple[str, str, str, str]]:
    apply = ("method", f"{file.name} subtracts the mean and applies its bounded step with scale", f"apply_{file.stem}")
    mean = ("method", f"{file.name} centres with the mean over all values of all rows", f"summarise_{file.stem}")
    short = ("method", f"Apply {file.name}", f"apply_{file.stem}")
    chosen = [short] if padded else [apply, mean]
    return [(kind, text, where, file.name) for kind, text, where in chosen]


_ENTRY_DEMANDS = (
    ("data", "Draw the points of both classes from the seeded generator", "make_data"),
    ("preprocessing", "Split the points into a training and a test part by the test fraction", "split_data"),
    ("training", "Fit the classifier by full-batch gradient descent for the given epochs", "train"),
    ("experiment", "Run encoding, training and evaluation with one seed", "run"),
    ("baseline", "Report the majority class as baseline", "baseline_accuracy"),
    ("metric", "Report accuracy and log loss on the test part", "evaluate"),
    ("reporting", "Write every metric to metrics.json and print it", "main"),
)


def _demands(files: list[ProjectFile], padded: bool) -> tuple[Demand, ...]:
    rows: list[tuple[str, str, str, str, str]] = []
    for file in files:
        if file.kind == "module":
            rows += [(file.path, *row) for row in _module_demands(file, padded)]
        elif file.kind == "entry":
            rows += [(file.path, *row, "") for row in _ENTRY_DEMANDS]
        elif file.kind == "script":
            rows.append((file.path, "environment", "One command runs the experiment on a CPU", "run.sh", ""))
        elif file.kind == "data":
            rows.append((file.path, "reporting", "Keep the reference results beside the code", "accuracy", ""))
    return tuple(
        Demand(
            id=f"R{number}",
            kind=kind,
            statement=f"{text}.",
            path=path,
            where=where,
            name=name,
            weight=("core", "important", "minor")[number % 3],
            must_not=() if padded or number % 4 else ("Leave the centring out.",),
        )
        for number, (path, kind, text, where, name) in enumerate(rows, start=1)
    )


@lru_cache(maxsize=32)
def build_project(n_files: int, seed: int = 0, padded: bool = False) -> Project:
    """Return the project of that size.

    Raises:
        ValueError: fewer than 4 files.
    """
    if n_files < 4:
        raise ValueError(f"a project needs at least 4 files, not {n_files}")
    fixed = _fixed_files(n_files)
    widths = _widths(n_files - len(fixed) - 2)
    modules = _connect(_names(widths, nested=n_files >= 10), random.Random(seed))
    top = max(f.level for f in modules)
    called = tuple(f.path for f in modules if f.level == top)
    called += tuple(f.path for f in fixed if f.kind == "data")
    entry = ProjectFile("main.py", "entry", "main", level=top + 1, dependencies=called)
    files = [*fixed, *modules, entry, ProjectFile("scripts/run.sh", "script")]
    return Project(tuple(files), _demands(files, padded), {f.path: f for f in files}, padded)
