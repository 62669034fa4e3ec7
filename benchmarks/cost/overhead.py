"""The program's own share: start-up, and the processor time of a run that is not the model calls'."""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.cost.measuring import PAPER_TOKENS
from benchmarks.harness.program import PRICE, ROOT, Place, cold
from tests.server import ServerOptions, make_paper, serve

__all__ = ["OVERHEAD_GOALS", "own_overhead"]

OVERHEAD_GOALS = {
    "help_seconds": 0.3,
    "first_line_seconds": 1.5,
    "cpu_outside_calls_seconds": 3.0,
    "database_mib": 20.0,
}
_TIMES = 5
_IMPORTS = (
    "import atexit, gc\n"
    "gc.set_threshold(100_000, 20, 20)  # as the command line sets it\n"
    "atexit.register(gc.freeze)\n"
    "import papercoder.cli.driving.drive_run, papercoder.library.status_writer, graph.pipeline,"
    "papercoder.runs.drive, langchain_openai,"
    "langgraph.checkpoint.sqlite.aio, langgraph.store.sqlite.aio\n"
    "from papercoder.papers.parse import parse_bytes\n"
    "parse_bytes(b'# Title\\n\\n## 1 Method\\n\\nText.\\n', 'p.md')"
)


def own_overhead(folder: Path, files: int = 40) -> dict[str, Any]:
    """Measure start-up, and a run without latency, apart from importing libraries and from calling the model.

    What the calls take is measured by sending the run's own recorded requests again through the same client, and
    nothing else, in a process of its own.
    """
    place = Place(folder / "overhead")
    paper = place.folder / "paper.md"
    paper.write_text(make_paper(files, tokens=PAPER_TOKENS), encoding="utf-8")
    with serve(ServerOptions.from_json({"files": files, "padded": True})) as server:
        given = ("--model", "openai:test-model", "--base-url", server.url, "--yes", "--no-trial")
        words = ("run", str(paper), *given, "--set", f"price={PRICE}")
        first_line = statistics.median(_first_line(place, words) for _ in range(3))
        run_place = Place(folder / "overhead-run")
        ended = cold(run_place, *words)
        imports, calls = _cpu(run_place, _IMPORTS), _calls(run_place, server.url)
    database = sum(path.stat().st_size for path in run_place.data.glob("papercoder.sqlite*")) / 2**20
    return {
        "files": files,
        "help_seconds": round(statistics.median(cold(place, "--help").wall for _ in range(_TIMES)), 3),
        "first_line_seconds": round(first_line, 3),
        "cpu_seconds": round(ended.cpu, 2),
        "cpu_imports_seconds": round(imports, 2),
        "cpu_calls_seconds": round(max(0.0, calls - imports), 2),
        "cpu_outside_calls_seconds": round(ended.cpu - max(imports, calls), 2),
        "memory_mib": round(ended.rss_mib, 1),
        "database_mib": round(database, 2),
    }


def _first_line(place: Place, words: tuple[str, ...]) -> float:
    """Return the seconds until a run says its first line; the run is then ended."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-c", "from papercoder.cli import main; main()", *words],
        cwd=place.work,
        env=place.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    if process.stdout is None or not process.stdout.readline():
        raise RuntimeError("the run said nothing")
    seconds = time.monotonic() - began
    process.kill()
    process.communicate()
    return seconds


def _cpu(place: Place, code: str, *words: str) -> float:
    """Return the processor seconds of a piece of Python in a process of its own."""
    process = subprocess.Popen([sys.executable, "-c", code, *words], cwd=ROOT, env=place.environment())
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"the measured code ended with {process.returncode}")
    return used.ru_utime + used.ru_stime


_CALLS = f"""{_IMPORTS}
import asyncio, json, sys
from papercoder.models.providers.chat import Chat
from papercoder.models.prompt import Message
from state.settings import Settings

order = json.load(open(sys.argv[1], encoding="utf-8"))
settings = Settings(model="openai:test-model", base_url=order["url"])

async def send(messages):
    async with limit:
        await Chat(settings, "coder", 1.0).send([Message(m["role"], m["text"]) for m in messages], None)

async def main():
    global limit
    limit = asyncio.Semaphore(8)
    await asyncio.gather(*(send(messages) for messages in order["requests"]))

asyncio.run(main())
"""


def _calls(place: Place, url: str) -> float:
    records = place.run_folder() / "records"
    requests = []
    for path in sorted(records.glob("*.json")):
        sent = json.loads(path.read_text(encoding="utf-8"))["messages"]
        texts = [(m["role"], (records / "texts" / f"{m['text']}.txt").read_bytes().decode()) for m in sent]
        requests.append([{"role": role, "text": text} for role, text in texts])
    order = place.folder / "requests.json"
    order.write_text(json.dumps({"url": url, "requests": requests}), encoding="utf-8")
    return _cpu(place, _CALLS, str(order))
