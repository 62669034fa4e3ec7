"""What else can go wrong around a run: signals, disks, a second process, damaged records, the clock."""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.crashes.clean import Case, Clean, differs, options_of, words
from benchmarks.crashes.ledger import Books
from benchmarks.harness.program import Ended, Job, Place, Program
from tests.server import RunningServer, serve

__all__ = ["SCENARIOS", "Scene", "Told"]

_RUN = re.compile(r"^Run (\S+) ", re.MULTILINE)
_DAY = 86_400.0


@dataclass(frozen=True)
class Told:
    """How a scenario went."""

    good: bool
    what: str
    then: str

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class Scene:
    """What a scenario works with."""

    program: Program
    case: Case
    clean: Clean


class _Stage:
    """One run on one server, from the fault to the comparison at the end."""

    def __init__(self, scene: Scene, server: RunningServer) -> None:
        self.program, self.case, self.clean = scene.program, scene.case, scene.clean
        self.server = server
        self.place = Place(scene.case.folder / "place")
        self.books = Books(server)

    def start(self, **limits: Any) -> Job:
        return self.program.start(self.place, *words(self.case, self.server), **limits)

    def start_to(self, node: str, **limits: Any) -> Job:
        """Start and wait until a node is at work."""
        job = self.start(**limits)
        if not job.says(f" {node}: begins"):
            raise RuntimeError(f"the run ended before {node}: {job.wait().out[-1000:]}")
        time.sleep(0.1)
        return job

    def kill(self, job: Job) -> None:
        killed = time.time()
        job.send(signal.SIGKILL)
        job.wait()
        self.books.after_kill(self.place.run_folder(), killed)

    def resume(self, **limits: Any) -> Ended:
        return self.program.run(self.place, "resume", "last", **limits)

    def told(self, first: Ended | None, wanted: bool, end: Ended, more_asked: int = 0) -> Told:
        """Compare the end with the clean run.

        Args:
            first: The process that met the fault.
            wanted: Whether it met it as it should.
            end: The process that went on.
            more_asked: How many replies had to be asked for again because their record was damaged.
        """
        differing = differs(self.place, self.clean)
        again = self.books.asked_again()
        off = self.books.off_by(self.place) if not more_asked else 0.0
        good = wanted and end.code == 0 and not differing and again == more_asked and off < 0.005
        same = "identical repository" if not differing else f"repository differs: {'; '.join(differing[:3])}"
        then = f"resumed to exit {end.code}, {same}, {again} replies asked again"
        what = f"exit {first.code}: {_last_words(first)}" if first else _last_words(end)
        if "Traceback" in (first.out if first else "") + end.out:
            return Told(good=False, what=f"TRACEBACK {what}", then=then)
        return Told(good, what, then if good else f"{then}; {_last_words(end)}")


def _last_words(ended: Ended) -> str:
    """Return the last lines that a person reads, without what changes from run to run."""
    lines = [line.strip() for line in ended.out.splitlines() if line.strip()]
    said = " / ".join(lines[-4:])
    said = re.sub(r"/\S*/", "", re.sub(r"\d\d:\d\d:\d\d ", "", said))
    return re.sub(r"\bpaper-\d+-[a-z0-9]{6}\b", "RUN", re.sub(r"pid \d+", "pid N", said))[-300:]


@contextmanager
def _stage(scene: Scene) -> Iterator[_Stage]:
    with serve(options_of(scene.case)) as server:
        yield _Stage(scene, server)


def _sigterm(scene: Scene) -> Told:
    with _stage(scene) as stage:
        job = stage.start_to("coder")
        job.send(signal.SIGTERM)
        first = job.wait()
        wanted = first.code == 3 and "papercoder resume" in first.out and stage.place.status()["status"] == "stopped"
        return stage.told(first, wanted, stage.resume())


def _interrupted_twice(scene: Scene) -> Told:
    with _stage(scene) as stage:
        job = stage.start_to("analyst")
        job.send(signal.SIGINT)
        time.sleep(0.05)
        job.send(signal.SIGINT)
        first = job.wait()
        stage.books.after_kill(stage.place.run_folder(), time.time())
        wanted = first.code == 3 and "papercoder resume" in first.out
        return stage.told(first, wanted, stage.resume())


def _disk_full(scene: Scene) -> Told:
    """A file system of 1 MiB under the data folder, enlarged before the resume; else a limit on the size of files."""
    with _stage(scene) as stage, _small_disk(stage.place.data, "1m") as disk:
        if disk:
            first = stage.start().wait()
            wanted = first.code == 1 and ("No space left" in first.out or "disk is full" in first.out)
            _remount(stage.place.data, "size=64m")
        else:
            first = stage.start(largest_file=400_000).wait()
            wanted = first.code == 1
        wanted = wanted and "resume" in first.out
        return stage.told(first, wanted, stage.resume())


def _read_only(scene: Scene) -> Told:
    """Killed, then resumed where nothing can be written, then where everything can."""
    with _stage(scene) as stage, _small_disk(stage.place.data, "64m") as disk:
        stage.kill(stage.start_to("coder"))
        if disk:
            _remount(stage.place.data, "ro")
            first = stage.resume()
            _remount(stage.place.data, "rw")
        else:
            with _without_rights(stage.place.data):
                first = stage.resume()
        wanted = first.code == 1 and "PAPERCODER_DATA" in first.out
        return stage.told(first, wanted, stage.resume())


def _two_processes(scene: Scene) -> Told:
    with _stage(scene) as stage:
        job = stage.start_to("analyst")
        second = stage.resume()
        end = job.wait()
        wanted = second.code == 1 and "another process" in second.out
        return stage.told(second, wanted, end)


def _damaged_record(scene: Scene) -> Told:
    """The newest record cut in half, as a disk that lost its last writes leaves it."""
    with _stage(scene) as stage:
        stage.kill(stage.start_to("auditor"))
        records = sorted((stage.place.run_folder() / "records").glob("*-coder-*.json"))
        victim = records[-1]
        victim.write_bytes(victim.read_bytes()[:200])
        _forget_newest_checkpoints(stage.place)
        end = stage.resume()
        asked = 1 if (stage.books.asked_again() == 1) else 0
        return stage.told(None, end.code == 0, end, more_asked=asked)


def _forget_newest_checkpoints(place: Place) -> None:
    """Remove the checkpoints behind the analysts, so that the run must go by its records."""
    import sqlite3

    database = sqlite3.connect(place.data / "papercoder.sqlite")
    with database:
        ids = [row[0] for row in database.execute("SELECT checkpoint_id FROM checkpoints ORDER BY checkpoint_id")]
        kept = ids[: len(ids) // 2]
        database.execute("DELETE FROM checkpoints WHERE checkpoint_id > ?", (kept[-1],))
        database.execute("DELETE FROM writes WHERE checkpoint_id > ?", (kept[-1],))
    database.close()


def _clock_backwards(scene: Scene) -> Told:
    """Killed; everything goes on with a clock that stands a day earlier, is killed again, and goes on once more."""
    with _stage(scene) as stage:
        stage.kill(stage.start_to("analyst"))
        job = stage.program.start(stage.place, "resume", "last", clock_back=_DAY)
        if job.says(" auditor: begins"):
            job.send(signal.SIGKILL)
        job.wait()
        stage.books.after_kill(stage.place.run_folder(), time.time())
        end = stage.resume(clock_back=_DAY)
        return stage.told(None, end.code == 0, end)


def _records_from_the_future(scene: Scene) -> Told:
    """Killed; the records and the card say that they were written in the year 2099."""
    with _stage(scene) as stage:
        stage.kill(stage.start_to("coder"))
        folder = stage.place.run_folder()
        for path in [folder / "run.json", *(folder / "records").glob("*.json")]:
            data = json.loads(path.read_text(encoding="utf-8"))
            path.write_text(json.dumps(data | {"started": "2099-01-01T00:00:00+00:00"}), encoding="utf-8")
        end = stage.resume()
        return stage.told(None, end.code == 0, end)


@contextmanager
def _small_disk(folder: Path, size: str) -> Iterator[bool]:
    """Put the folder on a small file system in memory where this process may; yields whether it did."""
    folder.mkdir(parents=True, exist_ok=True)
    mounted = os.geteuid() == 0 and _mount("-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", str(folder))
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


def _remount(folder: Path, option: str) -> None:
    if not _mount("-o", f"remount,{option}", str(folder)):
        raise RuntimeError(f"the file system under test does not take {option}")


def _mount(*words: str) -> bool:
    try:
        return subprocess.run(["mount", *words], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@contextmanager
def _without_rights(folder: Path) -> Iterator[None]:
    """Take the right to write from everything in the folder."""
    paths = [folder, *folder.rglob("*")]
    modes = [path.stat().st_mode for path in paths]
    for path in paths:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        yield
    finally:
        for path, mode in zip(paths, modes, strict=True):
            path.chmod(mode)


SCENARIOS: dict[str, Callable[[Scene], Told]] = {
    "SIGTERM": _sigterm,
    "Ctrl-C twice": _interrupted_twice,
    "disk full": _disk_full,
    "read-only data folder": _read_only,
    "two processes on one run": _two_processes,
    "damaged record": _damaged_record,
    "clock a day back": _clock_backwards,
    "records from the future": _records_from_the_future,
}
