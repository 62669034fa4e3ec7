"""The planted disagreements: where, what is replaced by what; chosen before any was tried, none taken out."""

from typing import NamedTuple

__all__ = ["PLANTS", "Plant"]


class Plant(NamedTuple):
    """One disagreement.

    Args:
        group: configuration, contract, code, or between files.
        kind: What disagrees: a name, a type, a unit, a rule, a default, a key, a number.
        path: File it is planted in; of a contract, the file whose contract it is.
        before: Text that stands there once.
        after: What takes its place.
    """

    group: str
    kind: str
    path: str
    before: str
    after: str


_CONFIG, _RESULTS, _METRIC = "config.yaml", "camp/results.py", "camp/metric.py"
_TRAINING, _DATA, _EXPERIMENTS = "camp/training.py", "camp/data.py", "camp/experiments.py"
_BASELINES, _MAIN = "camp/baselines.py", "main.py"
_ABLATIONS, _ASIDE = "camp/ablations.py", "between files, aside"

PLANTS = (
    Plant("configuration", "key renamed", _CONFIG, "  beta: 0.5", "  momentum: 0.5"),
    Plant("configuration", "key removed", _CONFIG, "  eta: 0.5", "  # eta: 0.5"),
    Plant("configuration", "key added", _CONFIG, "  omega: 2.0", "  label_smoothing: 0.1\n  omega: 2.0"),
    Plant("configuration", "type", _CONFIG, "  tau: 0.001", "  tau: '0.001'"),
    Plant("configuration", "unit", _CONFIG, "  test_fraction: 0.3", "  test_fraction: 30"),
    Plant("configuration", "key in smoke only", _CONFIG, "  Q: 3", "  # Q: 3"),
    Plant("configuration", "smoke key", _CONFIG, "    R: 6", "    rounds_at_most: 6"),
    Plant("configuration", "group renamed", _CONFIG, "preprocessing:", "scaling:"),
    Plant("configuration", "spelling", _CONFIG, "  T_s: 4.0", "  t_s: 4.0"),
    Plant("configuration", "rule", _CONFIG, "  kappa_c: 30", "  kappa_c: 3"),
    Plant("contract", "name", _RESULTS, '"def mean_and_std(', '"def mean_and_spread('),
    Plant("contract", "parameter", _RESULTS, "score(y_true: np.ndarray, y_pred", "score(y_true: np.ndarray, labels"),
    Plant("contract", "type", _RESULTS, "other_accuracies: list[float]) -> int",
          "other_accuracies: list[float]) -> str"),
    Plant("contract", "call", _EXPERIMENTS, "train_camp(split, parameters)", "train_camp(split)"),
    Plant("contract", "used name", _EXPERIMENTS, '"load_dataset"', '"read_dataset"'),
    Plant("contract", "key", _BASELINES, '"baselines.st_lr.threshold"', '"baselines.st_lr.limit"'),
    Plant("contract", "default", _DATA, "test_fraction: float) -> Split", "test_fraction: float = 0.3) -> Split"),
    Plant("contract", "requirement", _DATA, '"requirement": "R22"', '"requirement": "R26"'),
    Plant("contract", "unit", _RESULTS, "percent", "a share from 0 to 1"),
    Plant("contract", "rule", _RESULTS, "len(values) - 1", "len(values)"),
    Plant("code", "name", _RESULTS, "def count_wins(", "def wins("),
    Plant("code", "parameter", _METRIC, "weights: np.ndarray) -> Statistics", "w: np.ndarray) -> Statistics"),
    Plant("code", "type", _RESULTS, "def format_report(metrics: dict[str, float], n_seeds: int) -> str",
          "def format_report(metrics: dict[str, float], n_seeds: int) -> list[str]"),
    Plant("code", "key", _EXPERIMENTS, '["labels_per_class"]', '["n_labels_per_class"]'),
    Plant("code", "default", _RESULTS, "_PAPER_SEEDS = 10", "_PAPER_SEEDS = 10\nMAX_ITER = 1000"),
    Plant("code", "helper", _EXPERIMENTS, "value = config[", "value = _section(config)["),
    Plant("code", "number of the paper", _RESULTS, "(84.86, 2.23, 84.59", "(88.46, 2.23, 84.59"),
    Plant("code", "missing option", _MAIN, '"--smoke"', '"--quick"'),
    Plant("code", "unit", _RESULTS, "accuracy=100.0 *", "accuracy=1.0 *"),
    Plant("code", "rule", _RESULTS, "ddof=1", "ddof=0"),
    Plant("between files", "field renamed", _DATA, "    X_unlabelled: np.ndarray", "    X_open: np.ndarray"),
    Plant("between files", "method renamed", _METRIC, "    def predict(self", "    def classify(self"),
    Plant("between files", "constant renamed", _DATA, "DATASETS: tuple[str, ...] =", "DATA_SETS: tuple[str, ...] ="),
    Plant("between files", "parameter added", _TRAINING, "def train_camp(split: Split, parameters: CampParameters)",
          "def train_camp(split: Split, parameters: CampParameters, seed: int)"),
    Plant("between files", "argument dropped", _TRAINING, "        parameters.epsilon,\n", ""),
    Plant("between files", "keyword renamed", _MAIN, "        rho=float(", "        radius=float("),
    Plant("between files", "import from elsewhere", _EXPERIMENTS, "from camp.results import Score, score",
          "from camp.metric import Score, score"),
    Plant("between files", "circular import", _DATA, "import numpy as np\n",
          "import numpy as np\nfrom camp.experiments import CampRun\n"),
    Plant("between files", "key handed on", _MAIN, 'config["training"]', 'config["trainer"]'),
    Plant("between files", "field not given", _EXPERIMENTS, ", gate_pass=trained.gate_pass", ""),
    # Written down after the first forty were measured, and before any of these was tried.
    Plant(_ASIDE, "unit converted twice", _EXPERIMENTS,
          "gate_pass=trained.gate_pass\n", "gate_pass=trained.gate_pass / 100\n"),
    Plant(_ASIDE, "variant does not arrive", _ABLATIONS, "changed.rho, changed.c)", "parameters.rho, parameters.c)"),
    Plant(_ASIDE, "another key", _EXPERIMENTS, '["ten_label_runs_labels_per_class"]', '["labels_per_class"]'),
    Plant(_ASIDE, "name as text", _EXPERIMENTS,
          '{"digits": "ls", "breast_cancer": "st_lr"}', '{"digits": "st_lr", "breast_cancer": "ls"}'),
    Plant(_ASIDE, "key of another value", _MAIN, 'training["gamma_e"]', 'training["gamma_s"]'),
    Plant(_ASIDE, "values exchanged", _MAIN,
          'T_s=float(training["T_s"]),\n        T_e=float(training["T_e"])',
          'T_s=float(training["T_e"]),\n        T_e=float(training["T_s"])'),
    Plant(_ASIDE, "arguments exchanged", _RESULTS,
          'accuracies["camp"], accuracies[method]', 'accuracies[method], accuracies["camp"]'),
    Plant(_ASIDE, "data of another step", _EXPERIMENTS,
          "labels = function(prepared, config)", "labels = function(raw, config)"),
    Plant(_ASIDE, "results exchanged", _MAIN,
          "main_results, ablation_results, ten_label_results, seconds",
          "main_results, ten_label_results, ablation_results, seconds"),
    Plant(_ASIDE, "truth and prediction exchanged", _EXPERIMENTS,
          "score=score(split.y_test, labels)", "score=score(labels, split.y_test)"),
)  # fmt: skip
