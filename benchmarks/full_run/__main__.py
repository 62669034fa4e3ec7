"""Run the example in full, undisturbed and then killed at several moments; print and keep what was lost."""

import contextlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.full_run.growing import comparable, had_grown_only
from benchmarks.full_run.index import WHEEL, write_index
from benchmarks.harness.program import ROOT
from benchmarks.harness.results import keep, plain

_GOAL_S = 120.0
"""What the example's full run may take, undisturbed."""

_LONG_S = 600.0
"""Far above what any step takes on a machine with other work."""


class FullRun:
    """The example's run in a data folder of its own, and its full run as processes.

    Args:
        folder: Everything lies below it.
    """

    def __init__(self, folder: Path) -> None:
        self.data, self.wheels = folder / "data", folder / "wheels"
        write_index(self.wheels)
        self.environ = {**os.environ, "PAPERCODER_DATA": str(self.data), "PIP_FIND_LINKS": str(self.wheels)}
        recorded = f"replay-loosely:{ROOT / 'examples/recorded'}"
        paper = str(ROOT / "examples/paper/paper.pdf")
        self.ended(self.start("run", paper, "--model", recorded, "--yes", "--set", "real_sizes_seconds=0"))
        self.run = next((self.data / "runs").iterdir())
        # One distribution that nobody has, so that an environment must be made: with numpy and all else of the lock.
        with (self.run / "repository/requirements.lock").open("a", encoding="utf-8") as lock:
            lock.write(f"{WHEEL}\n")

    @property
    def place(self) -> Path:
        """The folder of the full run."""
        return self.run / "reproduction"

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Start the command."""
        command = [sys.executable, "-m", "papercoder", *words]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, env=self.environ, stdin=subprocess.DEVNULL, stdout=pipe, stderr=subprocess.STDOUT, text=True
        )

    def ended(self, process: "subprocess.Popen[str]") -> str:
        """Wait for a good end and return what was printed."""
        out, _ = process.communicate(timeout=_LONG_S)
        if process.returncode:
            raise RuntimeError(f"ended with code {process.returncode}:\n{out[-3000:]}")
        return out

    def killed(self, moment: Callable[[], bool], *words: str) -> bool:
        """Start the full run and kill it at the moment; False where it ended before."""
        process = self.start("reproduce", self.run.name, "--yes", *words)
        until = time.monotonic() + _LONG_S
        while not moment():
            if process.poll() is not None or time.monotonic() > until:
                process.kill()
                print(process.communicate()[0][-2000:], file=sys.stderr)
                return False
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return True

    def attempts(self) -> list[dict[str, Any]]:
        """Return the attempts so far."""
        try:
            found: list[dict[str, Any]] = json.loads((self.place / "state.json").read_text())["attempts"]
        except FileNotFoundError:
            return []
        return found

    def written(self) -> dict[str, tuple[int, bytes]]:
        """Return time and content of every result in the private copy, by path."""
        work = self.place / "work/results"
        found = {}
        for path in work.rglob("*"):
            with contextlib.suppress(FileNotFoundError):  # written under another name first
                if path.is_file() and not path.name.startswith("."):
                    found[str(path.relative_to(work))] = (path.stat().st_mtime_ns, path.read_bytes())
        return found

    def numbers(self) -> dict[str, Any]:
        """Return the numbers that came out."""
        found: dict[str, Any] = json.loads((self.run / "repository/results/full/metrics.json").read_text())
        return found


def main() -> int:
    """Return 1 where one of the sentences does not hold."""
    with tempfile.TemporaryDirectory(prefix="full-run-") as folder:
        full = FullRun(Path(folder))
        began, spent = time.monotonic(), _cpu()
        out = full.ended(full.start("reproduce", full.run.name, "--yes"))
        seconds, cpu, wanted = time.monotonic() - began, _cpu() - spent, full.numbers()
        files, program = len(full.written()), full.attempts()[-1]["seconds"]
        print(f"undisturbed: {seconds:.0f} s, of these {program:.0f} s in the program; {files} files of results")
        within = next((line for line in out.splitlines() if "within tolerance" in line), "")
        rows = [_disturbed(full, *moment, wanted) for moment in _moments(full, program)]
    print(within)
    print(plain(list(rows[0]), [list(row.values()) for row in rows]))
    sentences = _sentences(seconds, within, rows)
    print(plain(("sentence", "holds"), list(sentences.items())))
    measured = {"seconds": round(seconds, 1), "cpu_s": round(cpu, 1), "program_s": program, "files": files}
    good = all(sentences.values())
    keep("full_run", {**measured, "said": within, "rows": rows, "sentences": sentences, "good": good})
    return 0 if good else 1


def _cpu() -> float:
    """Return processor seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _sentences(seconds: float, within: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, bool]:
    """Return what is demanded and whether it holds; a sentence that fails on a busy machine fails.

    What a program had calculated and not yet written is calculated again, since nobody else can know it: that is stated
    in seconds, and is no loss by these sentences.
    """
    return {
        f"undisturbed it ends within {_GOAL_S:.0f} s": seconds <= _GOAL_S,
        "every number of the paper's tables has one of ours beside it": bool(within) and "not run" not in within,
        "each moment came and the process was killed": all(row["killed"] for row in rows),
        "gone on with, it ends with the numbers of the undisturbed run": all(row["same numbers"] for row in rows),
        "no file of results that was whole is written again": not any(row["written again"] for row in rows),
        "no half-made environment is left": not any(row["and at the end"] for row in rows),
    }


def _moments(full: FullRun, program: float) -> list[tuple[str, Callable[[], bool]]]:
    made = full.data / "environments"

    def preparing() -> bool:
        return any(".part-" in name and any((made / name).iterdir()) for name in os.listdir(made))

    def after(share: float) -> Callable[[], bool]:
        began: list[float] = []

        def now() -> bool:
            if not began and len(full.attempts()) == 1 and not full.attempts()[0]["ended"]:
                began.append(time.monotonic())
            return bool(began) and time.monotonic() - began[0] >= share * program

        return now

    def over() -> bool:
        attempts = full.attempts()
        return bool(attempts) and attempts[-1]["exit_code"] == 0

    def experimenting() -> bool:
        return any(path.startswith("full/") and path.endswith(".json") for path in full.written())

    running = [(f"after {share:.0%} of the program", after(share)) for share in (0.25, 0.5, 0.75)]
    running.append(("in the full run, after its first results", experimenting))
    return [("while the environment is made", preparing), *running, ("after the program, before the report", over)]


def _disturbed(full: FullRun, name: str, moment: Callable[[], bool], wanted: dict[str, Any]) -> dict[str, Any]:
    """Begin anew, kill at the moment, go on to the end, and compare."""
    shutil.rmtree(full.place, ignore_errors=True)
    if "environment" in name:
        shutil.rmtree(full.data / "environments")
        (full.data / "environments").mkdir()
    killed = full.killed(moment)
    before = full.written()
    left = _left_over(full)
    began = time.monotonic()
    full.ended(full.start("reproduce", full.run.name, "--yes"))
    took, after = time.monotonic() - began, full.written()
    own = {path: seen for path, seen in before.items() if not path.endswith((".part", ".tmp"))}
    again = [path for path, seen in own.items() if after.get(path) != seen]
    grown = [path for path in again if path in after and had_grown_only(own[path][1], after[path][1])]
    return {
        "moment": name,
        "killed": killed,
        "results by then": len(own),
        "written again": len(again) - len(grown),
        "grown": len(grown),
        "half-made environments": left,
        "and at the end": _left_over(full),
        "gone on (s)": round(took, 1),
        "of these in the program (s)": full.attempts()[-1]["seconds"],
        "same numbers": comparable(full.numbers()) == comparable(wanted),
    }


def _left_over(full: FullRun) -> int:
    return sum(".part-" in name for name in os.listdir(full.data / "environments"))


if __name__ == "__main__":
    sys.exit(main())
