"""Kill PaperCoder with SIGKILL while a trial runs: no program goes on, and no temporary folder outlives the next start.

    python -m benchmarks.crashes.trials [--kills 10] [--seed 0]

The runs are of a made-up project, killed at moments spread over the trial and the seconds before it. What the killed
process started comes to this one, which waits for orphans, so that every program left behind is seen.
"""

import argparse
import ctypes
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.harness.results import keep
from tests.cli.conftest import Cli, make_cli
from tests.server.options import ServerOptions
from tests.server.running import serve

__all__ = ["main"]

_KILLS, _SEED = 10, 0
_GONE = 5.0
"""Seconds that the kernel may take to end a tree of processes on a busy machine."""
_BECOME_SUBREAPER = 36
_SWEEP = "from papercoder import temporary; temporary._YOUNG_S = 0.0; temporary.TemporaryFolder().cleanup()"


def main() -> int:
    """Run the campaign and print what happened."""
    parser = argparse.ArgumentParser(description="SIGKILL during trials.")
    parser.add_argument("--kills", type=int, default=_KILLS)
    parser.add_argument("--seed", type=int, default=_SEED)
    options = parser.parse_args()
    ctypes.CDLL(None).prctl(_BECOME_SUBREAPER, 1, 0, 0, 0)
    rng = random.Random(options.seed)
    killed = left = kept = 0
    with tempfile.TemporaryDirectory(prefix="killed-") as folder, serve(ServerOptions(files=4)) as server:
        cli = make_cli(Path(folder), server.url)
        place = Path(folder) / "tmp"
        place.mkdir()
        cli.environment.update({"PAPERCODER_TRIAL": "true", "TMPDIR": str(place)})
        length = _trial_length(cli)
        for number in range(options.kills):
            killed += _killed(cli, (number + rng.random()) / options.kills * length)
            left += not _all_gone()
            _swept(cli)
            kept += any(place.iterdir())
    print(f"{killed} runs killed within {length:.1f} s of trial; {left} left a program, {kept} left a folder")
    if (options.kills, options.seed) == (_KILLS, _SEED):
        figures = {"kills": options.kills, "killed": killed, "left a program": left, "left a folder": kept}
        keep("killed_trials", {**figures, "as root": "yes" if os.geteuid() == 0 else "no"})
    return 1 if left or kept else 0


def _trial_length(cli: Cli) -> float:
    """Return the seconds from the runner's beginning to the run's end, and a second before it."""
    process = cli.start("run", "paper.txt", "--yes")
    _until(process.stdout, "runner: begins")
    began = time.monotonic()
    process.communicate()
    return time.monotonic() - began


def _killed(cli: Cli, after: float) -> bool:
    """Kill a run so long after its trial began; False where it had ended."""
    process = cli.start("run", "paper.txt", "--yes")
    _until(process.stdout, "runner: begins")
    time.sleep(after)
    alive = process.poll() is None
    process.kill()
    process.communicate()
    return alive


def _until(lines: object, words: str) -> None:
    for line in lines:  # type: ignore[attr-defined]  # a text stream
        if words in line:
            return


def _all_gone() -> bool:
    """Wait for what was left to this process; whatever still lives then is ended, and said."""
    until = time.monotonic() + _GONE
    while time.monotonic() < until:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return True
        if pid == 0:
            time.sleep(0.02)
    for child in Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split():
        print("left behind:", Path(f"/proc/{child}/cmdline").read_bytes()[:200])
        os.kill(int(child), signal.SIGKILL)
    return False


def _swept(cli: Cli) -> None:
    """Do what the next start does, a minute later."""
    pid = os.posix_spawn(sys.executable, [sys.executable, "-c", _SWEEP], cli.environment)
    os.waitpid(pid, 0)


if __name__ == "__main__":
    sys.exit(main())
