"""The same thirty kinds of disagreements in the example as it is recorded now, contracts settled together."""

from collections.abc import Mapping
from dataclasses import replace

from benchmarks.agreement.example import Example
from benchmarks.agreement.planted import Plant
from papercoder.checks.contracts.completing import planned_contract, with_settled
from papercoder.checks.contracts.settled import settled_checker
from papercoder.checks.one_file import Surroundings, errors_in
from papercoder.checks.run import Subject, check
from papercoder.review.design.differences import design_faults
from papercoder.workspace.requirements import requirements_for
from state.answers.settled import Settled
from state.logic import LogicDesign

__all__ = ["PLANTS", "found_by", "planted"]

_CONFIG, _DESIGN, _SETTLED = "config.yaml", "the design", "what was settled"
_TRAINING, _METRIC, _RESULTS = "camp/training.py", "camp/metric.py", "camp/results.py"
_EVALUATION, _EXPERIMENTS, _RUN = "camp/evaluation.py", "camp/experiments.py", "run.py"

# Chosen before any was tried, by the author of some of the checks; none taken out. What a contract says is the design's
# or settled here; a number of the paper stands in no code of this recording, so a copied row is planted with a slip.
PLANTS = (
    Plant("configuration", "key renamed", _CONFIG, "  beta: 0.5", "  momentum: 0.5"),
    Plant("configuration", "key removed", _CONFIG, "  eta: 0.5", "  # eta: 0.5"),
    Plant("configuration", "key added", _CONFIG, "  omega: 2.0", "  label_smoothing: 0.1\n  omega: 2.0"),
    Plant("configuration", "type", _CONFIG, "  tolerance: 0.001", "  tolerance: '0.001'"),
    Plant("configuration", "unit", _CONFIG, "  test_fraction: 0.3", "  test_fraction: 30"),
    Plant("configuration", "key in smoke only", _CONFIG, "  annealing_rounds: 15", "  # annealing_rounds: 15"),
    Plant("configuration", "smoke key", _CONFIG, "    max_rounds: 4", "    rounds_at_most: 4"),
    Plant("configuration", "group renamed", _CONFIG, "preprocessing:", "scaling:"),
    Plant("configuration", "spelling", _CONFIG, "  temperature_start: 4.0", "  Temperature_start: 4.0"),
    Plant("configuration", "rule", _CONFIG, "  kappa_c: 30", "  kappa_c: 3"),
    Plant("contract", "name", _DESIGN, "def summarise(", "def summary("),
    Plant("contract", "parameter", _DESIGN, "score(y_true: np.ndarray, y_pred", "score(y_true: np.ndarray, labels"),
    Plant("contract", "type", _DESIGN, "baseline_accuracies: Sequence[float]) -> int",
          "baseline_accuracies: Sequence[float]) -> str"),
    Plant("contract", "call", _SETTLED, "class_statistics(vstack(L, U), vstack(", "class_statistics(vstack("),
    Plant("contract", "used name", _SETTLED, "a key is metric_key(", "a key is make_key("),
    Plant("contract", "key", _SETTLED, "model.kappa_p, kappa_c", "training.kappa_p, kappa_c"),
    Plant("contract", "default", _DESIGN, "eta: float, pooled_only: bool) -> Metric",
          "eta: float = 0.5, pooled_only: bool = False) -> Metric"),
    Plant("contract", "requirement", _SETTLED, '"requirement":"R6"', '"requirement":"R14"'),
    Plant("contract", "unit", _SETTLED, "admitted (percent)", "admitted (a share from 0 to 1)"),
    Plant("contract", "rule", _SETTLED, "(ddof 0)", "(ddof 1)"),
    Plant("code", "name", _EVALUATION, "def count_wins(", "def wins("),
    Plant("code", "parameter", _METRIC, "weights: np.ndarray) -> Statistics", "w: np.ndarray) -> Statistics"),
    Plant("code", "type", _EVALUATION, "def summarise(values: Sequence[float]) -> dict[str, float]",
          "def summarise(values: Sequence[float]) -> list[float]"),
    Plant("code", "key", _EXPERIMENTS, '["labels_per_class"]', '["n_labels_per_class"]'),
    Plant("code", "default", _RESULTS, '_MISSING = "', 'MAX_ITER = 1000\n_MISSING = "'),
    Plant("code", "helper", _EXPERIMENTS, 'entry = config["data"]', 'entry = _section(config)["data"]'),
    Plant("code", "number of the paper", _RESULTS, '_MISSING = "',
          '_PAPER = (86.49, 2.34, 84.54, 2.29)\n_MISSING = "'),
    Plant("code", "missing option", _RUN, '"--smoke"', '"--quick"'),
    Plant("code", "unit", _EVALUATION, "accuracy=100.0 *", "accuracy=1.0 *"),
    Plant("code", "rule", _EVALUATION, "ddof=1", "ddof=0"),
)  # fmt: skip


def planted(made: Example, plant: Plant) -> tuple[Example, str]:
    """Return the example with one disagreement, and its config.yaml.

    Raises:
        ValueError: the text does not stand there.
    """
    answers = {_DESIGN: made.logic.model_dump_json(), _SETTLED: made.settled.model_dump_json()}
    texts = {_CONFIG: made.config, **answers, **made.sources}
    if plant.before not in texts[plant.path]:
        raise ValueError(f"{plant.group}, {plant.kind}: {plant.before!r} does not stand in {plant.path}")
    text = texts[plant.path].replace(plant.before, plant.after, 1)
    if plant.path == _CONFIG:
        return made, text
    if plant.path == _DESIGN:
        return replace(made, logic=LogicDesign.model_validate_json(text)), made.config
    if plant.path == _SETTLED:
        return replace(made, settled=Settled.model_validate_json(text)), made.config
    return replace(made, sources={**made.sources, plant.path: text}), made.config


def found_by(made: Example, config: str, tables: tuple[str, ...]) -> Mapping[str, set[str]]:
    """Return what each check of a run by default says, errors and warnings alike, in the order of the run."""
    plans = {file.path: planned_contract(file) for file in made.logic.files}
    contracts = {path: with_settled(contract, made.settled, plans) for path, contract in plans.items()}
    needed = requirements_for(made.sources, made.logic.packages).distributions
    known = Surroundings(tuple(plans), made.sources, contracts, config)
    files = {"camp/__init__.py": '"""The study."""\n', **made.sources}
    gates = check(
        Subject(
            files=files, config=config, requirements=needed, entry_point=made.architecture.entry_point,
            planned=tuple(plans), contracts=contracts, tables=tables,
        )
    )  # fmt: skip
    at_once = [errors_in(path, text, known, needed) for path, text in made.sources.items()]
    return {
        "amender": set(design_faults(made.logic, config)),
        "what is settled": set(settled_checker(lambda _: made.logic, config)(made.settled)),
        "checked at once": {f.message for faults in at_once for f in faults},
        "gates": {f"{f.path} {f.rule} {f.message}" for f in gates if f.severity != "note"},
    }
