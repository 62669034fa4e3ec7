"""Choosing findings: rules, comments, baselines, single files; what cannot be read, and the catalogue of rules."""

import json
import os
import re
from pathlib import Path

import pytest

from papercoder.checks import choosing, report
from papercoder.checks.catalogue import RULES
from papercoder.checks.folder import read_folder, read_paths
from papercoder.checks.run import Subject, check
from papercoder.errors import InputError

ROOT = Path(__file__).parents[2]
WRONG = {"a.py": "print(nothing)\nprint(never)  # papercoder: ignore[undefined-name]\n", "b.py": "import json\n"}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_rules_are_selected_and_ignored() -> None:
    findings = check(Subject(files=WRONG))
    imports = choosing.known_rules("unused-import")
    for select, ignore, left in (("", "", 3), (imports, "", 1), ("", imports, 2), (imports, imports, 0)):
        assert len(choosing.by_rule(findings, frozenset(select), frozenset(ignore))) == left


def test_an_unknown_rule_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(InputError, match="'undefined-name'"):
        choosing.known_rules("stub,undefined-nam")


@pytest.mark.parametrize(
    ("comment", "left"),
    [("# papercoder: ignore", 0), ("# papercoder: ignore[undefined-name]", 0),
     ("#papercoder:ignore[stub,undefined-name]", 0),
     ("# papercoder: ignore[stub]", 1), ("'# papercoder: ignore'", 1), ("# ignore", 1)],
)  # fmt: skip
def test_comments_silence_their_line(comment: str, left: int) -> None:
    files = {"a.py": f"print(nothing, 1) {comment}\n" if comment[0] == "#" else f"print(nothing, {comment})\n"}
    assert len(choosing.by_comment(check(Subject(files=files)), files)) == left


def test_a_comment_in_a_generated_repository_silences_nothing() -> None:
    assert sum(f.rule == "undefined-name" for f in check(Subject(files=WRONG))) == 2


def test_a_baseline_hides_what_was_there_and_shows_what_is_new(tmp_path: Path) -> None:
    baseline = str(tmp_path / "baseline.json")
    choosing.write_baseline(baseline, check(Subject(files=WRONG)))
    moved = {**WRONG, "a.py": "# a line\n" + WRONG["a.py"] + "print(nothing)\nprint(fresh)\n"}
    new = choosing.without_baseline(check(Subject(files=moved)), baseline)
    assert [f.message for f in new] == ["Undefined name `nothing`", "Undefined name `fresh`"]
    for text in ("", "[]", '{"findings": [1]}', "[" * 100_000):
        Path(baseline).write_text(text)
        with pytest.raises(InputError, match="Expected a baseline"):
            choosing.without_baseline(new, baseline)
    with pytest.raises(InputError, match="Expected a baseline"):
        choosing.without_baseline(new, str(tmp_path / "none.json"))


def test_single_files_are_checked_within_their_repository(tmp_path: Path) -> None:
    files = {"requirements.txt": "numpy\n", "p/__init__.py": "", "p/a.py": "from p.b import x\nfrom p.b import y\n"}
    write(tmp_path, {**files, "p/b.py": "x = 1\nprint(nothing)\n"})
    reading = read_paths([str(tmp_path / "p/a.py")])
    assert reading.wanted == frozenset({"p/a.py"})
    found = [f for f in check(reading.subject) if f.path in (reading.wanted or ()) and f.severity == "error"]
    assert [(f.path, f.line, f.rule) for f in found] == [("p/a.py", 2, "missing-name")]


def test_files_outside_a_repository_see_their_neighbours(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "from b import x\n", "b.py": "y = 1\n", "deep/c.py": "print(1)\n"})
    reading = read_paths([str(tmp_path / "a.py")])
    assert set(reading.subject.files) == {"a.py", "b.py"}
    with pytest.raises(InputError, match="one folder"):
        read_paths([str(tmp_path / "a.py"), str(tmp_path / "deep/c.py")])
    with pytest.raises(InputError, match="is no file"):
        read_paths([str(tmp_path / "a.py"), str(tmp_path / "none.py")])


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds none"):
        read_folder(tmp_path)


def test_pipes_and_links_and_big_files_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "x = 1\n", "big.json": "1" * 2_000_001, "built.cpython-311-x86_64-linux-gnu.so": ""})
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "zero.py").symlink_to("/dev/zero")
    (tmp_path / "around").symlink_to(tmp_path)
    read = read_folder(tmp_path)
    assert set(read.files) == {"a.py"}
    assert list(read.compiled) == ["built"]


def test_a_name_that_is_no_utf8_is_shown_and_linked(tmp_path: Path) -> None:
    name = os.fsdecode(b"odd\xff \x1b[31m.py")
    write(tmp_path, {"a.py": "x = 1\n"})
    (tmp_path / name).write_text("print(nothing)\n")
    findings = check(read_folder(tmp_path))
    text = report.to_text(findings)
    assert "odd\\xff" in text
    assert "\x1b" not in text
    text.encode("utf-8")
    sarif = report.to_sarif(findings)
    assert "odd%FF%20%1B%5B31m.py" in sarif
    json.loads(sarif.encode("utf-8"))


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.json", "9" * 5000), ("a.json", "[" * 100_000), ("a.toml", f"a = {'9' * 5000}\n"),
     ("a.toml", "a = " + "[" * 50_000), ("a.yaml", f"a: {'9' * 5000}\n"), ("a.yaml", "[" * 20_000),
     ("a.py", f"a = {'9' * 5000}\n"), ("a.py", "a = " + "(" * 5000), ("config.yaml", f"a: {'9' * 5000}\n"),
     ("pyproject.toml", f"a = {'9' * 5000}\n"), ("config.yaml", "a: &a [1]\nb: " + "[" * 5000)],
)  # fmt: skip
def test_numbers_and_nesting_without_end_are_findings(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, {name: text, "b.py": "x = 1\n"})
    rules = {f.rule for f in check(read_folder(tmp_path)) if f.severity == "error" or f.rule == "not-checked"}
    assert rules & {"syntax", "not-checked"}


def test_every_rule_that_the_sources_name_is_in_the_catalogue() -> None:
    sources = "\n".join(p.read_text() for p in (ROOT / "papercoder/checks").rglob("*.py") if p.stem != "catalogue")
    quoted = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', sources))
    assert set(RULES) <= quoted
    named = set(re.findall(r'(?:rule=|_finding\([\w. ,\[\]]*?)"([a-z]+(?:-[a-z]+)*)"', sources))
    assert named - set(RULES) == set()
    assert len(named) > 15


def test_sarif_explains_its_rules() -> None:
    (run,) = json.loads(report.to_sarif(check(Subject(files=WRONG))))["runs"]
    for rule in run["tool"]["driver"]["rules"]:
        assert rule["help"]["text"]
        assert rule["shortDescription"]["text"].endswith(".")
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_our_own_conventions_are_asked_of_our_own_repositories_only(tmp_path: Path) -> None:
    write(tmp_path, {"main.py": "print('hello')\n"})
    assert check(read_folder(tmp_path)) == []
    write(tmp_path, {".papercoder.json": "{}"})
    assert {f.rule for f in check(read_folder(tmp_path))} == {"entry-option", "missing-file"}
