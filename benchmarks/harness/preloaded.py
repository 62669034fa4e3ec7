"""A program that has imported everything and forks one process per command: `python -m benchmarks.harness.preloaded`.

It saves the seconds of imports that a campaign of hundreds of processes would spend again and again. Each command runs
in a process of its own, with its own id, environment, folder and log, and can be killed like any other. Orders come as
JSON lines on standard input and are answered on standard output.
"""

import json
import os
import signal
import sys
from typing import Any

__all__ = ["main"]


def _load() -> None:
    """Import what a run imports; nothing of it starts a thread."""
    import aiosqlite
    import langchain_openai
    import langgraph.checkpoint.sqlite.aio
    import langgraph.store.sqlite.aio

    import graph.pipeline
    import papercoder.cli.app
    import papercoder.cli.driving.drive_run
    import papercoder.library.status_writer
    import papercoder.runs.drive
    from papercoder.papers.parse import parse_bytes

    parse_bytes(b"# A Title\n\n## 1 Method\n\nA paragraph.\n", "paper.md")
    loaded = (aiosqlite, graph.pipeline, langchain_openai, langgraph, papercoder.cli, papercoder.runs)
    if not all(loaded):
        raise ImportError("a module is missing")


def main() -> None:
    """Take orders until standard input ends."""
    import threading

    _load()
    if threading.active_count() > 1:
        sys.exit(f"expected one thread before forking, found {threading.active_count()}")
    _say({"ready": os.getpid()})
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            _say(_wait(order["wait"]))
            continue
        pid = os.fork()
        if pid == 0:
            _become(order)
            return
        _say({"pid": pid})


def _wait(pid: int) -> dict[str, Any]:
    _, status, used = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return {"code": code, "cpu": used.ru_utime + used.ru_stime, "rss_kib": used.ru_maxrss}


def _become(order: dict[str, Any]) -> None:
    """Turn this forked process into the command."""
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, log), (2, log)):
        os.dup2(source, target)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 -- lives as long as the process
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _limit(order)
    sys.argv = ["papercoder", *order["words"]]
    from papercoder.cli import main as program

    program()


def _limit(order: dict[str, Any]) -> None:
    """Set the clock back and limit the size of files, where the order says so."""
    if back := order.get("clock_back"):
        _set_back(back)
    if limit := order.get("largest_file"):
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def _set_back(seconds: float) -> None:
    """Let this process live that much earlier."""
    import time

    now, now_ns = time.time, time.time_ns
    time.time = lambda: now() - seconds
    time.time_ns = lambda: now_ns() - int(seconds * 1e9)


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
