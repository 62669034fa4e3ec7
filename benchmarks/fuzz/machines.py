"""Readers of what programs left: records, run files, checkpoints, repositories, and the sandbox's reports."""

# ruff: noqa: E501  # seeds read better whole

import asyncio
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from benchmarks.fuzz.reader import Reader
from papercoder.errors import PaperCoderError

__all__ = ["BOMBS", "MACHINES"]

_RECORD = (Path(__file__).parents[2] / "benchmarks/recorded/0039-auditor-main.py.json").read_bytes()
_CARD = b"""{"version": 1, "id": "RUN", "paper": "paper.pdf", "paper_source": "paper.pdf", "started": "2026-11-20T23:16:56+00:00",
"settings": {"model": "openai:x", "max_parallel": 4}, "output": "out", "parent": "", "fork_node": ""}"""
_STATUS = b"""{"version": 1, "run": "RUN", "status": "partial", "reason": "", "missing": ["files"], "files_planned": 3, "usage":
{"calls": 3, "input_tokens": 4, "output_tokens": 5, "cached_tokens": 0, "cost": 0.1, "seconds": 1.0}, "next": ["resume"]}"""
_BATCH = b'{"version": 1, "id": "RUN", "started": "2026-11-20T23:16:56+00:00", "runs": ["RUN"], "budget": 3.5}'
_RUN_FILES = {"run.json": _CARD, "status.json": _STATUS, "../batches/RUN.json": _BATCH}
_MAIN = b"""import argparse
import yaml
from src.model import Model

def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--config")
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args()
    with open(options.config) as file:
        config = yaml.safe_load(file)
    print(Model(config["train"]["rate"]).fit([1, 2], epochs=3))

if __name__ == "__main__":
    main()
"""
_CONFIG = b"train:\n  rate: 1.0e-4\n  layers: &l [1, 2]\n  more: *l\nsmoke:\n  train: {rate: 0.1}\n"
BOMBS = (
    b"a0: &a0 {x: 1}\n"
    + b"".join(
        b"a%d: &a%d {%s}\n" % (i, i, b", ".join(b"k%d: *a%d" % (j, i - 1) for j in range(10))) for i in range(1, 9)
    ),
    b"a0: &a0 {x: 1}\n"
    + b"".join(b"a%d: &a%d\n  <<: [*a%d, *a%d]\n  y%d: 1\n" % (i, i, i - 1, i - 1, i) for i in range(1, 26)),
    b"a0: &a0 [x]\n"
    + b"".join(b"a%d: &a%d [%s]\n" % (i, i, b", ".join([b"*a%d" % (i - 1)] * 10)) for i in range(1, 9)),
    b"a: &a {b: *a}\n",
)
"""Aliases and merges that unfold to thousands of millions of values, or without end."""

_TOML = (
    b'[project]\nname = "x"\nversion = "1"\ndependencies = ["numpy>=1", "torch"]\n[tool.x]\na = [1, 2.5, 2020-01-01]\n'
)
_NOTEBOOK = (
    b'{"cells": [{"cell_type": "code", "source": ["x = 1\\n", "y"], "outputs": []}], "nbformat": 4, "metadata": {}}'
)
_REQUIREMENTS = b"numpy>=1.2 # c\ntorch[cpu]==2.*; python_version < '4'\nscikit-learn\n"
_REPORT = b'{"exit": 1, "hit": "memory", "told": "x", "files": {"results/smoke/metrics.json": "eyJhIjogMX0="}}'
_METRICS = b'{"accuracy": 0.5, "ours": {"loss": [1, 2, {"a": 1e-4}]}, "note": "text"}'


def _record(data: bytes, folder: Path) -> object:
    from papercoder.models.recorded.records import Records, read_call

    place = folder / "0001-planner.json"
    place.write_bytes(data)
    call = read_call(str(place))
    return call.to_json(), Records.open(str(folder)).usage


def _run_files(data: bytes, folder: Path) -> object:
    from papercoder.runs.batch_file import find_batch
    from papercoder.runs.card import read_card, read_status
    from papercoder.runs.folders import run_folder
    from papercoder.runs.listing import current_status, list_runs

    os.environ["PAPERCODER_DATA"] = str(folder)
    try:
        damaged = len(data) % 3
        for number, (place, sound) in enumerate(_RUN_FILES.items()):
            target = Path(run_folder("RUN")) / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data if number == damaged else sound)
        list_runs()
        read_status("RUN")
        _refused(lambda: find_batch("last"))
        return current_status(read_card("RUN"))
    finally:
        del os.environ["PAPERCODER_DATA"]


def _refused(work: Callable[[], object]) -> None:
    try:
        work()
    except PaperCoderError:
        return


def _checkpoint(data: bytes, folder: Path) -> object:
    """The newest checkpoint, its texts, or the whole file damaged."""
    from papercoder.runs.history import read_text, read_values

    os.environ["PAPERCODER_DATA"] = str(folder)
    try:
        asyncio.run(_begin())
        database = next(folder.glob("*.sqlite"))
        if len(data) % 8 == 0:
            whole = bytearray(database.read_bytes())
            at = (len(data) * 977) % max(1, len(whole) - len(data))
            whole[at : at + len(data)] = data
            database.write_bytes(bytes(whole))
        else:
            with sqlite3.connect(database) as own:
                own.execute("UPDATE checkpoints SET checkpoint = ?", (data,))
                own.execute("UPDATE store SET value = ?", (data.decode("utf-8", "replace"),))
            own.close()
        found: list[object] = []
        _refused(lambda: found.append(asyncio.run(read_values("RUN"))))
        _refused(lambda: found.append(asyncio.run(read_text(_TEXT))))
        return found
    finally:
        del os.environ["PAPERCODER_DATA"]


_TEXT = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


async def _begin() -> None:
    """Save one checkpoint and one text, as a run does."""
    from langgraph.checkpoint.base import empty_checkpoint

    from papercoder.runs.storage import open_storage
    from papercoder.runs.texts import put_text

    async with open_storage() as storage:
        config = {"configurable": {"thread_id": "RUN", "checkpoint_ns": ""}}
        checkpoint = {**empty_checkpoint(), "channel_values": {"plan": {"title": "A", "n": [1, 2.5, None]}}}
        await storage.saver.aput(config, checkpoint, {"source": "loop", "step": 0, "parents": {}}, {})  # type: ignore[arg-type]
        await put_text(storage.store, "test")


def _packed() -> bytes:
    import ormsgpack

    return ormsgpack.packb(
        {"v": 4, "id": "1", "channel_values": {"plan": {"a": [1, 2.5, None]}}, "channel_versions": {}}
    )


def _repository(data: bytes, folder: Path) -> object:
    """The gates and the judges' reader over a repository one of whose files is the input."""
    from papercoder.checks import report
    from papercoder.checks.folder import read_folder
    from papercoder.checks.run import check
    from papercoder.evaluation.judging.repository import read

    names = (
        "main.py",
        "src/model.py",
        "config.yaml",
        "pyproject.toml",
        "requirements.txt",
        "notes.ipynb",
        "x.json",
        "run.sh",
    )
    (folder / "src").mkdir(exist_ok=True)
    (folder / "main.py").write_bytes(_MAIN)
    (folder / "config.yaml").write_bytes(_CONFIG)
    (folder / ("config.yaml" if b"&a" in data else names[len(data) % len(names)])).write_bytes(data)
    odd = (
        os.fsencode(folder) + b"/" + (data[:20].replace(b"/", b"_").replace(b"\x00", b"0") or b"x").strip(b".") + b".py"
    )
    with open(odd, "wb") as file:
        file.write(data[:200])
    findings = check(read_folder(folder))
    for render in (report.to_text, report.to_json, report.to_sarif):
        render(findings).encode()
    return [read(str(folder)), findings]


def _report(data: bytes, _: Path) -> object:
    from papercoder.sandbox.report import result_of
    from papercoder.sandbox.watch import Ended
    from papercoder.trial.metrics import measured

    done = result_of(Ended(0, data, b"\nstarted\n" + data, 0.1, None))
    checked, numbers = measured({"results/smoke/metrics.json": data}, ["accuracy"])
    return done, checked.to_json(), numbers


def _requirements(data: bytes, _: Path) -> object:
    from papercoder.trial.environment import heavy, requirements_of, unmet

    found = requirements_of(data.decode("utf-8", "replace").splitlines())
    return heavy(found), unmet(found)


MACHINES = (
    Reader("records", "recorded calls", (_RECORD,), _record, (PaperCoderError, ValueError)),
    Reader("stores", "run.json, status.json, batches", (_CARD, _STATUS, _BATCH), _run_files),
    Reader("stores", "checkpoints and texts", (_packed(), b'{"text": "test"}'), _checkpoint),
    Reader("repositories", "gates and judges", (_MAIN, _CONFIG, _TOML, _NOTEBOOK, _REQUIREMENTS, *BOMBS), _repository),
    Reader("trials", "the launcher's report, metrics", (_REPORT, _METRICS), _report),
    Reader("trials", "requirements.txt", (_REQUIREMENTS,), _requirements, (PaperCoderError, ValueError)),
)
