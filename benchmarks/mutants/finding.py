"""What finds a mutant: gates, the trial's smoke test, the full run beside the paper's numbers, tests from the paper."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files as packaged
from typing import Any

from benchmarks.mutants.running import Done, Job, run_jobs
from benchmarks.mutants.subjects import Subject
from papercoder.checks.examining import path_of_tests, requirements_of_tests
from papercoder.checks.run import check
from papercoder.results.measured import numbers_in
from papercoder.sandbox.backend import Sandbox
from papercoder.trial.metrics import measured
from papercoder.trial.modes.find import find_modes
from papercoder.trial.modes.judge import lacks_listed, said_failed

__all__ = ["WAYS", "Finder", "Found"]

WAYS = ("gates", "smoke", "tests", "full")
Found = dict[str, bool | None]

_LONGER = 4.0
"""How many times longer than unchanged a full run may take before it counts as one that does not end."""

_SMOKE = "results/smoke/metrics.json"
_FULL = "results/full/metrics.json"
_SAID = "said-by-tests.json"


@dataclass
class Finder:
    """Looks at versions of one repository.

    Args:
        subject: The repository.
        sandbox: Where it is run.
        seconds: Limit of each smoke test and file of tests; a mutant that never ends is found by it.
        ways: Which are looked at.
    """

    subject: Subject
    sandbox: Sandbox
    seconds: float
    ways: Sequence[str] = WAYS
    known: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    lost: frozenset[str] = frozenset()
    numbers: Mapping[str, float] = field(default_factory=dict)
    limit: float = 3600.0

    def __post_init__(self) -> None:
        self.known = self._findings(self.subject.files)
        if "full" in self.ways:
            (done,) = self._run([self._full({})])
            self.numbers = numbers_in(done.files.get(_FULL, "{}"))
            self.lost = self.subject.judged(self.numbers)
            self.limit = max(60.0, _LONGER * done.seconds)

    def found(self, versions: Sequence[Mapping[str, str]]) -> list[Found]:
        """Return for each version by which ways a fault is reported.

        None stands where one is not looked at, or there is none of it here. `same` tells whether every number of the
        full run is the same to the last bit, those of a clock aside.

        Args:
            versions: Changed files of each, by path.
        """
        told = [self._quick(changed, done) for changed, done in zip(versions, self._ran(versions), strict=True)]
        if "full" not in self.ways:
            return told
        left = [at for at, one in enumerate(told) if not (self.subject.is_long and any(one.values()))]
        for at, done in zip(left, self._run([self._full(versions[at]) for at in left]), strict=True):
            told[at] |= self._differs(done)
        return told

    def _ran(self, versions: Sequence[Mapping[str, str]]) -> list[list[Done]]:
        """Return how the smoke test and each file of tests of every version ended."""
        each = [self._jobs(changed) for changed in versions]
        done = iter(self._run([job for jobs in each for job in jobs]))
        return [[next(done) for _ in jobs] for jobs in each]

    def _jobs(self, changed: Mapping[str, str]) -> list[Job]:
        words = ["--config", "config.yaml", "--smoke", "--output", "results/smoke"]
        jobs = [Job(changed, self.subject.entry_point, words, self.seconds, (_SMOKE,))] if "smoke" in self.ways else []
        if "tests" in self.ways:
            program = (packaged("papercoder.trial.tests") / "calling.py").read_text(encoding="utf-8")
            for path, text in self.subject.tests.items():
                place = path_of_tests(path)
                files = {**changed, place: text}
                jobs.append(Job(files, "calling.py", [place, _SAID], self.seconds, (_SAID,), program))
        return jobs

    def _full(self, changed: Mapping[str, str]) -> Job:
        words = ["--config", "config.yaml", "--output", "results/full"]
        return Job(changed, self.subject.entry_point, words, self.limit, (_FULL,))

    def _run(self, jobs: Sequence[Job]) -> list[Done]:
        return run_jobs(self.subject.files, jobs, self.sandbox, self.subject.environment)

    def _quick(self, changed: Mapping[str, str], done: Sequence[Done]) -> Found:
        told: Found = dict.fromkeys((*WAYS, "same"))
        if "gates" in self.ways:
            told["gates"] = bool(self._findings({**self.subject.files, **changed}) - self.known)
        left = list(done)
        if "smoke" in self.ways:
            told["smoke"] = self._smoke_fails(left.pop(0))
        if left:
            names = [list(requirements_of_tests(text)) for text in self.subject.tests.values()]
            told["tests"] = any(_tests_fail(one, own) for one, own in zip(left, names, strict=True))
        return told

    def _findings(self, files: Mapping[str, str]) -> Counter[tuple[str, str, str]]:
        found = check(replace(self.subject.checked, files=files))
        return Counter((one.path, one.rule, one.message) for one in found if one.severity != "note")

    def _smoke_fails(self, done: Done) -> bool:
        """Judge as the trial does: how it ended, the numbers it wrote, and what it says it swallowed."""
        files = {path: text.encode() for path, text in done.files.items()}
        if done.code != 0 or measured(files, self.subject.metrics)[0].result == "failed":
            return True
        config = self.subject.files.get("config.yaml", "")
        listed = find_modes(self.subject.files, self.subject.entry_point, config).listed
        return bool(said_failed(done.output) or lacks_listed(files, listed))

    def _differs(self, done: Done) -> Found:
        """Return whether a number of the paper is lost that the unchanged one gives, and whether all are the same."""
        try:
            numbers = numbers_in(done.files[_FULL]) if done.code == 0 else None
        except (KeyError, ValueError):
            numbers = None
        if numbers is None:
            return {"full": True, "same": False}
        lost = self.subject.judged(numbers) - self.lost
        return {"full": bool(lost), "same": _timeless(numbers) == _timeless(self.numbers)}


def _tests_fail(done: Done, names: Sequence[str]) -> bool:
    said: Any = json.loads(done.files.get(_SAID, "{}"))
    return done.code != 0 or any(said.get(name) != "" for name in names)


def _timeless(numbers: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, value in numbers.items() if "time" not in name and "seconds" not in name}
