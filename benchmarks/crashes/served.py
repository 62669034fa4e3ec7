"""`papercoder batch --server` while the server is killed every few seconds: `python -m benchmarks.crashes.served`.

`langgraph dev` stands for the server, with threads and texts in a database (`papercoder.server.durable`) as LangGraph
Server has them. Its queue is in memory and written down every ten seconds: a kill takes the orders back, not the work.
`--forgetful` leaves threads and texts in memory too: then the records in its data folder are what survives.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.crashes.ledger import calls_on_disk
from benchmarks.harness.program import PRICE, ROOT, Job, Place, Program, preloaded
from benchmarks.harness.results import keep, plain
from tests.server import RunningServer, ServerOptions, make_paper, serve
from tests.server.environment import environment_beside

__all__ = ["Campaign", "drain", "main"]

_TOKEN = "a-token-for-the-campaign"
_AT_ONCE = "8"
_DURABLE = "papercoder.server.durable"


@dataclass
class Campaign:
    """What is done.

    Args:
        folder: Of the server and of the client.
        papers: How many.
        every: Seconds that the server works between its start and its end.
        most: Kills; None until the batch is finished.
        forgetful: The server keeps threads and texts in memory.
    """

    folder: Path
    papers: int
    every: float
    most: int | None = None
    forgetful: bool = False
    killed: int = 0
    clients: int = 1


def main(argv: list[str] | None = None) -> int:
    """Run the campaign, print what came of it, write benchmarks/results/served.json."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crashes.served")
    parser.add_argument("--papers", type=int, default=200)
    parser.add_argument("--every", type=float, default=10.0, help="seconds between the start of a server and its end")
    parser.add_argument("--most", type=int, default=None, help="kills; else until all papers are finished")
    parser.add_argument("--forgetful", action="store_true", help="threads and texts in the server's memory")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="served-") as folder, preloaded() as program:
        document = drain(program, Campaign(Path(folder), asked.papers, asked.every, asked.most, asked.forgetful))
    keep("served", document)
    print(plain(("batch on a server", "value"), [[name.replace("_", " "), v] for name, v in document.items()]))
    return 0 if document["good"] else 1


def drain(program: Program, given: Campaign) -> dict[str, Any]:
    """Have the batch finished while its server is killed, and return what came of it."""
    place = Place(given.folder / "client", more={"LANGGRAPH_API_KEY": _TOKEN})
    papers = given.folder / "papers"
    papers.mkdir()
    for number in range(given.papers):
        text = make_paper(4).replace("# Layered", f"# Paper {number}: Layered", 1)
        (papers / f"paper-{number:03}.md").write_text(text, encoding="utf-8")
    began = time.monotonic()
    with serve(ServerOptions(files=4)) as model:
        port = _free_port()
        server = _start(given, model, port)
        url = f"http://127.0.0.1:{port}"
        words = ("batch", str(papers), "--server", url, "--yes", "--at-once", _AT_ONCE)
        client = program.start(place, *words, "-o", str(given.folder / "out"))
        try:
            while client.alive():
                server = _kill_later(given, server, model, port, client)
                if not client.alive() and client.wait().code != 0 and given.clients < 20:
                    given.clients += 1
                    client = program.start(place, "batch", "--resume", "last", "--at-once", _AT_ONCE)
        finally:
            _end(server)
        return _look(given, model, client, time.monotonic() - began)


def _kill_later(
    given: Campaign, server: "subprocess.Popen[bytes]", model: RunningServer, port: int, client: Job
) -> "subprocess.Popen[bytes]":
    """Let the server work, kill it unless it was killed often enough, and return the one that works then."""
    until = time.monotonic() + given.every
    while time.monotonic() < until and client.alive():
        time.sleep(0.05)
    if not client.alive() or (given.most is not None and given.killed >= given.most):
        return server
    _end(server)
    given.killed += 1
    return _start(given, model, port)


def _end(server: "subprocess.Popen[bytes]") -> None:
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def _start(given: Campaign, model: RunningServer, port: int) -> "subprocess.Popen[bytes]":
    folder = given.folder / "server"
    folder.mkdir(exist_ok=True)
    quick = {"PAPERCODER_REFINE_ROUNDS": "0", "PAPERCODER_AUDIT": "false", "PAPERCODER_TRIAL": "false"}
    environment = environment_beside(model, folder, _TOKEN, PAPERCODER_PRICE=PRICE, **quick)
    program = str(Path(sys.executable).with_name("langgraph"))
    words = ("dev", "--no-browser", "--no-reload", "--port", str(port), "--n-jobs-per-worker", _AT_ONCE)
    with (folder / "server.log").open("ab") as log:
        server = subprocess.Popen(
            [program, *words, "--config", str(_config(given))],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    _wait_until_it_answers(server, port)
    return server


def _config(given: Campaign) -> Path:
    """Return the configuration of the server: the project's, with a database of its own unless it is to forget."""
    if given.forgetful:
        return ROOT / "langgraph.json"
    config = json.loads((ROOT / "langgraph.json").read_text(encoding="utf-8"))
    config |= {"env": {}, "checkpointer": {"path": f"{_DURABLE}.checkpointer"}, "store": {"path": f"{_DURABLE}.store"}}
    path = given.folder / "server" / "langgraph.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    return path


def _wait_until_it_answers(server: "subprocess.Popen[bytes]", port: int) -> None:
    import httpx

    until = time.monotonic() + 120
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/ok", timeout=1).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _look(given: Campaign, model: RunningServer, client: Job, seconds: float) -> dict[str, Any]:
    runs = sorted((given.folder / "server" / "data" / "runs").iterdir())
    saved = [Counter((call["key"], call["attempt"]) for call in calls_on_disk(run)) for run in runs]
    calls = sum(sum(counts.values()) for counts in saved)
    again = sum(count - 1 for counts in saved for count in counts.values())
    out = list((given.folder / "out").glob("*/main.py"))
    code = client.wait().code
    paid = model.bill().calls
    return {
        "papers": given.papers,
        "seconds": round(seconds, 1),
        "times_the_server_was_killed": given.killed,
        "seconds_between_start_and_kill": given.every,
        "clients": given.clients,
        "last_exit": code,
        "repositories": len(out),
        "calls_paid": paid,
        "calls_saved": calls,
        "replies_on_their_way_when_killed": paid - calls,
        "saved_calls_asked_again": again,
        "good": len(out) == given.papers and code == 0 and again == 0 and paid >= calls,
    }


if __name__ == "__main__":
    sys.exit(main())
