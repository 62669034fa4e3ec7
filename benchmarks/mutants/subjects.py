"""What is mutated: a repository, the lines core requirements rest on, the paper's numbers, tests from the paper."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from benchmarks.mutants.mutations import Mutant, mutants_of
from benchmarks.mutants.running import Job, run_jobs
from benchmarks.mutants.written import WRITTEN, Written
from benchmarks.mutants.written_torch import TARGETS
from papercoder.checks.run import Subject as Checked
from papercoder.results.compare import compare
from papercoder.results.measured import numbers_in
from papercoder.sandbox.backend import Environment, Sandbox
from papercoder.trial.run import TrialOptions, made_environment
from state.metrics import Axis, Metric, MetricAxis
from state.paper import Block, Paper, Section, Source

__all__ = ["Subject", "out_of_tolerance", "sampled", "written_subjects"]

_METRICS = "results/full/metrics.json"


@dataclass(frozen=True)
class Subject:
    """One repository.

    Args:
        name: For the table.
        files: Text by path.
        lines: Lines that core requirements rest on, by path.
        metrics: Names that metrics.json must hold.
        judged: Says which numbers of the paper a full run does not give, and which statements do not hold.
        tests: Tests from the paper by path of the file that they test; none where nobody wrote any.
        checked: What the gates are shown.
        is_long: Whether the full run takes minutes: then it is made where nothing else has found a mutant.
        entry_point: Its program.
        environment: What it runs in; this program's where none is given.
    """

    name: str
    files: Mapping[str, str]
    lines: Mapping[str, frozenset[int]]
    metrics: tuple[str, ...]
    judged: Callable[[Mapping[str, float]], frozenset[str]]
    tests: Mapping[str, str] = field(default_factory=dict)
    checked: Checked = field(default_factory=lambda: Checked({}, entry_point="main.py"))
    is_long: bool = False
    entry_point: str = "main.py"
    environment: Environment | None = None


def written_subjects(sandbox: Sandbox, torch: str = "") -> tuple[list[Subject], str]:
    """Return the written ones, and why the one in torch is left out; empty where it is not.

    The table of each holds what it gives unchanged, rounded to three digits.

    Args:
        sandbox: Where they run.
        torch: Version of torch; the newest where none is named.
    """
    subjects = [_written(one, sandbox, None) for one in WRITTEN]
    needed = [f"torch=={torch}" if torch and name == "torch" else name for name in TARGETS.requirements]
    options = TrialOptions(install_heavy=True, tell=lambda said: print(said, flush=True))
    _, prepared, hindrance = asyncio.run(made_environment(sandbox, needed, (), options))
    if prepared.environment is None:
        return subjects, hindrance
    return [*subjects, _written(TARGETS, sandbox, prepared.environment)], ""


def _written(one: Written, sandbox: Sandbox, environment: Environment | None) -> Subject:
    words = ["--config", "config.yaml", "--output", "results/full"]
    (done,) = run_jobs(one.files, [Job({}, "main.py", words, 300, (_METRICS,))], sandbox, environment)
    numbers = numbers_in(done.files.get(_METRICS, "{}"))
    if set(numbers) != {f"{one.metric}.{case}" for case in one.cases}:
        raise RuntimeError(f"{one.name} does not run: {done.output}")
    table = {name: f"{value:.3f}" for name, value in numbers.items()}
    core = frozenset(range(1, one.core.count("\n") + 2))
    return Subject(
        one.name,
        one.files,
        {"core.py": core},
        (one.metric,),
        judged=partial(out_of_tolerance, table),
        tests={"core.py": one.tests} if one.tests else {},
        environment=environment,
    )


def out_of_tolerance(table: Mapping[str, str], numbers: Mapping[str, float]) -> frozenset[str]:
    """Return which numbers of the table are not there or not within tolerance, as RESULTS.md would say."""
    metric = next(iter(table)).partition(".")[0]
    cases = tuple(name.partition(".")[2] for name in table)
    rows = "".join(f"| {case.replace('_', ' ')} | {table[f'{metric}.{case}']} |\n" for case in cases)
    block = Block(
        kind="table", label="Table 1", caption="Table 1: Values.", text=f"| Case | Value |\n|---|---|\n{rows}"
    )
    section = Section(id="s1", number="1", title="Results", blocks=(block,))
    paper = Paper(title="Written", sections=(section,), source=Source(kind="text", name="written.txt"))
    axis = Axis(name="case", values=cases)
    wanted = Metric(name=metric, meaning="Value of the case", axes=(MetricAxis(axis="case"),))
    found = compare(paper, [wanted], [axis], numbers, "full")
    if len(found.cells) != len(cases):
        raise RuntimeError(f"{len(found.cells)} of {len(cases)} numbers were found in the table")
    return frozenset(cell.pair.wanted.key for cell in found.cells if cell.outcome != "within")


def sampled(subject: Subject, count: int, seed: int) -> list[Mutant]:
    """Return so many mutants, each kind in turn, places at random."""
    drawn: dict[str, list[Mutant]] = defaultdict(list)
    for path, lines in sorted(subject.lines.items()):
        for mutant in mutants_of(path, subject.files[path], lines):
            drawn[mutant.kind].append(mutant)
    chance = random.Random(seed)
    for mutants in drawn.values():
        chance.shuffle(mutants)
    chosen: list[Mutant] = []
    while len(chosen) < count and any(drawn.values()):
        for mutants in drawn.values():
            if mutants and len(chosen) < count:
                chosen.append(mutants.pop())
    return chosen
