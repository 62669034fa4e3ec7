"""What a run will need, said by --dry-run, before the first call, and at the review."""

from tests.cli.conftest import Cli


def test_a_dry_run_says_what_is_needed_and_makes_nothing(cli: Cli) -> None:
    said = cli("run", "--dry-run", "paper.txt").stdout
    assert "Layered Bounded Encoders" in said
    assert [line.split()[0] for line in said.splitlines() if "$" in line] == ["until", "from", "whole"]
    assert "no run" in cli("runs").stdout.lower()


def test_a_dry_run_says_which_steps_do_not_fit(cli: Cli) -> None:
    said = cli("run", "--dry-run", "paper.txt", "--set", "context_window=7000").stdout
    assert "Too small a window for:" in said
    assert "openai:test-model reads 7,000 tokens" in said


def test_a_dry_run_of_what_is_no_paper_is_refused(cli: Cli) -> None:
    assert "no-such.pdf" in cli("run", "--dry-run", "no-such.pdf", expect=2).stderr


def test_a_run_says_it_before_its_first_call_and_at_the_review(waiting: Cli) -> None:
    told = (waiting.folder / "told.txt").read_text(encoding="utf-8").splitlines()
    estimate = next(at for at, line in enumerate(told) if "Estimate: about" in line)
    planned = next(at for at, line in enumerate(told) if "planner: done" in line)
    left = next(at for at, line in enumerate(told) if line.startswith("After this review: about"))
    assert estimate < planned < left
    assert "for 4 files" in told[left]


def test_a_resumed_run_says_it_no_second_time(waiting: Cli) -> None:
    said = waiting("resume", waiting.last(), "--approve").stdout
    assert "Estimate:" not in said
    assert "After this review" not in said
