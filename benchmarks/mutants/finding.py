"""What finds a mutant: gates, the trial's smoke test, the full run beside the paper's numbers, tests from the paper."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.mutants.subjects import Subject, full_numbers, matches_the_paper
from papercoder.checks.examining import requirements_of_tests
from papercoder.checks.run import Subject as Checked
from papercoder.checks.run import check
from papercoder.sandbox.backend import Sandbox
from papercoder.trial.run import TrialOptions, run_trial
from papercoder.trial.tests.run import run_tests

__all__ = ["WAYS", "Finder"]

_TESTS = "tests/test_from_the_paper.py"
WAYS = ("gates", "smoke", "full", "tests")


@dataclass
class Finder:
    """Looks at versions of one repository.

    Args:
        subject: The repository.
        sandbox: Where it is run.
        seconds: Limit of the smoke test; a mutant that never ends is found by it.
        environments: Folder of made environments.
        ways: Which are looked at.
    """

    subject: Subject
    sandbox: Sandbox
    seconds: float
    environments: str
    ways: Sequence[str] = WAYS
    known: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.known = self._findings(self.subject.files)

    def found(self, files: Mapping[str, str]) -> dict[str, bool | None]:
        """Return by which ways a fault is reported; None where one is not looked at, or there is none of it here."""
        looks: dict[str, Callable[[Mapping[str, str]], bool]] = {
            "gates": lambda changed: bool(self._findings(changed) - self.known),
            "smoke": self._fails,
        }
        looks |= {"full": self._differs} if self.subject.table else {}
        looks |= {"tests": self._fails_tests} if self.subject.tests else {}
        return {way: looks[way](files) if way in looks and way in self.ways else None for way in WAYS}

    def _findings(self, files: Mapping[str, str]) -> Counter[tuple[str, str, str]]:
        found = check(Checked(files, entry_point="main.py"))
        return Counter((one.path, one.rule, one.message) for one in found if one.severity != "note")

    def _options(self) -> TrialOptions:
        return TrialOptions(seconds=self.seconds, environments=self.environments)

    def _fails(self, files: Mapping[str, str]) -> bool:
        running = run_trial(
            files, entry_point="main.py", requirements=["numpy", "PyYAML"], unknown_imports=(),
            metrics=self.subject.metrics, options=self._options(),
        )  # fmt: skip
        trial = asyncio.run(running)
        if trial.result == "not run":
            raise RuntimeError(f"{self.subject.name}: {trial.reason}")
        return trial.result == "failed"

    def _differs(self, files: Mapping[str, str]) -> bool:
        numbers = full_numbers(files, self.sandbox)
        return numbers is None or not matches_the_paper(self.subject.table, numbers)

    def _fails_tests(self, files: Mapping[str, str]) -> bool:
        # One file: each is a start of Python in the sandbox.
        text = "\n\n".join(self.subject.tests.values())
        names = list(requirements_of_tests(text))
        running = run_tests({**files, _TESTS: text}, _TESTS, names, requirements=[], options=self._options())
        ran = asyncio.run(running)
        if ran.reason:
            raise RuntimeError(f"{self.subject.name}: {ran.reason}")
        return bool(ran.failures)
