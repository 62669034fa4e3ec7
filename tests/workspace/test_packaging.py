"""The pages around the code: complete, honest, and unbroken by what the paper or a model wrote."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import markdown as python_markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from papercoder.sandbox.current import current_environment
from papercoder.trial.resolved import resolved_versions
from papercoder.workspace.disk import write_repository
from papercoder.workspace.packaging import package
from papercoder.workspace.pages.markdown import bullets, code, escaped, fenced, paragraphs, table
from papercoder.workspace.pinned import requirement_files
from papercoder.workspace.requirements import RequirementsFile
from papercoder.workspace.running.reproduce import reproduce_script
from state.audit import Verdict
from state.config import ConfigEntry
from state.metrics import Metric
from state.trial import StageReport, Trial

from .samples import CODE, sample

FILES = {"src/main.py": CODE}


def packed() -> dict[str, str]:
    return package(FILES, **sample())


def html(page: str) -> str:
    return str(MarkdownIt("commonmark").enable("table").render(page))


def test_every_file_is_there() -> None:
    assert sorted(packed()) == [
        "README.md",
        "RESULTS.md",
        "TRACE.md",
        "config.yaml",
        "docs/architecture.md",
        "docs/logic.md",
        "docs/plan.md",
        "docs/requirements.md",
        "reproduce.sh",
        "requirements.txt",
        "results.html",
        "trace.json",
    ]


def test_config_is_what_was_reviewed() -> None:
    assert packed()["config.yaml"] == sample()["config"].text
    assert packed()["requirements.txt"] == (
        "# Not pinned: no trial has resolved these, so that pip takes the newest versions that fit.\nPyYAML>=6\n"
    )


def test_requirements_are_pinned_with_a_lock_where_a_trial_resolved_them() -> None:
    given = sample()
    found = resolved_versions(["PyYAML>=6", "httpx"], current_environment())
    assert {text.partition("==")[0] for text in found} >= {"pyyaml", "httpx", "anyio", "idna"}
    report = given["report"].model_copy(update={"trial": Trial(result="passed", resolved=found)})
    made = package(FILES, **given | {"report": report})
    assert f"\nPyYAML=={version('PyYAML')}\n" in made["requirements.txt"]
    assert made["requirements.lock"].splitlines()[1:] == list(found)
    assert "requirements.lock" in made["requirements.txt"]


def test_a_build_for_cpus_is_pinned_as_the_version_that_every_index_has() -> None:
    found = RequirementsFile(text="torch>=2  # model\n")
    made = requirement_files(found, ("torch==2.13.0+cpu", "triton==3.0"))
    assert made["requirements.txt"].splitlines()[1:] == ["torch==2.13.0  # model"]
    assert made["requirements.lock"].splitlines()[1:] == ["torch==2.13.0", "triton==3.0"]


def test_what_is_not_in_the_environment_is_not_locked() -> None:
    assert resolved_versions(["PyYAML", "no-such-distribution"], current_environment()) == ()
    assert resolved_versions(["PyYAML"], None) == ()
    given = sample()
    report = given["report"].model_copy(update={"trial": Trial(result="passed", resolved=("numpy==1.0",))})
    made = package(FILES, **given | {"report": report})
    assert "Not pinned" in made["requirements.txt"]
    assert "requirements.lock" not in made


def test_readme_says_what_is_and_what_is_not() -> None:
    page = packed()["README.md"]
    for words in (
        "ended as **partial**: 1 requirement left out (1 of 1 planned files)",
        "python src/main.py --config config.yaml --smoke",
        "- R2 Compare with B. (left out: no \\| code)",
        "- `train.steps`: not \\| given",
        "- `train.rate`: given as stated, but its quote was not found in the paper",
        "| audit | not run | turned \\| off |",
        "| trial: smoke | failed | exit 1 |",
        "The smoke test failed: exit 1.",
        "Open question: this repository has no licence",
    ):
        assert words in page, words


def test_readme_names_a_few_of_many_metrics_and_says_where_the_rest_is() -> None:
    given = sample()
    metrics = tuple(Metric(name=f"metric_{n}", meaning="A number.") for n in range(100))
    page = package(FILES, **given | {"plan": given["plan"].model_copy(update={"metrics": metrics})})["README.md"]
    assert "`metric_5` and 94 more; [docs/plan.md](docs/plan.md)" in page
    assert "`metric_6`" not in page


def test_trace_joins_quote_owner_verdict_and_lines() -> None:
    data = json.loads(packed()["trace.json"])
    first, second, third = data["requirements"]
    assert (first["file"], first["function"], first["lines"], first["verdict"], first["round"]) == (
        "src/main.py",
        "f",
        [[2, 3]],
        "met",
        1,
    )
    assert first["section"] == "s2.1"
    assert first["grounding"]["result"] == "found"
    assert (second["verdict"], second["reason"], second["file"]) == ("left out", "no | code", None)
    assert third["verdict"] == "not checked"
    assert [entry["key"] for entry in data["assumptions"]] == ["train.steps", "train.rate"]
    assert "| `f` [2-3](src/main.py#L2-L3) | met | not run | 1 |" in packed()["TRACE.md"]


def test_trace_names_what_is_left_to_files_that_judged_nothing_of_it() -> None:
    left = {"path": "src/data.py", "what": "scale the test rows by the training rows"}
    verdict = Verdict.model_validate({"requirement": "R1", "result": "met", "lines": [(1, 2)], "elsewhere": [left]})
    made = package({"src/main.py": CODE}, **sample() | {"verdicts": {"src/main.py": [verdict]}})
    said = "| met (left to `src/data.py`, not judged there: scale the test rows by the training rows) |"
    assert said in made["TRACE.md"]
    assert json.loads(made["trace.json"])["requirements"][0]["left_to"] == [left]
    judged = {"src/main.py": [verdict], "src/data.py": [verdict.model_copy(update={"elsewhere": ()})]}
    assert "left to" not in package({"src/main.py": CODE}, **sample() | {"verdicts": judged})["TRACE.md"].split("R2")[0]


def test_the_ledger_counts_per_kind() -> None:
    page = packed()["docs/requirements.md"]
    assert "| baseline | 1 | 0 | 0 | 0 | 0 | 1 |" in page
    assert "| method | 1 | 1 | 0 | 0 | 0 | 0 |" in page
    assert "| 2.1 The \\| method | `src/main.py` | R1 |" in page
    assert "| s9 | `src/main.py` | R3 |" in page


@pytest.mark.parametrize("name", [name for name in packed() if name.endswith(".md")])
def test_hostile_text_stays_text(name: str) -> None:
    page = packed()[name]
    shown = html(page)
    for tag in ("<script", "<img", "<div", "<b>", "<h1>not", 'javascript:z"'):
        assert tag not in shown
    for block in re.findall(r"<table>.*?</table>", shown, re.DOTALL):
        heads = block.count("<th>")
        rows = re.findall(r"<tr>(.*?)</tr>", block, re.DOTALL)
        assert {row.count("<td>") for row in rows[1:]} == {heads}
    in_python = python_markdown.markdown(page, extensions=["tables", "fenced_code"])
    assert "<script" not in in_python
    assert "<img" not in in_python


@given(st.text(), st.text())
def test_any_text_stays_in_its_cell_item_and_fence(one: str, other: str) -> None:
    shown = html(table(("A", "B"), [(escaped(one), code(other)), ("x", "y")]))
    assert shown.count("<tr>") == 3
    assert shown.count("<td>") == 4
    items = html(bullets([escaped(one), "end"]))
    assert items.count("<li>") == 2
    body = html("begin\n\n" + paragraphs(one) + "\n<u>").replace("<u>", "")
    assert set(re.findall(r"</?([a-z0-9]+)", body)) <= {"p", "ul", "ol", "li", "code", "br"}
    assert html(fenced(one, "text")).count("<pre>") == 1


FORMULA = st.text(alphabet="$`\\\\()[]{}|*_<>&!#-+1a \n:/", max_size=60)


@given(FORMULA, FORMULA)
def test_what_looks_like_formulas_breaks_nothing(one: str, other: str) -> None:
    shown = html(table(("A", "B"), [(escaped(one), escaped(other)), ("x", "y")]))
    assert (shown.count("<tr>"), shown.count("<td>")) == (3, 4)
    body = html("begin\n\n" + paragraphs(one) + "\n<u>").replace("<u>", "")
    assert set(re.findall(r"</?([a-z0-9]+)", body)) <= {"p", "ul", "ol", "li", "code", "br"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a rate of $10^{-4}$ is used", "a rate of $`10^{-4}`$ is used"),
        ("$$p(x|y) = \\frac{a_1}{b}$$", "$`p(x\\vert y) = \\frac{a_1}{b}`$"),
        ("\\(x_i\\) and \\[y^*\\]", "$`x_i`$ and $`y^*`$"),
        ("$\\|x\\|_2$", "$`\\Vert x\\Vert _2`$"),
        ("costs $5 to $6, or $7-$8", "costs \\$5 to \\$6, or \\$7-\\$8"),
        ("half $\\frac{1$ of one", "half \\$\\\\frac{1\\$ of one"),
    ],
)
def test_formulas_stay_formulas_and_money_stays_money(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_a_formula_over_several_lines_is_one() -> None:
    assert paragraphs("We minimise\n$$\nx^2\n$$\nover x.") == "We minimise\n$`x^2`$\nover x.\n"


def test_steps_by_letters_keep_their_lines() -> None:
    told = "4. Rounds\n   a. Assign $z_i$.\n   (b) Blend.\nii) Stop.\n\na. First.\nIt is used."
    shown = html(paragraphs(told))
    assert re.findall(r"<br ?/?>\n(\S+)", shown) == ["a.", "(b)", "ii)"]
    assert "\\" not in shown


def test_smoke_numbers_carry_their_sizes_and_the_word() -> None:
    given = sample()
    stages = (StageReport(stage="smoke", result="passed"),)
    trial = Trial(result="passed", stages=stages, metrics={"accuracy": 0.123456789})
    entry = ConfigEntry(key="smoke.train.steps", value=1, provenance="chosen")
    config = given["config"].model_copy(update={"entries": (*given["config"].entries, entry)})
    report = given["report"].model_copy(update={"trial": trial})
    page = package(FILES, **given | {"config": config, "report": report})["README.md"]
    slot = page.partition("## Claims and results")[2].partition("## How to run it")[0]
    assert "`train.steps`: `1` instead of `3`" in slot
    assert "| Metric | Smoke value |" in slot
    assert "| `accuracy` | 0.123457 |" in slot
    assert "not tested yet" in slot
    assert "Result" not in slot
    assert page.index("## Claims and results") == page.index("## ")


def test_long_lists_are_in_the_documents_only() -> None:
    given = sample()
    entries = tuple(ConfigEntry(key=f"a.k{n}", value=n, provenance="assumed", reason="not given") for n in range(200))
    config = given["config"].model_copy(update={"entries": entries})
    made = package(FILES, **given | {"config": config})
    assert len(made["README.md"].splitlines()) < 120
    assert "180 more are in [TRACE.md](TRACE.md#assumptions)." in made["README.md"]
    assert made["TRACE.md"].count("not given") == 200


def test_mermaid_is_fenced_whole() -> None:
    page = packed()["docs/architecture.md"]
    assert "````mermaid\nclassDiagram\nclass A\n```\n<img src=x>\n````\n" in page
    assert "```mermaid\nsequenceDiagram" in page


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "PYTHON": sys.executable}
    return subprocess.run(
        ["sh", str(folder / "reproduce.sh"), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_reproduce_runs_smoke_then_everything(tmp_path: Path) -> None:
    folder = tmp_path / "repo with space"
    write_repository(str(folder), FILES | packed())
    assert os.access(folder / "reproduce.sh", os.X_OK)
    smoke = run(folder, "--no-install", "--smoke-only")
    assert (smoke.returncode, smoke.stdout) == (0, "smoke test\naccuracy True\n"), smoke.stderr
    assert json.loads((folder / "results/smoke/metrics.json").read_text()) == {"accuracy": 1}
    full = run(folder, "--no-install")
    assert full.stdout.endswith("full experiments\naccuracy False\n")
    assert json.loads((folder / "results/full/metrics.json").read_text()) == {"accuracy": 3}
    assert run(folder, "--nonsense").returncode == 2


def test_reproduce_stops_where_the_smoke_test_fails(tmp_path: Path) -> None:
    write_repository(str(tmp_path / "repo"), {"src/main.py": "raise SystemExit(7)\n"} | packed())
    done = run(tmp_path / "repo", "--no-install")
    assert (done.returncode, done.stdout) == (7, "smoke test\n")


def test_reproduce_is_clean_for_shellcheck(tmp_path: Path) -> None:
    checker = shutil.which("shellcheck")
    if checker is None:
        pytest.skip("shellcheck is not installed")
    script = tmp_path / "reproduce.sh"
    script.write_text(reproduce_script("src/it's main.py"))
    done = subprocess.run([checker, str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
