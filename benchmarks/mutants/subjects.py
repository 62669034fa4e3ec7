"""What is mutated: a repository, the lines core requirements rest on, the paper's numbers, tests from the paper."""

import asyncio
import json
import os
import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.mutants.mutations import Mutant, mutants_of
from benchmarks.mutants.written import WRITTEN, Written
from papercoder.results.compare import compare
from papercoder.results.measured import numbers_in
from papercoder.sandbox.backend import CommandLimits, Sandbox
from papercoder.sandbox.copies import write_files
from papercoder.sandbox.current import current_environment
from papercoder.temporary import TemporaryFolder
from state.metrics import Axis, Metric, MetricAxis
from state.paper import Block, Paper, Section, Source

__all__ = ["Subject", "example", "full_numbers", "matches_the_paper", "sampled", "written_subjects"]

_EXAMINED = Path(__file__).parent / "examined"
_METRICS = "metrics.json"


@dataclass(frozen=True)
class Subject:
    """One repository.

    Args:
        name: For the table.
        files: Text by path.
        lines: Lines that core requirements rest on, by path.
        metrics: Names that metrics.json must hold.
        table: The numbers that the paper prints, by name; none where the full run is not compared here.
        tests: Tests from the paper by path; none where nobody wrote any.
    """

    name: str
    files: Mapping[str, str]
    lines: Mapping[str, frozenset[int]]
    metrics: tuple[str, ...]
    table: Mapping[str, str] = field(default_factory=dict)
    tests: Mapping[str, str] = field(default_factory=dict)


def example(folder: Path) -> Subject:
    """Return the example's repository as `papercoder run` has written it, with the tests recorded for it."""
    names = [p for p in folder.rglob("*") if p.suffix in {".py", ".yaml"} and "tests" not in p.parts and p.is_file()]
    trace = json.loads((folder / "trace.json").read_text(encoding="utf-8"))
    lines: dict[str, set[int]] = defaultdict(set)
    for requirement in trace["requirements"]:
        if requirement["weight"] == "core" and str(requirement["file"]).endswith(".py"):
            for first, last in requirement["lines"]:
                lines[requirement["file"]] |= set(range(first, last + 1))
    tests = {f"tests/{p.stem}.py": p.read_text(encoding="utf-8") for p in sorted(_EXAMINED.glob("*.txt"))}
    return Subject(
        "example",
        {str(p.relative_to(folder)): p.read_text(encoding="utf-8") for p in names},
        {path: frozenset(found) for path, found in lines.items()},
        ("study_wall_time_seconds",),
        tests=tests,
    )


def written_subjects(sandbox: Sandbox) -> list[Subject]:
    """Return the four written ones; the table of each holds what it gives unchanged, rounded to three digits."""
    return [_written(one, sandbox) for one in WRITTEN]


def _written(one: Written, sandbox: Sandbox) -> Subject:
    numbers = full_numbers(one.files, sandbox)
    if numbers is None or set(numbers) != {f"{one.metric}.{case}" for case in one.cases}:
        raise RuntimeError(f"{one.name} does not run: {numbers}")
    table = {name: f"{value:.3f}" for name, value in numbers.items()}
    core = frozenset(range(1, one.core.count("\n") + 2))
    return Subject(one.name, one.files, {"core.py": core}, (one.metric,), table)


def full_numbers(files: Mapping[str, str], sandbox: Sandbox) -> dict[str, float] | None:
    """Run the experiments in full and return their numbers; None where the program fails."""
    with TemporaryFolder() as folder:
        place = os.path.join(folder, "repository")
        write_files(files, place)
        words = ["python", "main.py", "--config", "config.yaml", "--output", "results/full"]
        running = sandbox.run(
            words,
            repository=place,
            environment=current_environment(),
            limits=CommandLimits(seconds=300),
            collect=[_METRICS],
        )
        done = asyncio.run(running)
    found = done.files.get(f"results/full/{_METRICS}")
    if done.exit_code != 0 or found is None:
        return None
    try:
        return numbers_in(found)
    except ValueError:
        return None


def matches_the_paper(table: Mapping[str, str], numbers: Mapping[str, float]) -> bool:
    """Tell whether every number of the table is there and within tolerance, as RESULTS.md would say."""
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
    return found.count("within") == len(cases)


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
