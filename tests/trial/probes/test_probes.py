"""Probes: when an answer is as expected, what they show in the real sandbox, and what hostile ones can do."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercoder.sandbox.bubblewrap import Bubblewrap
from papercoder.trial.probes.comparing import is_as_expected
from papercoder.trial.probes.concerning import concerned
from papercoder.trial.probes.run import run_probes
from papercoder.trial.run import TrialOptions
from state.answers.probes import Probe, answered_first, as_channel, probing, without_probes
from state.review import Review
from tests.sandbox.conftest import sandbox

__all__ = ["sandbox"]

RAISED = ["KeyError", "LookupError", "Exception", "BaseException", "object"]


@pytest.mark.parametrize(
    ("expected", "printed"),
    [
        ("1.118", "1.118033988749895"),
        ("5.0", "np.float64(5.0)"),
        ("[0, 2, 2]", "[0. 2. 2.]"),
        ("'scale'", "scale"),
        ("float64", "dtype('float64')"),
        ("int", "<class 'int'>"),
        ("(3, 1)", "(3, 1)\n"),
        ("-1.5e-07", "-1.5e-7"),
        ("nan", "NaN"),
        ("[]", "[ ]"),
    ],
)
def test_the_same_said_otherwise_is_as_expected(expected: str, printed: str) -> None:
    assert is_as_expected(expected, printed, [])


@pytest.mark.parametrize(
    ("expected", "printed"),
    [
        ("1.290994", "1.118033988749895"),
        ("1.0", "0.96"),
        ("0.5", "0.46"),
        ("3", "2.0"),
        ("(4, 2)", "(4, 4)"),
        ("True", "False"),
        ("1", "1 2"),
        ("1.5", "-1.5"),
        ("[]", "()"),
        ("ValueError", "accepted"),
        ("1.5e99999", "1.5"),
    ],
)
def test_something_else_is_not(expected: str, printed: str) -> None:
    assert not is_as_expected(expected, printed, [])


@pytest.mark.parametrize(
    "expected", ["KeyError", "raises KeyError", "KeyError: 'x'", "builtins.KeyError", "LookupError"]
)
def test_an_exception_is_expected_by_its_name_or_that_of_a_base(expected: str) -> None:
    assert is_as_expected(expected, "", RAISED)


@pytest.mark.parametrize("expected", ["ValueError", "object", "1", ""])
def test_another_exception_is_not(expected: str) -> None:
    assert not is_as_expected(expected, "1", RAISED)


def _probe(code: str, expected: str = "1") -> Probe:
    return Probe(question="What does it give?", code=code, expected=expected)


async def _ran(tmp_path: Path, *probes: Probe, seconds: float = 30.0, together: float = 300.0) -> tuple[Probe, ...]:
    options = TrialOptions(environments=str(tmp_path / "environments"))
    return await run_probes(probes, requirements=[], options=options, seconds=seconds, together=together)


async def test_what_probes_show(sandbox: Bubblewrap, tmp_path: Path) -> None:
    shown = await _ran(
        tmp_path,
        _probe("import statistics\nstatistics.stdev([1, 2, 3, 4])", "1.118"),
        _probe("import statistics\nprint(statistics.stdev([1, 2, 3, 4]))", "1.29099"),
        _probe("import yaml\nyaml.safe_load('a: 2')['b']", "raises KeyError"),
        _probe("print(nothing)", "1"),
        _probe("import nobody_wrote_this", "1"),
        _probe("import nobody_wrote_this", "ModuleNotFoundError"),
        _probe("def :", "1"),
        _probe("x = 1\n" * 40, "1"),
        _probe("# only words", "1"),
        _probe("import warnings\nwarnings.warn('old')\nprint(object())", "x"),
    )
    otherwise, right, *rest = shown
    assert (otherwise.result, otherwise.output) == ("otherwise", "1.2909944487358056")
    assert right.result == "as expected"
    assert [probe.result for probe in rest] == [
        "as expected", "no answer", "no answer", "as expected", "no answer", "no answer", "otherwise", "otherwise",
    ]  # fmt: skip
    assert rest[0].versions[0].startswith("pyyaml ")
    assert rest[1].reason == "its own lines fail"
    assert rest[4].reason.startswith("it is no Python")
    assert rest[5].reason.startswith("it is longer than")
    assert rest[7].output == "<object object at 0x...>"
    assert "and not 1.118, as was believed" in otherwise.fact


async def test_hostile_probes_are_contained(sandbox: Bubblewrap, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the key")
    report = "{'printed': '1', 'raised': [], 'said': '', 'missing': ['x']}"
    codes = {
        "reads": f"print(open({str(secret)!r}).read())",
        "writes": f"open({str(tmp_path / 'left')!r}, 'w').write('x')",
        "connects": "import socket\nsocket.create_connection(('127.0.0.1', 22), 2)",
        "prints": "for _ in range(100):\n    print('x' * 1048576)",
        "floods": "import os\nfor _ in range(100):\n    os.write(1, b'x' * 1048576)",
        "escapes": "print('\\x1b]0;owned\\x07' + chr(0x9b) + '2J')",
        "lies": f"import json, os\njson.dump({report}, open('said-by-probe.json', 'w'))\nos._exit(0)",
        "ends": "raise SystemExit(0)",
    }
    found = dict(zip(codes, await _ran(tmp_path, *map(_probe, codes.values())), strict=True))
    assert "FileNotFoundError" in found["reads"].output
    assert not (tmp_path / "left").exists()
    assert found["writes"].result == "otherwise"
    assert "Error" in found["connects"].output
    assert len(found["prints"].output) < 700
    assert (found["floods"].result, found["floods"].reason) == ("no answer", "it met the limit of output")
    assert not {"\x1b", "\x07", "\x9b"} & set(found["escapes"].output)
    assert found["lies"].reason == "it ended without a word"
    assert found["ends"].output == "SystemExit: 0"


async def test_limits_of_time_and_processes_hold(sandbox: Bubblewrap, tmp_path: Path) -> None:
    forks = "import os\nwhile True:\n    os.fork()"
    sleeps, bomb, late = await _ran(
        tmp_path, _probe("import time\ntime.sleep(60)"), _probe(forks), _probe("1"), seconds=2, together=-1
    )
    assert {sleeps.reason, bomb.reason, late.reason} == {"no time was left for it"}
    sleeps, bomb = await _ran(tmp_path, _probe("import time\ntime.sleep(60)"), _probe(forks), seconds=2)
    assert sleeps.reason == "it met the limit of wall time"
    assert "fork" in bomb.code
    assert bomb.result != "as expected"


async def test_without_a_sandbox_or_an_environment_there_is_no_answer(tmp_path: Path) -> None:
    options = TrialOptions(environments=str(tmp_path), install_seconds=0)
    (probe,) = await run_probes([_probe("1")], requirements=["no such thing==1"], options=options)
    assert probe.result == "no answer"
    assert probe.reason.startswith(("no environment", "no sandbox"))


def test_an_answer_that_may_ask_is_a_plain_one_without_its_probes() -> None:
    asked = [{"question": "q", "code": str(n), "expected": "1"} for n in range(6)]
    found = probing(Review).from_json({"probes": asked})
    review, probes = without_probes(found, Review)
    assert type(review) is Review
    assert [probe.code for probe in probes] == ["0", "1", "2", "3"]
    assert "probes" not in Review.schema_text()
    assert "versions" not in probing(Review).schema_text()


_CHANNELS = st.lists(
    st.builds(
        lambda code, result, by: Probe(question="q", code=code, expected="1", result=result, by=by),
        st.sampled_from("ab"), st.sampled_from(["waiting", "otherwise", "no answer"]), st.sampled_from("xy"),
    ),
    max_size=3,
).map(as_channel)  # fmt: skip


@given(_CHANNELS, _CHANNELS, _CHANNELS)
def test_an_answer_stays_in_whatever_order_it_comes(
    a: dict[str, object], b: dict[str, object], c: dict[str, object]
) -> None:
    def merge(left: object, right: object) -> dict[str, object]:
        return answered_first(left, right)  # type: ignore[arg-type, return-value] # plain JSON

    assert merge(merge(a, b), c) == merge(a, merge(b, c))
    assert merge(a, a) == a


def test_what_a_probe_showed_concerns_whom_it_names_or_who_calls_it_or_all() -> None:
    said = {"a.py": "Takes the deviation by stdev.", "b.py": "Sorts.", "readme.md": "Names stdev."}
    code = "from statistics import mean\nimport statistics\nprint(statistics.stdev([1, 2]), mean([1]))"
    right = Probe(question="Q?", code=code, expected="1", result="as expected")
    assert concerned(right, said) == ["a.py"]
    assert concerned(right.model_copy(update={"code": "import json\nprint(json.dumps(1))"}), said) == ["a.py", "b.py"]
    assert concerned(right.model_copy(update={"code": "no Python"}), said) == ["a.py", "b.py"]
    assert concerned(right.model_copy(update={"result": "otherwise"}), said) == ["a.py", "b.py"]
    assert concerned(right.model_copy(update={"files": ("readme.md", "c.py")}), said) == ["readme.md"]
    assert concerned(right.model_copy(update={"files": ("c.py",)}), said) == ["a.py"]
