"""Many papers in one process: `python -m benchmarks.cost.batch --papers 100`."""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.harness.program import PRICE, Place, cold
from benchmarks.harness.results import keep, plain
from tests.server import ServerOptions, make_paper, serve

__all__ = ["main"]

_GOALS = {"cpu_ms_per_call": 25.0, "peak_memory_mib": 1024.0}


def main(argv: list[str] | None = None) -> int:
    """Drive a batch against the local server, print and write benchmarks/results/batch.json."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cost.batch")
    parser.add_argument("--papers", type=int, default=100)
    parser.add_argument("--files", type=int, default=10)
    parser.add_argument("--at-once", type=int, default=16, help="papers at once")
    parser.add_argument("--speed", type=float, default=1.0, help="1 = the latency model in real time")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="batch-") as folder:
        document = _measure(Path(folder), asked)
    keep("batch", document)
    print(plain(("batch", "value"), [[name.replace("_", " "), value] for name, value in document.items()]))
    good = document["complete"] == asked.papers and all(document[name] <= most for name, most in _GOALS.items())
    return 0 if good else 1


def _measure(folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    papers = folder / "papers"
    papers.mkdir()
    for number in range(asked.papers):
        text = make_paper(asked.files).replace("# Layered", f"# Paper {number}: Layered", 1)
        (papers / f"paper-{number:03}.md").write_text(text, encoding="utf-8")
    place = Place(folder / "place")
    options = {"files": asked.files, "padded": True, "speed": asked.speed}
    with serve(ServerOptions.from_json(options)) as server:
        given = ("--model", "openai:test-model", "--base-url", server.url, "--yes", "--no-trial")
        wide = ("--at-once", str(asked.at_once), "--calls-at-once", str(4 * asked.at_once))
        ended = cold(place, "batch", str(papers), *given, "--set", f"price={PRICE}", *wide)
        requests, bill = server.requests, server.bill()
    if ended.code != 0:
        raise RuntimeError(f"the batch ended with {ended.code}:\n{ended.out[-2000:]}")
    model = sum(r.seconds for r in requests)
    return {
        "papers": asked.papers,
        "files": asked.files,
        "at_once": asked.at_once,
        "complete": ended.out.count(": complete ("),
        "calls": bill.calls,
        "wall_seconds": round(ended.wall, 1),
        "papers_per_minute": round(60 * asked.papers / ended.wall, 1),
        "cpu_ms_per_call": round(1000 * ended.cpu / bill.calls, 1),
        "peak_memory_mib": round(ended.rss_mib, 1),
        "calls_under_way_on_average": round(model / ended.wall, 1),
    }


if __name__ == "__main__":
    sys.exit(main())
