"""One fault against one whole run: what happened, what it cost, how it ended, whether the repository is the same."""

import ast
import re
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from benchmarks.crashes.clean import Case, Clean, differs, words
from benchmarks.harness.program import Ended, Place, Program
from benchmarks.harness.trees import tree_of
from state.settings import AGENTS
from tests.server import RunningServer, ServerOptions, serve
from tests.server.options import ARCHITECTURE_FAULTS, FAULT_KINDS, JSON_FAULTS, LOGIC_FAULTS
from tests.server.project import build_project

__all__ = ["Row", "Trial", "all_trials", "try_fault"]

Length = Literal["once", "lasting", "random"]
_MOST_RESUMES = 12
_KNOWN = re.compile(
    r"(papercoder\.sqlite(-wal|-shm|\.lock)?|runs/[\w-]+/(run\.json|status\.json|lock|(records|repository)/.*))\Z"
)
_ESCAPES = (Path("/opt/escape.py"), Path("/escape.py"))


@dataclass(frozen=True)
class Trial:
    """A fault of the server and how long it lasts.

    `once` hits the first fitting call of every agent; `lasting` hits every call about one file or one artifact;
    `random` hits a fifth of all calls, with `kind` as the seed.
    """

    kind: str
    length: Length


@dataclass(frozen=True)
class Row:
    """What became of a trial.

    Args:
        trial: The fault.
        hits: Calls it hit.
        paid: Answers that were delivered whole, faulty ones included.
        extra: How many of them more than in the clean run.
        first: Status, exit code and reason of the first process.
        resumes: How many further processes it took.
        end: Status at the end.
        identical: Whether the repository is that of the clean run, byte by byte.
        why: Why it is not, in the run's own words; or what went wrong.
        outside: Files that were written outside of the run's folder.
        repeated: Usable replies that were asked for again.
        good: Whether all is as wanted.
    """

    trial: Trial
    hits: int
    paid: int
    extra: int
    first: str
    resumes: int
    end: str
    identical: bool
    why: str
    outside: tuple[str, ...]
    repeated: int
    good: bool

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {**self.__dict__, **self.trial.__dict__, "trial": None} | {"outside": list(self.outside)}


def all_trials() -> list[Trial]:
    """Return every kind of the server once and lasting, and five random mixtures."""
    lengths: tuple[Length, ...] = ("once", "lasting")
    every = [Trial(kind, length) for kind in FAULT_KINDS for length in lengths]
    return every + [Trial(str(seed), "random") for seed in range(1, 6)]


def try_fault(program: Program, case: Case, clean: Clean, trial: Trial) -> Row:
    """Run against the fault, resume until the end, and compare."""
    place = Place(case.folder / f"{trial.kind}-{trial.length}")
    with serve(_options(case, trial)) as server:
        first = program.run(place, *words(case, server, *_settings(trial)))
        status = _status(place)
        last, resumes = first, 0
        if trial.length != "lasting":
            first, status = _begun(program, place, first, words(case, server, *_settings(trial)))
            last, resumes = _go_on(program, place, first, _MOST_RESUMES)
        bill, repeated = server.bill().calls, _sound_repeated(server)
        hits = sum(bool(r.fault) for r in server.requests)
    if trial.length == "lasting" and status.get("next"):
        with serve(_healthy(case)) as server:
            last, resumes = _go_on(program, place, first, 1, "--base-url", server.url)
            bill += server.bill().calls
    row = _row(trial, place, clean, first, status, last, resumes)
    row = row | {"hits": hits, "paid": bill, "extra": bill - clean.calls, "repeated": repeated}
    good = not row["outside"] and not repeated and _as_wanted(row, status, first, last)
    if good:
        shutil.rmtree(place.folder)
    return Row(**row, good=good)


def _sound_repeated(server: RunningServer) -> int:
    """Count the requests that were sent again although their answer was sound."""
    sound = Counter(r.key for r in server.requests if r.answered and not r.fault)
    return sum(count - 1 for count in sound.values())


def _begun(program: Program, place: Place, first: Ended, again: Sequence[str]) -> tuple[Ended, dict[str, Any]]:
    """Start anew where the fault came before anything was paid: such a run is not kept, and the program says so."""
    for _ in range(_MOST_RESUMES):
        if first.code not in {1, 2} or _status(place):
            break
        first = program.run(place, *again)
    return first, _status(place)


def _go_on(program: Program, place: Place, first: Ended, most: int, *more: str) -> tuple[Ended, int]:
    """Resume while the run is not at its end."""
    last, resumes = first, 0
    while resumes < most and _status(place).get("next"):
        last = program.run(place, "resume", "last", *more)
        resumes += 1
    return last, resumes


def _options(case: Case, trial: Trial) -> ServerOptions:
    given: dict[str, Any] = {"files": case.files}
    if trial.length == "random":
        return ServerOptions.from_json({**given, "fault_rate": 0.2, "fault_seed": int(trial.kind)})
    common = {"kind": trial.kind, "seconds": 0.3, "text": "I have put the files where they belong."}
    if trial.length == "lasting":
        agent, subject = _target(case, trial.kind)
        given["faults"] = [{**common, "agent": agent, "subject": subject, "times": 0}]
    else:
        agents = ("planner", "coder") if trial.kind == "hang" else AGENTS
        given["faults"] = [{**common, "agent": agent} for agent in agents]
    return ServerOptions.from_json(given)


def _healthy(case: Case) -> ServerOptions:
    return ServerOptions.from_json({"files": case.files})


def _target(case: Case, kind: str) -> tuple[str, str]:
    """Return the agent and the file that a lasting fault hits."""
    if kind in ARCHITECTURE_FAULTS:
        return "architect", ""
    if kind in LOGIC_FAULTS:
        return "logic-designer", ""
    module = build_project(case.files, 0).modules[-1].path
    return ("analyst" if kind in JSON_FAULTS else "coder"), module


def _settings(trial: Trial) -> tuple[str, ...]:
    """Return the settings that keep a trial short: a hang is given up after two seconds."""
    timeout = ("--set", "request_timeout=2") if trial.kind == "hang" else ()
    return (*timeout, "--set", "request_retries=1") if trial.length == "lasting" else timeout


def _status(place: Place) -> dict[str, Any]:
    try:
        return place.status()
    except (OSError, StopIteration, ValueError):
        return {}


def _row(
    trial: Trial, place: Place, clean: Clean, first: Ended, status: dict[str, Any], last: Ended, resumes: int
) -> dict[str, Any]:
    end = _status(place)
    differing = differs(place, clean)
    why = "" if not differing else str(end.get("reason") or "")
    if differing and end.get("status") == "complete":
        same = _same_program(place, clean)
        why = "the same program; only comments differ" if same else f"complete, but {'; '.join(differing[:3])}"
    if "Traceback" in first.out + last.out or 70 in {first.code, last.code}:
        why = f"a fault of the program: {last.out[-300:]}"
    return {
        "trial": trial,
        "first": f"{status.get('status', 'no status')}, exit {first.code}",
        "resumes": resumes,
        "end": f"{end.get('status', 'no status')}, exit {last.code}",
        "identical": not differing,
        "why": _plain(why or (str(status.get("reason", "")) if first.code else "")),
        "outside": tuple(_outside(place)),
    }


def _as_wanted(row: dict[str, Any], status: dict[str, Any], first: Ended, last: Ended) -> bool:
    """Say whether the trial ended in the identical repository, or in the truth.

    The truth about a fault that lasts: the status is not complete and its reason or its missing files name what the
    fault kept from being written.
    """
    if 70 in {first.code, last.code} or "Traceback" in first.out + last.out:
        return False
    if row["identical"] and last.code == 0:
        return True
    trial: Trial = row["trial"]
    if row["why"].startswith("the same program"):
        return trial.kind == "path-comment"
    return (
        trial.length == "lasting"
        and last.code == 1
        and bool(row["why"])
        and status.get("status") in {"partial", "failed"}
    )


def _same_program(place: Place, clean: Clean) -> bool:
    """Say whether every Python file has the syntax tree that it has in the clean repository."""
    repository = place.run_folder() / "repository"
    names = sorted(path.relative_to(clean.repository) for path in clean.repository.rglob("*.py"))
    return all(
        (repository / name).exists() and _tree(repository / name) == _tree(clean.repository / name) for name in names
    )


def _tree(path: Path) -> str:
    return ast.dump(ast.parse(path.read_text(encoding="utf-8")))


def _outside(place: Place) -> list[str]:
    """Return what was written where nothing may be written."""
    found = [f"{name}/{path}" for name in ("home", "work", "tmp") for path in tree_of(place.folder / name)]
    found += [f"data/{path}" for path in tree_of(place.data) if not _KNOWN.match(path)]
    return found + [str(path) for path in _ESCAPES if path.exists()]


def _plain(text: str) -> str:
    """Return a reason without addresses and folders, which differ from machine to machine."""
    flat = re.sub(r"https?://\S+", "URL", " ".join(text.split()))
    return re.sub(r"(?<!\w)/(?:[\w.-]+/)+", "", flat)[:240]
