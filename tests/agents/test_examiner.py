"""Tests from the paper: what is accepted, how they run, who is wrong where one fails, and what becomes of it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from papercoder.checks.examining import (
    checked_tests,
    judgement_faults,
    kept_tests,
    path_of_tests,
    requirements_of_tests,
    with_changes,
)
from papercoder.sandbox.bubblewrap import Bubblewrap
from papercoder.trial.run import TrialOptions
from papercoder.trial.tests.run import run_tests
from state.answers.examination import Judgements
from state.wiring.handing import results
from tests.graph.driving import Drive, drive
from tests.sandbox.conftest import sandbox
from tests.server import Fault, RunningServer, ServerOptions, serve

__all__ = ["sandbox"]

TESTS = '''import math


def test_one():
    """R1: the mean of two."""
    assert mean([1.0, 3.0]) == 2.0


def test_two():
    """R2: no element is no number."""
    assert math.isnan(mean([]))
'''


def test_what_a_file_of_tests_must_hold() -> None:
    assert checked_tests(TESTS, ["R1", "R2"]) == TESTS
    assert requirements_of_tests(TESTS) == {"test_one": ("R1",), "test_two": ("R2",)}
    wrong = {
        "import math\n": "expected 1 to 24 functions",
        TESTS.replace("test_one()", "test_one(tmp_path)"): "test_one takes arguments",
        TESTS.replace("R1:", "As said,"): "test_one names none of R1, R2",
        TESTS.replace("assert mean", "mean"): "test_one asserts nothing",
        TESTS.replace("import math", "import pytest"): "pytest need not be installed",
    }
    for text, said in wrong.items():
        with pytest.raises(ValueError, match=said):
            checked_tests(text, ["R1", "R2"])
    helped = TESTS.replace("assert mean([1.0, 3.0]) == 2.0", "same(mean([1.0, 3.0]), 2.0)")
    helper = (
        "\n\ndef same(given, wanted):\n    {}\n\n\ndef near(given, wanted):\n    assert abs(given - wanted) < 1e-9\n"
    )
    for body in ("assert given == wanted", "near(given, wanted)", "np.testing.assert_allclose(given, wanted)"):
        assert checked_tests(helped + helper.format(body), ["R1", "R2"])
    for body in ("print(given, wanted)", "same(given, wanted)"):
        with pytest.raises(ValueError, match="test_one asserts nothing"):
            checked_tests(helped + helper.format(body), ["R1", "R2"])
    assert path_of_tests("lab/fit/model.py") == "tests/test_lab_fit_model.py"


def test_functions_are_replaced_and_taken_out() -> None:
    mended = with_changes(
        TESTS, {"test_one": 'def test_one():\n    """R1: of one."""\n    assert mean([1.0]) == 1.0\n'}
    )
    assert "of one" in mended
    assert "test_two" in mended
    assert "mean of two" not in mended
    assert list(requirements_of_tests(kept_tests(TESTS, ["test_one"]))) == ["test_two"]
    assert kept_tests(TESTS, ["test_one", "test_two"]) == ""


def test_a_judge_quotes_the_paper_and_says_what_is_to_be_done() -> None:
    def faults(**changes: Any) -> str:
        said = {
            "test": "test_one",
            "wrong": "code",
            "quote": "the  mean\nof all",
            "reason": "r",
            "change": "c",
            **changes,
        }
        answer = Judgements.from_json({"judgements": [said]})
        return " ".join(judgement_faults(answer, {"test_one": "AssertionError"}, "We take the mean of all.", ["R1"]))

    assert faults() == ""
    assert "the quote does not stand" in faults(quote="the median of all")
    assert "`change` says" in faults(change="")
    assert "is judged 0 times" in faults(test="test_two")
    assert "expected the function test_one alone" in faults(wrong="test", mended="def test_two(): ...")
    assert "asserts nothing" in faults(wrong="test", mended='def test_one():\n    """R1"""\n')


async def test_tests_run_in_the_sandbox_each_by_itself(sandbox: Bubblewrap, tmp_path: Path) -> None:
    text = '''import os
import lab.a


def test_passes():
    """R1"""
    assert lab.a.VALUE == 3


def test_fails():
    """R1"""
    assert lab.a.VALUE == 4


def test_leaves():
    """R1"""
    raise SystemExit(0)


def test_pries():
    """R1"""
    assert not os.path.exists("SECRET")


def test_ends_all():
    """R1"""
    os._exit(0)
'''.replace("SECRET", str(tmp_path))
    files = {"lab/a.py": "VALUE = 3\n", "tests/test_lab_a.py": text}
    names = list(requirements_of_tests(text))
    options = TrialOptions(environments=str(tmp_path / "environments"))
    ran = await run_tests(files, "tests/test_lab_a.py", names, requirements=[], options=options)
    assert ran.reason == ""
    assert ran.passed == ("test_passes", "test_pries")
    assert list(ran.failures) == ["test_fails", "test_leaves", "test_ends_all"]
    assert "assert lab.a.VALUE == 4" in ran.failures["test_fails"]
    assert ran.failures["test_ends_all"].startswith("was not reached")
    broken = await run_tests(
        {**files, "lab/a.py": "1/0\n"}, "tests/test_lab_a.py", names, requirements=[], options=options
    )
    assert list(broken.failures) == names
    assert "ZeroDivisionError" in broken.failures["test_passes"]


def _asked(server: RunningServer) -> list[str]:
    return [r.subject for r in server.requests if r.agent == "examiner"]


def _tasks(run: Drive) -> list[str]:
    texts = (Path(run.report["repository"]).parent / "records/texts").iterdir()
    return [text for path in texts if (text := path.read_text()).startswith("# Task: examiner")]


async def test_tests_from_the_paper_stay_in_the_repository(sandbox: Bubblewrap, tmp_path: Path) -> None:
    with serve(ServerOptions(files=6)) as server:
        off = await drive(server, tmp_path)
        assert _asked(server) == []
        (tmp_path / "on").mkdir()
        run = await drive(server, tmp_path / "on", examiner=True)
        asked = _asked(server)
    core = {
        r["id"] for r in run.state["plan"]["requirements"]
        if r["weight"] == "core" and r["kind"] in ("method", "metric", "preprocessing")
    }  # fmt: skip
    owners = [f["path"] for f in run.state["logic"]["files"] if core & set(f["requirements"])]
    assert sorted(asked) == sorted(owners)
    repository = Path(run.report["repository"])
    assert {path.name for path in (repository / "tests").iterdir()} == {Path(path_of_tests(p)).name for p in owners}
    assert not (Path(off.report["repository"]) / "tests").exists()
    assert run.report["status"] == off.report["status"] == "complete"
    for path in owners:  # whoever writes tests sees no code
        (task,) = [text for text in _tasks(run) if f"File: `{path}`" in text]
        bodies = [line for line in (repository / path).read_text().splitlines() if line.startswith("    return ")]
        assert bodies
        assert not [line for line in bodies if line in task]
    _pass_by_pytest(repository)


def _pass_by_pytest(repository: Path) -> None:
    """As a person runs them, with the program and not the module of that name, whose folder would be searched."""
    words = [f"{Path(sys.executable).parent}/pytest", "-q", "-p", "no:cacheprovider", "tests"]
    done = subprocess.run(words, cwd=repository, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout


async def test_the_wrong_side_is_mended_the_test_once_and_the_code_by_the_usual_repair(
    sandbox: Bubblewrap, tmp_path: Path
) -> None:
    with serve(ServerOptions(files=6)) as server:
        clean = await drive(server, tmp_path, examiner=True)
        path = _asked(server)[0]
    code = (Path(clean.report["repository"]) / path).read_text()
    one = _ids(clean, path)[0]
    written = "".join(
        f'def test_{name}():\n    """{one}"""\n    import {_module(path)} as m\n    assert {claim}\n\n\n'
        for name, claim in (("good", "m"), ("wrong", "m is None"), ("hopeless", "not m"), ("code", "m.MENDED"))
    )
    quote = next(r["quote"] for r in clean.state["plan"]["requirements"] if r["id"] == one)
    mended = {"wrong": f'def test_wrong():\n    """{one}"""\n    assert True\n', "hopeless": ""}
    mended["hopeless"] = f'def test_hopeless():\n    """{one}"""\n    assert False\n'
    said = {
        "judgements": [
            {"test": f"test_{name}", "wrong": "test", "quote": quote, "reason": "It asks too much.", "mended": text}
            for name, text in mended.items()
        ]
        + [{"test": "test_code", "wrong": "code", "quote": quote, "reason": "It lacks MENDED.", "change": "add MENDED"}]
    }
    faults = (
        Fault(kind="text", agent="examiner", subject=path, nth=1, text=f"```python\n{written}```\n"),
        Fault(kind="text", agent="examiner", subject=path, nth=2, text=json.dumps(said)),
        Fault(kind="text", agent="coder", subject=path, nth=2, text=f"```python\n{code}\nMENDED = True\n```\n"),
    )
    (tmp_path / "second").mkdir()
    with serve(ServerOptions(files=6, faults=faults)) as server:
        run = await drive(server, tmp_path / "second", examiner=True)
        asked = _asked(server)
    assert asked.count(path) == 2  # after the repair the same tests are run, and nobody is asked
    assert run.state["files"][path]["version"] == 2
    left = requirements_of_tests((Path(run.report["repository"]) / path_of_tests(path)).read_text())
    assert list(left) == ["test_good", "test_wrong", "test_code"]
    assert run.report["status"] == "complete"
    assert any("3 tests from the paper passed, 0 failed" in note for note in run.notes)
    (tmp_path / "third").mkdir()
    with serve(ServerOptions(files=6, faults=faults[:2])) as server:
        never = await drive(server, tmp_path / "third", examiner=True)
    assert results(never.state["files"])[one] == "partly"
    assert sum(kind["partly"] for kind in never.report["coverage"]) == 1
    assert any(said["what"].startswith("The test test_code fails") for said in never.report["other_findings"])
    left = requirements_of_tests((Path(never.report["repository"]) / path_of_tests(path)).read_text())
    assert "test_code" not in left


def _ids(run: Drive, path: str) -> list[str]:
    owned = next(f["requirements"] for f in run.state["logic"]["files"] if f["path"] == path)
    kinds = ("method", "metric", "preprocessing")
    known = {r["id"]: r for r in run.state["plan"]["requirements"]}
    return [i for i in owned if known[i]["weight"] == "core" and known[i]["kind"] in kinds]


def _module(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")
