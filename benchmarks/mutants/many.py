"""Runs inside the sandbox, as a text of its own: many versions of one repository, each in a process of its own.

Libraries are imported once, and each job is forked from there: imports are most of a smoke test. Reads jobs.json and
repository/, writes said.json after each job. Nothing of PaperCoder can be imported here.
"""

import contextlib
import importlib
import json
import os
import runpy
import shutil
import signal
import sys
import time
import traceback
from typing import Any

__all__ = ["main"]

_TAIL = 6000
_POLL_S = 0.01


def main() -> None:
    """Do every job."""
    with open("jobs.json", encoding="utf-8") as file:
        order = json.load(file)
    for name in order["preload"]:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    said: list[dict[str, Any]] = []
    for at, job in enumerate(order["jobs"]):
        place = f"job-{at}"
        shutil.copytree("repository", place)
        for path, text in job["changed"].items():
            os.makedirs(os.path.dirname(os.path.join(place, path)) or ".", exist_ok=True)
            with open(os.path.join(place, path), "w", encoding="utf-8") as file:
                file.write(text)
        said.append(_done(job, place))
        shutil.rmtree(place)
        with open("said.json.part", "w", encoding="utf-8") as file:
            json.dump(said, file)
        os.replace("said.json.part", "said.json")


def _done(job: dict[str, Any], place: str) -> dict[str, Any]:
    began, child = time.monotonic(), os.fork()
    if not child:
        _child(job, place)
    status: int | None = None
    while status is None and time.monotonic() - began < job["seconds"]:
        ended, how = os.waitpid(child, os.WNOHANG)
        status = how if ended else None
        time.sleep(_POLL_S)
    if status is None:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    with open(os.path.join(place, "printed"), encoding="utf-8", errors="replace") as file:
        printed = file.read()[-_TAIL:]
    files = {}
    for path in job["collect"]:
        with contextlib.suppress(OSError), open(os.path.join(place, path), encoding="utf-8", errors="replace") as file:
            files[path] = file.read()
    code = None if status is None else os.waitstatus_to_exitcode(status)
    return {"code": code, "seconds": time.monotonic() - began, "output": printed, "files": files}


def _child(job: dict[str, Any], place: str) -> None:
    """Run a program as `python PROGRAM WORDS` would, in this forked process, and end it."""
    code = 1
    try:
        os.chdir(place)
        printed = os.open("printed", os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(printed, 1)
        os.dup2(printed, 2)
        sys.path.insert(0, os.getcwd())
        sys.argv = [job["program"], *job["words"]]
        if job["text"]:
            exec(compile(job["text"], job["program"], "exec"), {"__name__": "__main__"})
        else:
            runpy.run_path(job["program"], run_name="__main__")
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1 if ended.code else 0
        if isinstance(ended.code, str):
            sys.stderr.write(f"{ended.code}\n")
    except BaseException:  # noqa: BLE001 -- whatever the program raises is how it ended
        traceback.print_exc()
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
