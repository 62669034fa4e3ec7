"""papercoder reproduce: a repository's experiments in full, in the sandbox, killed and gone on with, and the report."""

import json
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from papercoder.reproduction.folder import FullRunFolder, full_run_folder, read_full_run
from tests.reproduction.conftest import Start
from tests.reproduction.samples import MAIN, RUN, finished_run, repository
from tests.trial.repositories import wheel

_LONG_S = 120.0
"""Far above what any of these takes: the machine may be busy."""

pytestmark = pytest.mark.usefixtures("confined")


def ended(process: subprocess.Popen[str], code: int = 0) -> tuple[str, str]:
    out, err = process.communicate(timeout=_LONG_S)
    assert process.returncode == code, (process.returncode, out, err)
    return out, err


def wait_for(path: Path) -> None:
    until = time.monotonic() + _LONG_S
    while not path.exists():
        assert time.monotonic() < until, f"{path} never came"
        time.sleep(0.02)


def place() -> FullRunFolder:
    return full_run_folder(RUN)


def test_the_numbers_come_out_beside_the_papers(start: Start) -> None:
    folder = finished_run(repository())
    before = json.loads((folder / ".papercoder.json").read_text())["files"]["README.md"]
    out, err = ended(start(RUN, "--yes"))
    assert "  dataset Tiny v1: package, 1 MB" in out
    assert "  LR           Accuracy  81.5 ± 1.3  81.5 ± 1.3  0.0   within" in out
    assert "  CAMP (ours)  Accuracy  95.0 ± 1.3  91.5 ± 1.3  -3.5  OUTSIDE" in out
    assert "1 of 2 numbers of the paper's tables within tolerance, 1 outside; of 1 statements that follow" in out
    assert out.splitlines()[-1] == "complete"
    assert "  | made seed 3" in err
    assert "without network" in (folder / "RESULTS.md").read_text()
    readme = (folder / "README.md").read_text()
    assert "| CAMP (ours) | 95.0 ± 1.3<br>**91.5 ± 1.3**<br>**-3.5 OUTSIDE** |" in readme
    assert "not run" not in readme
    assert readme.endswith("The rest.\n")
    manifest = json.loads((folder / ".papercoder.json").read_text())["files"]
    assert manifest["README.md"] != before
    assert {"RESULTS.md", "results.html"} <= manifest.keys()
    assert json.loads((folder / "results/full/metrics.json").read_text())["accuracy"]["lr"] == [80.0, 81.0, 82.0, 83.0]
    again, _ = ended(start(RUN))
    assert "OUTSIDE" in again
    assert len(read_full_run(place()).attempts) == 1


def test_killed_while_it_runs_it_keeps_what_was_made_and_goes_on(start: Start) -> None:
    finished_run(repository(held=2))
    first = start(RUN, "--yes")
    wait_for(Path(place().work) / "results/full/seed-1.json")
    first.send_signal(signal.SIGKILL)
    first.wait(timeout=_LONG_S)
    first.communicate()
    second = start(RUN, "--yes")
    until = time.monotonic() + _LONG_S
    while "kept seed 1" not in Path(place().log).read_text():
        assert time.monotonic() < until
        time.sleep(0.02)
    second.send_signal(signal.SIGTERM)  # as Ctrl-C; a job in the background ignores SIGINT
    _, stopped = ended(second, code=3)
    assert f"Go on with: papercoder reproduce {RUN}" in stopped
    (Path(place().work) / "go").touch()
    out, err = ended(start(RUN, "--yes"))
    assert "An earlier attempt was ended; what it wrote is kept" in out
    assert "  | kept seed 1" in err
    assert "  | made seed 3" in err
    assert "  | smoke test" not in err
    assert Path(place().log).read_text().splitlines().count("smoke test") == 1
    assert out.splitlines()[-1] == "complete"
    attempts = read_full_run(place()).attempts
    assert [attempt.exit_code for attempt in attempts] == [None, None, 0]


def test_killed_while_its_environment_is_made_it_makes_it_anew(
    start: Start, tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    wheel(wheels, "tinyshape", "1.2", "")
    for installer in ("PIP", "UV"):
        monkeypatch.setenv(f"{installer}_NO_INDEX", "1")
        monkeypatch.setenv(f"{installer}_FIND_LINKS", str(wheels))
    finished_run({**repository(main=MAIN.replace("import argparse", "import tinyshape, argparse")), **LOCK})
    made = data / "environments"
    first = start(RUN, "--yes")
    until = time.monotonic() + _LONG_S
    while not any(made.glob("*.part-*/*")):
        assert first.poll() is None
        assert time.monotonic() < until
        time.sleep(0.002)
    first.send_signal(signal.SIGKILL)
    first.wait(timeout=_LONG_S)
    first.communicate()
    assert not read_full_run(place()).attempts
    out, err = ended(start(RUN, "--yes"))
    assert out.splitlines()[-1] == "complete"
    assert "  | made seed 3" in err
    assert [path for path in made.iterdir() if ".part-" in path.name] == []


LOCK = {"requirements.txt": "tinyshape\n", "requirements.lock": "tinyshape==1.2\n"}


def test_killed_after_the_end_only_the_report_is_written(start: Start) -> None:
    folder = finished_run(repository())
    first = start(RUN, "--yes")
    until = time.monotonic() + _LONG_S
    while not read_full_run(place()).is_done:
        assert time.monotonic() < until
        time.sleep(0.005)
    first.send_signal(signal.SIGKILL)
    first.wait(timeout=_LONG_S)
    first.communicate()
    out, err = ended(start(RUN))
    assert "made seed" not in err
    assert out.splitlines()[-1] == "complete"
    assert "91.5" in (folder / "RESULTS.md").read_text()
    assert not [name for name in os.listdir(folder) if name.endswith(".new")]


def test_a_program_that_fails_leaves_what_it_had_and_is_not_called_complete(start: Start) -> None:
    broken = MAIN.replace('numbers = {m: [one[m] for one in made] for m in ("lr", "camp")}', "numbers = {'lr': 81.0}")
    folder = finished_run(repository(main=broken + "if not args.smoke:\n    raise SystemExit(9)\n"))
    out, err = ended(start(RUN, "--yes"), code=1)
    assert "Not complete: the program ended with code 9." in err
    assert "1 of 2 numbers of the paper's tables within tolerance, 1 not run" in out
    assert "did not run to its end" in (folder / "RESULTS.md").read_text()


def test_a_changed_repository_begins_anew(start: Start) -> None:
    folder = finished_run(repository())
    ended(start(RUN, "--yes"))
    (folder / "main.py").write_text(MAIN.replace("HELD", "99").replace("90.0", "95.0"), encoding="utf-8")
    out, err = ended(start(RUN, "--yes"))
    assert "The repository has changed" in out
    assert "  | made seed 0" in err
    assert "96.5" in (folder / "RESULTS.md").read_text()


_PRYING = """import json, os, socket, sys
found = {"home": os.path.exists(HOME), "keys": "SECRET_KEY" in os.environ}
try:
    socket.create_connection(("127.0.0.1", PORT), 2).close()
    found["network"] = True
except OSError:
    found["network"] = False
os.makedirs("results/full", exist_ok=True)
if not os.path.islink("results/full/link"):
    os.symlink(HOME, "results/full/link")
print(json.dumps(found), "\\x1b]0;owned\\x07")
with open("results/full/metrics.json", "w") as file:
    json.dump({"accuracy": {"lr": 1, "camp<script>alert(1)</script>": 2}}, file)
"""


def test_the_full_run_is_confined_as_the_trial_is(start: Start, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("x")
    with socket.create_server(("127.0.0.1", 0)) as server:
        main = _PRYING.replace("HOME", repr(str(secret))).replace("PORT", str(server.getsockname()[1]))
        folder = finished_run(repository(main=main))
        _, err = ended(start(RUN, "--yes", SECRET_KEY="x"))
        _, allowed = ended(start(RUN, "--yes", "--again", "--network", "--env", "SECRET_KEY", SECRET_KEY="x"))
    assert '{"home": false, "keys": false, "network": false}' in err
    assert '{"home": false, "keys": true, "network": true}' in allowed
    assert "\x1b]0;" not in err
    assert "<script>alert" not in (folder / "results.html").read_text()
    assert "<script>alert" not in (folder / "RESULTS.md").read_text()


def test_numbers_behind_a_link_are_not_read(start: Start, tmp_path: Path) -> None:
    secret = tmp_path / "numbers.json"
    secret.write_text('{"accuracy": {"lr": 81.5}}')
    path = "results/full/metrics.json"
    link = f"if not os.path.islink({path!r}):\n    os.symlink({str(secret)!r}, {path!r})\n"
    finished_run(repository(main=f"import os\nos.makedirs('results/full', exist_ok=True)\n{link}"))
    _, err = ended(start(RUN, "--yes"), code=1)
    assert "is no plain file of the repository" in err


def test_what_fills_the_disk_or_takes_too_long_is_ended(start: Start) -> None:
    slow = "import time\nprint('begun', flush=True)\ntime.sleep(600)\n"
    finished_run(repository(main=slow))
    _, err = ended(start(RUN, "--yes", "--hours", "0.001"), code=1)
    assert "Not complete: it met the limit of wall time." in err


def test_what_would_be_downloaded_is_asked_about(start: Start) -> None:
    finished_run(repository(main="from torchvision import datasets\ndatasets.CIFAR10('d', download=True)\n"))
    out, err = ended(start(RUN, "--yes"), code=2)
    assert "downloaded: CIFAR10 (main.py:2, 170 MB): no network" in out
    assert "--network lets it use this machine's" in err


def test_nobody_to_ask_is_an_error_and_nothing_is_run(start: Start) -> None:
    finished_run(repository())
    _, err = ended(start(RUN), code=2)
    assert "Give --yes." in err
    assert not read_full_run(place()).attempts
    _, err = ended(start(RUN, "--backend", "cloud"), code=2)
    assert "Expected --backend local or slurm" in err
