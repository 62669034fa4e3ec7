"""Which lines ran, measured in the real sandbox: in children of every kind, and in what is killed."""

import textwrap
from typing import Any

import pytest

from papercoder.sandbox.bubblewrap import Bubblewrap
from papercoder.trial.run import TrialOptions, run_trial
from state.trial import Trial
from tests.trial.repositories import MAIN, repository

WORKER = "def work(x):\n    y = x * 2\n    return y\n\ndef never():\n    return 1\n"
SPAWN = """
import multiprocessing
multiprocessing.set_start_method({!r})
from src.worker import work
with multiprocessing.Pool(1) as pool:
    pool.map(work, range(4))
"""
PROCESS = """
import multiprocessing
from src.worker import work
one = multiprocessing.get_context("fork").Process(target=work, args=(1,))
one.start()
one.join()
"""
CHILD = """
import subprocess, sys
subprocess.run([sys.executable, "-c", "import src.worker as w; w.work(1)"], check=True)
"""
SCRIPT = """
import subprocess
subprocess.run("cd /tmp && python -c 'import src.worker as w; w.work(1)'", shell=True, check=True)
"""
THREAD = """
import threading
from src.worker import work
one = threading.Thread(target=work, args=(1,))
one.start()
one.join()
"""
LEFT = """
import os
from src.worker import work
child = os.fork()
if not child:
    work(1)
    os._exit(0)
os.waitpid(child, 0)
"""
KILLED = """
import os, time
from src.worker import work
child = os.fork()
if not child:
    work(1)
    time.sleep(2)
    os.kill(os.getpid(), 9)
os.waitpid(child, 0)
"""
ENDED_TWICE = """
import json, os, signal
from src.worker import work
child = os.fork()
if not child:
    writes = json.dump
    def interrupted(*given, **named):
        os.kill(os.getpid(), signal.SIGTERM)
        writes(*given, **named)
    json.dump = interrupted
    work(1)
    os._exit(0)
os.waitpid(child, 0)
"""
FORGED = """
import tempfile
folder = tempfile.gettempdir() + "/lines-that-ran"
texts = ["nonsense", "[]", '{"a": 3}', '{"a": ["x"]}', '{"main.py": [-5, 99999999999]}']
for at, text in enumerate(texts):
    open(f"{folder}/{at}.json", "w").write(text)
"""


def _with(body: str) -> dict[str, str]:
    parsed = "    options = parser.parse_args()\n"
    main = MAIN.replace(parsed, parsed + textwrap.indent(body, "    "))
    return repository(src_worker=WORKER) | {"main.py": main}


async def _trial(files: dict[str, str], **given: Any) -> Trial:
    return await run_trial(
        files, entry_point="main.py", requirements=(), unknown_imports=(), metrics=["accuracy"],
        options=TrialOptions(**given),
    )  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        SPAWN.format("spawn"),
        SPAWN.format("fork"),
        PROCESS,
        CHILD,
        SCRIPT,
        THREAD,
        LEFT,
        KILLED,
        ENDED_TWICE,
    ],
    ids=["spawn", "fork", "process", "child", "script", "thread", "os._exit", "killed", "ended twice"],
)
async def test_lines_of_every_process_are_known(sandbox: Bubblewrap, body: str) -> None:
    trial = await _trial(_with(body))
    assert (trial.result, trial.reason) == ("passed", "")
    worker = {line for first, last in trial.lines["src/worker.py"] for line in range(first, last + 1)}
    assert {2, 3} <= worker
    assert 6 not in worker
    assert trial.unmeasured == ""


async def test_a_module_named_coverage_is_left_alone_and_said(sandbox: Bubblewrap) -> None:
    model = "from coverage import share\ndef value():\n    return share()\n"
    trial = await _trial(repository(src_model=model) | {"coverage.py": "def share():\n    return 0.5\n"})
    assert trial.result == "passed"
    assert trial.lines == {}
    assert "module of its own named coverage" in trial.unmeasured


async def test_a_test_that_only_measuring_makes_too_slow_passes_without(sandbox: Bubblewrap) -> None:
    slow = """
        import sys, threading, time
        def value():
            if any(thread.name == "lines" for thread in threading.enumerate()):
                time.sleep(600)
            return 0.5
        """
    trial = await _trial(repository(src_model=textwrap.dedent(slow)), seconds=8.0)
    assert (trial.result, trial.lines) == ("passed", {})
    assert "met a limit" in trial.unmeasured


async def test_what_a_hostile_program_notes_about_itself_is_bounded(sandbox: Bubblewrap) -> None:
    trial = await _trial(_with(FORGED))
    assert trial.result == "passed"
    assert all(0 < first <= last < 1 << 20 for spans in trial.lines.values() for first, last in spans)
