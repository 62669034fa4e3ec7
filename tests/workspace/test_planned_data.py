"""Data and checkpoints: what is refused of a plan to obtain them, and what script and README make of it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from papercoder.review.left_out import architecture_without
from papercoder.workspace.disk import write_repository
from papercoder.workspace.packaging import package
from papercoder.workspace.running.planned_data import data_command, data_faults, data_requirements
from papercoder.workspace.running.reproduce import reproduce_script
from state.architecture import PlannedFile
from state.parts.obtained import ObtainedData
from tests.agents.artifacts import architecture, plan, requirement
from tests.workspace.samples import CODE, sample

LEDGER = plan(requirement(1, kind="data"), requirement(2), requirement(3))
GET = PlannedFile(path="get_data.py", purpose="obtain the data")
RIGHT: dict[str, dict[str, str]] = {
    "downloaded": {"source": "torchvision", "command": "get_data.py --only 'CIFAR 10'"},
    "with the interpreter": {"source": "archive", "command": "python get_data.py"},
    "of a package": {"source": "package"},
    "drawn": {"source": "made here"},
    "by hand": {"source": "by hand", "accept": "Sign the form of ImageNet."},
    "by hand, checked by a command": {"source": "by hand", "accept": "Sign.", "command": "get_data.py --check"},
}


def faults(*data: dict[str, Any]) -> list[str]:
    files = (*architecture().files, GET)
    planned = architecture(files=files, data=tuple(ObtainedData.from_json({"name": "CIFAR", **d}) for d in data))
    return data_faults(planned, LEDGER, data_requirements(LEDGER))


@pytest.mark.parametrize("name", RIGHT)
def test_usual_ways_to_data_may_be_planned(name: str) -> None:
    assert faults({**RIGHT[name], "requirements": ["R1"]}) == []


def test_a_ledger_with_data_needs_to_know_how_it_is_obtained() -> None:
    (said,) = faults()
    assert "requirements of the kind data (R1)" in said
    assert data_faults(architecture(), plan(), data_requirements(plan())) == []
    assert data_faults(architecture(), LEDGER, ()) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"source": "archive"}, "no command obtains it"),
        ({"source": "archive", "command": "curl http://x"}, "not 'curl'"),
        ({"source": "archive", "command": "other.py"}, "not 'other.py'"),
        ({"source": "archive", "command": "get_data.py 'x"}, "cannot be read"),
        ({"source": "archive", "command": "get_data.py 'a\nb'"}, "one line"),
        ({"source": "by hand"}, "'accept'"),
        ({"source": "package", "requirements": ["R9"]}, "'R9' is no requirement"),
    ],
)
def test_what_cannot_be_carried_out_is_sent_back(data: dict[str, Any], said: str) -> None:
    (found,) = faults(data)
    assert said in found


HOSTILE = ObtainedData(
    name="x'; touch owned #\n\x1b[2J",
    source="archive",
    command="get.py '$(touch owned)' '; touch owned'",
    accept="`id`\nfi",
)


def test_the_script_obtains_the_data_before_the_experiments_and_runs_nothing_else(tmp_path: Path) -> None:
    get = "import sys\nprint('got', sys.argv[1:])\n"
    files = {"main.py": CODE, "get.py": get, "config.yaml": "train: {steps: 1}\nsmoke: {steps: 1}\n"}
    write_repository(str(tmp_path / "repo"), files | {"reproduce.sh": reproduce_script("main.py", [HOSTILE])})
    done = subprocess.run(
        ["sh", str(tmp_path / "repo/reproduce.sh"), "--no-install"],
        env={"PATH": os.environ["PATH"], "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    got = "got ['$(touch owned)', '; touch owned']"
    assert done.stdout.index("smoke test") < done.stdout.index(got) < done.stdout.index("full experiments")
    assert not (tmp_path / "repo/owned").exists()
    assert "\x1b" not in done.stdout


def test_the_readme_says_how_data_is_obtained_or_that_nobody_planned_it() -> None:
    given = sample()
    entry = given["architecture"].entry_point
    one = ObtainedData(name="CIFAR", source="torchvision", command=f"{entry} --data", size="170 MB", accept="Agree.")
    given["architecture"] = given["architecture"].model_copy(update={"data": (one,)})
    page = package({entry: CODE}, **given)["README.md"]
    assert f"`python {entry} --data`" in page
    assert "170 MB" in page
    ledger = given["plan"].requirements
    given["plan"] = given["plan"].model_copy(
        update={"requirements": (ledger[0].model_copy(update={"kind": "data"}), *ledger[1:])}
    )
    given["architecture"] = given["architecture"].model_copy(update={"data": ()})
    assert "No command that obtains them was planned; R1" in package({entry: CODE}, **given)["README.md"]


def test_the_interpreter_is_not_named_twice() -> None:
    assert data_command(ObtainedData(name="x", source="archive", command="python get.py a")) == ("get.py", "a")


def test_what_the_reviewer_leaves_out_is_not_obtained() -> None:
    mine, other = (ObtainedData(name=i, source="package", requirements=(i,)) for i in ("R1", "R2"))
    given = architecture(data=(mine, other))
    assert architecture_without(given, {"R1": "no access"}).data == (other,)
