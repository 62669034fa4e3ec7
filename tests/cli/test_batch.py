"""papercoder batch as real processes: a folder, a list, one budget, resume."""

import json
import os
from pathlib import Path

import pytest

from papercoder.cli.batches.papers import named_papers
from papercoder.errors import InputError
from tests.cli.conftest import Cli
from tests.server import make_paper


def test_a_folder_of_papers_and_a_list_become_repositories(cli: Cli) -> None:
    papers = cli.folder / "papers"
    papers.mkdir()
    for name in ("one", "two"):
        (papers / f"{name}.md").write_text(make_paper(4).replace("# Layered", f"# {name}: Layered", 1))
    (cli.folder / "list.txt").write_text("# what to read\npapers/two.md\n\n")
    done = cli("batch", "papers", "list.txt", "--yes", "-o", "out", "--at-once", "2")
    assert "2 papers: 2 complete" in done.stdout
    assert "[2/2]" in done.stdout
    assert len(list((cli.folder / "out").glob("*/main.py"))) == 2
    again = cli("batch", "--resume", "last")
    assert "begins" not in again.stdout
    assert "2 papers: 2 complete" in again.stdout


def test_the_budget_stops_all_papers_and_a_larger_one_goes_on(cli: Cli) -> None:
    (cli.folder / "one.md").write_text(make_paper(4))
    stopped = cli("batch", "one.md", "--yes", "--budget", "0.02", expect=3)
    assert "they may spend together" in stopped.stdout
    assert "papercoder batch --resume" in stopped.stdout
    before = len(list(cli.data.glob("runs/*/records/*.json")))
    assert before > 0
    gone_on = cli("batch", "--resume", "last", "--budget", "5")
    assert "1 papers: 1 complete" in gone_on.stdout
    spent = [json.loads(path.read_text())["usage"]["calls"] for path in cli.data.glob("runs/*/status.json")]
    assert spent == [len(list(cli.data.glob("runs/*/records/*.json")))]


def test_what_cannot_be_a_batch_is_refused(cli: Cli) -> None:
    assert "got none" in cli("batch", expect=2).stderr
    (cli.folder / "empty").mkdir()
    cli("batch", "empty", "--yes", expect=2)
    assert "found 0" in cli("batch", "--resume", "last", expect=2).stderr
    assert "takes no papers" in cli("batch", "x.md", "--resume", "last", expect=2).stderr


def test_which_papers_are_meant(tmp_path: Path) -> None:
    (tmp_path / "latex").mkdir()
    for name in ("a.pdf", "notes.docx", ".hidden.pdf", "latex/main.tex", "latex/figure.pdf"):
        (tmp_path / name).write_text("x")
    folder = str(tmp_path)
    assert named_papers([folder]) == [f"{folder}/a.pdf", f"{folder}/latex"]
    (tmp_path / "list.txt").write_text("a.pdf\n1706.03762\n# no\n")
    assert named_papers([f"{folder}/list.txt", f"{folder}/./a.pdf", "1706.03762"]) == [
        f"{folder}/./a.pdf",
        "1706.03762",
    ]
    (tmp_path / "list.txt").write_bytes(b"\xef\xbb\xbf# saved by an editor of Windows\r\na.pdf\r\n")
    assert named_papers([f"{folder}/list.txt"]) == [f"{folder}/a.pdf"]
    (tmp_path / "paper.txt").write_text(make_paper(4))
    assert named_papers([f"{folder}/paper.txt"]) == [f"{folder}/paper.txt"]
    (tmp_path / "empty.txt").write_text("# nothing\n")
    with pytest.raises(InputError, match="names no paper"):
        named_papers([f"{folder}/empty.txt"])


def test_latex_papers_beside_each_other_are_a_paper_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And one with its own parts and figures stays one; what it does not name is said to be left out."""
    whole = "\\documentclass{article}\\begin{document}\\section{Intro}We train.\\end{document}\n"
    for name in ("a.tex", "b.tex"):
        (tmp_path / name).write_text(whole)
    (tmp_path / "notes.tex").write_text("what to ask the authors")
    folder = str(tmp_path)
    assert named_papers([folder]) == [f"{folder}/a.tex", f"{folder}/b.tex"]
    (tmp_path / "b.tex").write_text("\\section{Method}We fit.")
    (tmp_path / "a.tex").write_text(whole.replace("We train.", "We train.\\input{b}\\includegraphics{curve}"))
    for name in ("a.pdf", "curve.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.7")
    assert named_papers([folder]) == [folder]
    assert capsys.readouterr().out == ""
    (tmp_path / "attention.pdf").write_bytes(b"%PDF-1.7")
    assert named_papers([folder]) == [folder]
    assert "left out beside it: attention.pdf." in capsys.readouterr().out


def test_a_name_that_is_no_text_a_broken_paper_and_a_damaged_run_leave_the_others_alone(cli: Cli) -> None:
    papers = cli.folder / "papers"
    papers.mkdir()
    (papers / "good.md").write_text(make_paper(4))
    Path(os.fsdecode(os.fsencode(papers) + b"/caf\xe9.md")).write_text(make_paper(4).replace("# Lay", "# Caf: Lay", 1))
    (papers / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    done = cli("batch", "papers", "--yes", "--set", "check=false", "--at-once", "1", expect=1)
    assert "3 papers: 2 complete, 1 failed" in done.stdout or "3 papers: 1 failed, 2 complete" in done.stdout
    assert "fault of its own" not in done.stdout + done.stderr
    skipped = cli("batch", "--resume", "last", "--skip-failed", expect=1)
    assert "begins" not in skipped.stdout
    damaged = next(path for path in cli.data.glob("runs/good-*/run.json"))
    damaged.write_text("{")
    again = cli("batch", "--resume", "last", expect=1)
    assert f"{damaged.parent.name}" in again.stdout


def test_a_link_back_to_its_own_folder_is_followed_once(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.md").write_text("x")
    for name in ("again", "and-again"):
        (tmp_path / "a" / name).symlink_to(tmp_path, target_is_directory=True)
    assert named_papers([str(tmp_path)]) == [f"{tmp_path}/a/one.md"]


def test_a_budget_that_is_no_number_is_refused(cli: Cli) -> None:
    assert "--budget" in cli("batch", "paper.txt", "--budget", "nan", expect=2).stderr


@pytest.mark.parametrize(("command", "limit"), [("batch", "--budget"), ("batch", "--max-cost"), ("run", "--max-cost")])
def test_dollars_are_limited_only_where_the_price_is_known_and_nothing_is_begun(
    cli: Cli, command: str, limit: str
) -> None:
    cli.environment.pop("PAPERCODER_PRICE")
    done = cli(command, "paper.txt", "--yes", limit, "5", expect=2)
    assert "the price of openai:test-model is not known" in done.stderr
    assert "max_tokens" in done.stderr
    assert not (cli.data / "runs").exists()


@pytest.mark.parametrize("command", ["batch", "run"])
def test_a_budget_of_all_runs_is_held_against_the_price_before_anything_is_begun(cli: Cli, command: str) -> None:
    cli.environment.pop("PAPERCODER_PRICE")
    cli.environment["PAPERCODER_BUDGET"] = "5"
    done = cli(command, "paper.txt", "--yes", expect=2)
    assert "PAPERCODER_BUDGET is set, and the price of openai:test-model is not known" in done.stderr
    cli.environment["PAPERCODER_BUDGET"] = "much"
    assert "PAPERCODER_BUDGET is 'much'" in cli(command, "paper.txt", "--yes", expect=2).stderr
    assert not (cli.data / "runs").exists()
