"""Special files in every place that the command line reads or writes: pipes, sockets, devices, loops of links."""

import os
import shutil
import signal
import socket
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.harness.program import ROOT, Ended, Place, Program, preloaded

__all__ = ["ENTRANCES", "KINDS", "Outcome", "rows", "special_files"]

_SECONDS = 30.0
"""Wall time of one command on a busy machine; what waits for a writer waits for ever."""
_AT_ONCE = 4
"""Commands at once: more would only wait for a small machine's processors, and for each other's limit."""
_RECORDED = str(ROOT / "examples/recorded")
_PAPER = "# A Title\n\n## Abstract\n\nWe train.\n\n## 1 Method\n\nWe train with a rate of 0.1 for ten epochs.\n"
_GOOD_ENDS = frozenset({0, 1, 2, 3})


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    # A socket's path may have 108 bytes only, so it is made beside and moved.
    with tempfile.TemporaryDirectory(dir="/tmp") as near:
        own = socket.socket(socket.AF_UNIX)
        own.bind(f"{near}/s")
        own.close()
        shutil.move(f"{near}/s", path)


KINDS: dict[str, Callable[[Path], None]] = {
    "pipe": _pipe,
    "socket": _socket,
    "endless device": lambda path: path.symlink_to("/dev/zero"),
    "folder": lambda path: path.mkdir(),
    "link to itself": lambda path: path.symlink_to(path.name),
}
"""What is put in the place of a file."""


@dataclass(frozen=True)
class _Entrance:
    """Where the special file stands and the command that meets it.

    Args:
        name: In words.
        path: Of the special file, below the place's folder; RUN is the run's id.
        words: The command; FILE is the special file.
        more: Environment; FILE as before.
        has_run: Whether the place holds a run that waits for its review.
        written: Whether the file is written: a pipe that a person names then waits for its reader, as with any program.
    """

    name: str
    path: str
    words: tuple[str, ...]
    more: dict[str, str] = field(default_factory=dict)
    has_run: bool = False
    written: bool = False


_LOCAL = ("--model", "openai:m", "--base-url", "http://127.0.0.1:9/v1", "--set", "request_retries=0", "--yes")
ENTRANCES = (
    _Entrance("parse", "work/x", ("parse", "FILE")),
    _Entrance("parse a PDF", "work/x.pdf", ("parse", "FILE")),
    _Entrance("parse a supplement", "work/x.md", ("parse", "paper.md", "FILE")),
    _Entrance("parse a folder with it", "work/sources/x.tex", ("parse", "sources")),
    _Entrance("parse --overlay", "work/x.html", ("parse", "paper.pdf", "--overlay", "FILE"), written=True),
    _Entrance("parse --figures", "work/x", ("parse", "paper.pdf", "--figures", "FILE"), written=True),
    _Entrance("run", "work/x.md", ("run", "FILE", *_LOCAL)),
    _Entrance("run --dry-run", "work/x.pdf", ("run", "FILE", "--dry-run")),
    _Entrance("run -o", "work/x", ("run", "paper.md", "-o", "FILE", *_LOCAL)),
    _Entrance("run -o, the status file", "work/x.status.json", ("run", "paper.md", "-o", "x", *_LOCAL)),
    _Entrance("run replay:", "work/x", ("run", "paper.md", "--model", "replay:FILE", "--yes")),
    _Entrance("a record of replay:", "work/records/0001-planner.json",
              ("run", "paper.md", "--model", "replay:records", "--yes")),
    _Entrance("batch", "work/x.md", ("batch", "FILE", *_LOCAL)),
    _Entrance("batch, a list", "work/x.txt", ("batch", "FILE", *_LOCAL)),
    _Entrance("batch, a folder with it", "work/papers/x.pdf", ("batch", "papers", *_LOCAL)),
    _Entrance("check", "work/x.py", ("check", "FILE")),
    _Entrance("check a folder, model.py", "work/code/model.py", ("check", "code")),
    _Entrance("check a folder, config.yaml", "work/code/config.yaml", ("check", "code")),
    _Entrance("check a folder, pyproject.toml", "work/code/pyproject.toml", ("check", "code")),
    _Entrance("check a folder, requirements.txt", "work/code/requirements.txt", ("check", "code")),
    _Entrance("check --baseline", "work/x.json", ("check", "code", "--baseline", "FILE")),
    _Entrance("check --write-baseline", "work/x.json", ("check", "code", "--write-baseline", "FILE"), written=True),
    _Entrance("evaluate, a file of it", "work/code/model.py",
              ("evaluate", "code", "--paper", "paper.md", *_LOCAL[:-1])),
    _Entrance("evaluate --paper", "work/x.pdf", ("evaluate", "code", "--paper", "FILE", *_LOCAL[:-1])),
    _Entrance("evaluate --gold", "work/x", ("evaluate", "code", "--paper", "paper.md", "--gold", "FILE", *_LOCAL[:-1])),
    _Entrance("grade --rubric", "work/x.json",
              ("grade", "code", "--rubric", "FILE", "--paper", "paper.md", *_LOCAL[:-1])),
    _Entrance("bench", "work/x.yaml", ("bench", "FILE", *_LOCAL[:-1])),
    _Entrance(".env of the folder", "work/.env", ("run", "paper.md", *_LOCAL)),
    _Entrance("the user's settings", "home/settings", ("runs",), {"PAPERCODER_SETTINGS": "FILE"}),
    _Entrance("the data folder", "elsewhere", ("runs",), {"PAPERCODER_DATA": "FILE"}),
    _Entrance("the data folder of a run", "elsewhere", ("run", "paper.md", *_LOCAL), {"PAPERCODER_DATA": "FILE"}),
    _Entrance("the database", "data/papercoder.sqlite", ("resume", "--approve"), has_run=True),
    _Entrance("the database, fresh", "data/papercoder.sqlite", ("run", "paper.md", *_LOCAL)),
    _Entrance("run.json, runs", "data/runs/RUN/run.json", ("runs",), has_run=True),
    _Entrance("run.json, resume", "data/runs/RUN/run.json", ("resume", "RUN", "--approve"), has_run=True),
    _Entrance("status.json, show", "data/runs/RUN/status.json", ("show",), has_run=True),
    _Entrance("status.json, resume", "data/runs/RUN/status.json", ("resume", "--reject", "no"), has_run=True),
    _Entrance("a record, show --calls", "data/runs/RUN/records/0001-planner.json", ("show", "--calls"), has_run=True),
    _Entrance("the lock", "data/runs/RUN/lock", ("resume", "--reject", "no"), has_run=True),
    _Entrance("the draft of a review", "data/runs/RUN/review-draft.json",
              ("resume", "--draft", "--until", "analyst"), has_run=True),
    _Entrance("resume --config", "work/x.yaml", ("resume", "--config", "FILE"), has_run=True),
    _Entrance("fork --config", "work/x.yaml",
              ("fork", "RUN", "--at", "config-review", "--config", "FILE"), has_run=True),
    _Entrance("show --html", "work/x.html", ("show", "--html", "FILE"), has_run=True, written=True),
)  # fmt: skip
"""Every path that a person, a paper's folder or an earlier process can put such a file on."""


@dataclass(frozen=True)
class Outcome:
    """How one command ended on one special file."""

    entrance: str
    kind: str
    held: bool
    said: str


def special_files(only: str = "") -> list[Outcome]:
    """Try every kind in every place whose name holds the words, some at once."""
    wanted = [
        (entrance, kind)
        for entrance in ENTRANCES
        for kind in KINDS
        if only in entrance.name and not (entrance.written and kind == "pipe")
    ]
    with preloaded() as program, tempfile.TemporaryDirectory(prefix="special-") as folder:
        waiting = _waiting_run(program, Path(folder)) if any(entrance.has_run for entrance, _ in wanted) else None
        outcomes: list[Outcome] = []
        for first in range(0, len(wanted), _AT_ONCE):
            begun = [
                _begun(program, entrance, kind, Path(folder) / f"{first}-{at}", waiting)
                for at, (entrance, kind) in enumerate(wanted[first : first + _AT_ONCE])
            ]
            outcomes += [each() for each in begun]
    return outcomes


def rows(outcomes: list[Outcome]) -> Iterator[dict[str, object]]:
    """Count the outcomes by kind of file."""
    tried, held = Counter(each.kind for each in outcomes), Counter(each.kind for each in outcomes if each.held)
    for name, count in tried.items():
        yield {"kind": name, "cases": count, "held": held[name]}


def _waiting_run(program: Program, folder: Path) -> Place:
    """Make a run that waits for its review."""
    place = Place(folder / "waiting")
    paper = str(ROOT / "examples/paper/paper.pdf")
    ended = program.run(place, "run", paper, "--model", f"replay-loosely:{_RECORDED}")
    if ended.code != 3:
        raise RuntimeError(f"the run for the campaign did not come to its review:\n{ended.out[-2000:]}")
    return place


def _begun(
    program: Program, entrance: _Entrance, kind: str, folder: Path, waiting: Place | None
) -> Callable[[], Outcome]:
    """Start the command and return what waits for its end."""
    place = _made(folder)
    run = ""
    if entrance.has_run and waiting is not None:
        shutil.copytree(waiting.data, place.data)
        run = place.run_folder().name
    file = folder / entrance.path.replace("RUN", run)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    KINDS[kind](file)
    place.more = {name: value.replace("FILE", str(file)) for name, value in entrance.more.items()}
    job = program.start(place, *(word.replace("FILE", str(file)).replace("RUN", run) for word in entrance.words))
    killer = threading.Timer(_SECONDS, os.kill, (job.pid, signal.SIGKILL))
    killer.start()

    def ended() -> Outcome:
        done = job.wait()
        killer.cancel()
        shutil.rmtree(folder, ignore_errors=True)
        return Outcome(entrance.name, kind, _held(done), f"exit {done.code}: {done.out[-300:]}")

    return ended


def _made(folder: Path) -> Place:
    place = Place(folder)
    (place.work / "paper.md").write_text(_PAPER, encoding="utf-8")
    shutil.copy(ROOT / "examples/paper/paper.pdf", place.work / "paper.pdf")
    for name in ("code", "papers", "sources", "records"):
        (place.work / name).mkdir()
    (place.work / "code/main.py").write_text("import yaml\n\nprint(yaml)\n", encoding="utf-8")
    (place.work / "papers/paper.md").write_text(_PAPER, encoding="utf-8")
    (place.work / "sources/main.tex").write_text(
        r"\documentclass{article}\begin{document}\title{T}\section{A}Text.\end{document}", encoding="utf-8"
    )
    return place


def _held(ended: Ended) -> bool:
    return ended.code in _GOOD_ENDS and "Traceback" not in ended.out and "fault of its own" not in ended.out
