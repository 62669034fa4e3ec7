"""check(), reading a folder and the reports."""

import json
import tempfile
from pathlib import Path

import pytest

from papercoder.checks.folder import read_folder
from papercoder.checks.report import to_json, to_sarif, to_text
from papercoder.checks.run import Subject, check
from papercoder.checks.subject import distribution_name
from papercoder.errors import InputError
from tests.checks.sample import FILES, subject

WRONG = {"a.py": "import json\nprint(nothing)\nfrom b import c\n", "b.py": "d = 1\n"}


def test_findings_are_sorted_and_stable() -> None:
    findings = check(Subject(files=WRONG))
    places = [(f.path, f.line) for f in findings]
    assert places == sorted(places)
    assert {f.rule for f in findings} >= {"undefined-name", "missing-name", "unused-import"}
    assert findings == check(Subject(files=dict(reversed(WRONG.items()))))


def test_what_cannot_be_followed_is_said() -> None:
    for depth in (100, 250, 300, 320, 400, 5000):
        nested = (
            "def load_data(a):\n    try:\n        gone()\n    except Exception:\n        x = " + "-" * depth + "a\n"
        )
        rules = {f.rule for f in check(Subject(files={"a.py": nested}))}
        assert rules & {"undefined-name", "not-checked", "syntax"}


def test_check_that_did_not_run_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    findings = check(Subject(files={"run.sh": "if\n", "z.json": "{"}))
    assert [(f.path, f.rule) for f in findings] == [(".", "not-checked"), ("z.json", "syntax")]


def test_code_is_not_run(tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    text = f"open({str(trace)!r}, 'w').close()\n"
    check(Subject(files={"main.py": text, "json.py": text, "conftest.py": text}, entry_point="main.py"))
    assert not trace.exists()


def test_copies_for_ruff_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    check(Subject(files={"../../outside.py": "print(nothing)\n"}))
    assert list(tmp_path.iterdir()) == []


def test_settings_of_the_repository_do_not_silence_ruff() -> None:
    files = {**WRONG, "ruff.toml": 'exclude = ["*"]\n', "pyproject.toml": "[tool.ruff]\nexclude = ['*']\n"}
    assert "undefined-name" in {f.rule for f in check(Subject(files=files))}


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def test_folder_is_read(tmp_path: Path) -> None:
    _write(tmp_path, {**FILES, "requirements.txt": "PyYAML>=6  # yaml\n-r other.txt\n", ".git/x.py": "(", "a.bin": "x"})
    read = read_folder(tmp_path)
    assert set(read.files) == {*FILES, "requirements.txt"}
    assert list(read.requirements or ()) == ["pyyaml"]
    assert read.config_text == FILES["config.yaml"]
    assert check(read) == []


def test_requirements_of_pyproject(tmp_path: Path) -> None:
    _write(
        tmp_path, {"pyproject.toml": '[project]\nname = "x"\ndependencies = ["numpy>=2"]\n', "a.py": "import torch\n"}
    )
    assert "unresolved-import" in {f.rule for f in check(read_folder(tmp_path))}


def test_folder_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Expected a folder"):
        read_folder(tmp_path / "none")


@pytest.mark.parametrize(
    ("line", "name"),
    [("PyYAML==6.0  # c", "pyyaml"), ("httpcore[http2]>=1", "httpcore"), ("-r x.txt", ""), ("# c", ""),
     ("torch_geometric ; python_version > '3'", "torch-geometric"), ("git+https://h/x.git#egg=Clip", "clip")],
)  # fmt: skip
def test_distribution_name(line: str, name: str) -> None:
    assert distribution_name(line) == name


def test_text_report() -> None:
    text = to_text(check(Subject(files=WRONG)))
    assert "a.py:2: error: Undefined name `nothing` [undefined-name]\n" in text
    assert text.splitlines()[-1] == "2 errors, 2 notes"
    assert to_text([]) == "no findings\n"


def test_json_report() -> None:
    findings = check(Subject(files=WRONG))
    document = json.loads(to_json(findings))
    assert document["counts"]["error"] == sum(f.severity == "error" for f in findings)
    assert document["findings"] == [f.to_json() for f in findings]


def test_sarif_report() -> None:
    findings = check(Subject(files={**WRONG, "with space.py": ""}))
    log = json.loads(to_sarif(findings))
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    assert [r["level"] for r in run["results"]] == [f.severity for f in findings]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])
    places = [r["locations"][0]["physicalLocation"] for r in run["results"]]
    assert all(p.get("region", {"startLine": 1})["startLine"] > 0 for p in places)
    assert "with%20space.py" in {p["artifactLocation"]["uri"] for p in places}


def test_sample_is_read_as_a_whole() -> None:
    assert check(subject()) == []
