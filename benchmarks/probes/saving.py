"""Calls and tokens of whole runs with and without probes, against a scripted model on the loopback.

The model is told how to err, so what is counted is what a wrong belief costs where it is found, and not how often a
real model has one or asks. A repository of six files, one of which calls another with a wrong argument:

- `debugged`: without probes the trial fails, the debugger mends the file, and it is audited again.
- `probed`: with probes its analyst asks, mends the contract, and the code is right.
- `sound` and `asking`: nothing is wrong, without and with probes that nobody asks for.
"""

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from papercoder.settings import Permissions, permit
from tests.graph.driving import Drive, drive
from tests.server import CodeFault, Fault, ServerOptions, serve

__all__ = ["compare"]

_FILES = 6
_BELIEF = {
    "question": "Does statistics.stdev divide by n?",
    "code": "import statistics\nprint(statistics.stdev([1, 2, 3, 4]))",
    "expected": "1.118",
}
_MENDED = {"edits": [{"op": "add", "at": ["pitfalls"], "value": "statistics.stdev divides by n - 1"}]}


async def compare() -> list[dict[str, Any]]:
    """Return calls, tokens and debugging rounds of each run."""
    with _own_folder() as folder:
        sound, row = await _run(folder, "sound")
        fault = (CodeFault(kind="wrong-argument"),)
        rows = [row, (await _run(folder, "asking", probes=True))[1]]
        rows.append((await _run(folder, "debugged", code_faults=fault))[1])
        rows.append((await _run(folder, "probed", faults=_probing(sound), probes=True))[1])
    return rows


def _probing(sound: Drive) -> tuple[Fault, ...]:
    file = next(f for f in sound.state["logic"]["files"] if f["requirements"] and f["path"] != "main.py")
    contract = {
        "path": file["path"],
        "obligations": [{"requirement": r, "where": "f", "what": "it"} for r in file["requirements"]],
        "signatures": [{"declaration": line} for line in file["interface"]],
        "pitfalls": [f"Rule {n} of this file holds for all rows alike." for n in range(50)],
        "probes": [_BELIEF],
    }
    told: Any = {"kind": "text", "agent": "analyst", "subject": file["path"]}
    return Fault(**told, text=json.dumps(contract)), Fault(**told, nth=2, text=json.dumps(_MENDED))


async def _run(folder: Path, name: str, **given: Any) -> tuple[Drive, dict[str, Any]]:
    probes = given.pop("probes", False)
    (folder / name).mkdir()
    with serve(ServerOptions(files=_FILES, **given)) as server:
        run = await drive(server, folder / name, trial=True, real_sizes_seconds=0, refine_rounds=1, probes=probes)
    usage = run.report["usage"]
    told = {key: usage[key] for key in ("calls", "input_tokens", "output_tokens")}
    rounds = run.nodes.count("debugger")
    return run, {"run": name, "status": run.report["status"], "rounds_of_debugging": rounds, **told}


@contextlib.contextmanager
def _own_folder() -> Iterator[Path]:
    before = {name: os.environ.get(name) for name in ("PAPERCODER_DATA", "OPENAI_API_KEY")}
    with tempfile.TemporaryDirectory(prefix="probes-") as folder:
        os.environ.update(PAPERCODER_DATA=f"{folder}/data", OPENAI_API_KEY="sk-test")
        permit(Permissions(files=True, private_urls=True, base_url=True))
        try:
            yield Path(folder)
        finally:
            permit(None)
            for name, value in before.items():
                os.environ.pop(name, None) if value is None else os.environ.update({name: value})
