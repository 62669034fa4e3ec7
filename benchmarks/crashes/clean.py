"""The run that nothing happens to: its repository, and when each node was at work."""

import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness.program import PRICE, Place, Program
from benchmarks.harness.trees import Tree, differences, tree_of
from state.channels import NODES
from tests.server import RunningServer, ServerOptions, make_paper, serve

__all__ = ["Case", "Clean", "differs", "options_of", "run_clean", "words"]


@dataclass(frozen=True)
class Case:
    """What is run: the paper, its number of files, the speed of the server, and whether with the trial."""

    folder: Path
    files: int
    speed: float
    trial: bool = False

    def prepared(self) -> "Case":
        """Return the case with its folder made."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    @property
    def paper(self) -> Path:
        """Return the paper's file, writing it where it is missing."""
        path = self.folder / f"paper-{self.files}.md"
        if not path.exists():
            path.write_text(make_paper(self.files), encoding="utf-8")
        return path


@dataclass(frozen=True)
class Clean:
    """What the clean run left, and the seconds each of its nodes took."""

    repository: Path
    tree: Tree
    seconds: dict[str, float]
    cost: float
    calls: int


def options_of(case: Case) -> ServerOptions:
    """Return the server's options: answers of the benchmark's sizes, latency shortened by `speed`."""
    return ServerOptions.from_json({"files": case.files, "speed": case.speed, "padded": case.speed > 0})


def words(case: Case, server: RunningServer, *more: str) -> tuple[str, ...]:
    """Return the words of the command that starts the run."""
    trial = "--trial" if case.trial else "--no-trial"
    given = ("--model", "openai:test-model", "--base-url", server.url, "--yes", trial)
    return ("run", str(case.paper), *given, "--set", f"price={PRICE}", *more)


def run_clean(program: Program, case: Case) -> Clean:
    """Run without any fault.

    Raises:
        RuntimeError: it does not end as complete, so that there is nothing to compare with.
    """
    place = Place(case.folder / f"clean-{'trial' if case.trial else 'plain'}")
    with serve(options_of(case)) as server:
        job = program.start(place, *words(case, server))
        nodes = [node for node in NODES if node != "debugger"]
        begins = [(node, time.monotonic()) for node in nodes if job.says(f" {node}: begins")]
        ended = job.wait()
        if ended.code != 0 or server.repeated():
            raise RuntimeError(f"the clean run ended with {ended.code}:\n{ended.out[-2000:]}")
    stops = [at for _, at in begins[1:]] + [time.monotonic()]
    seconds = {node: max(stop - at, 0.01) for (node, at), stop in zip(begins, stops, strict=True)}
    usage = place.status()["usage"]
    repository = place.run_folder() / "repository"
    return Clean(repository, tree_of(repository), seconds, float(usage["cost"]), int(usage["calls"]))


def differs(place: Place, clean: Clean) -> list[str]:
    """Return in what the run's repository differs from the clean one."""
    return differences(clean.tree, tree_of(place.run_folder() / "repository"))
