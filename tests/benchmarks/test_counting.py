"""The arithmetic of the campaigns: chains, growth, moments, folders, tables, pages."""

from dataclasses import replace
from pathlib import Path

from benchmarks.cost.critical_path import chain_of
from benchmarks.cost.measuring import exponent
from benchmarks.cost.reference import REFERENCE
from benchmarks.crashes.clean import Clean
from benchmarks.crashes.kills import draw_moments
from benchmarks.faults.trials import all_trials
from benchmarks.harness.machine import machine
from benchmarks.harness.results import markdown, plain
from benchmarks.harness.trees import differences, tree_of
from benchmarks.pages import mutants, performance, reliability
from tests.server.log import LoggedRequest
from tests.server.options import FAULT_KINDS


def call(started: float, seconds: float) -> LoggedRequest:
    return LoggedRequest(0, "coder", "", "k", started, seconds=seconds)


def test_a_chain_counts_calls_that_waited_for_one_another() -> None:
    assert chain_of([]) == 0
    assert chain_of([call(0, 1), call(0.5, 1), call(0.6, 3)]) == 1
    assert chain_of([call(0, 1), call(0.5, 1), call(2, 1), call(2.5, 9), call(3, 1)]) == 3


def test_the_reference_grows_as_its_figures_say() -> None:
    assert round(exponent(REFERENCE[20], REFERENCE[40]), 2) == 1.52
    assert exponent(REFERENCE[20], replace(REFERENCE[20], files=40)) == 0


def test_moments_are_seeded_meet_every_node_and_come_in_the_order_of_the_run() -> None:
    clean = Clean(Path(), {}, {"reader": 1.0, "planner": 2.0, "coder": 4.0}, 0.0, 0)
    drawn = draw_moments(clean, 10, 3, seed=1)
    assert drawn == draw_moments(clean, 10, 3, seed=1) != draw_moments(clean, 10, 3, seed=2)
    assert [len(run) for run in drawn] == [3, 3, 3, 1]
    order = list(clean.seconds)
    for run in drawn:
        assert [m.node for m in run] == sorted((m.node for m in run), key=order.index)
        assert all(0 <= m.seconds <= clean.seconds[m.node] for m in run)
    assert {m.node for run in drawn for m in run} == set(order)


def test_every_fault_of_the_server_is_tried_once_and_lasting() -> None:
    tried = {(t.kind, t.length) for t in all_trials()}
    assert {(kind, length) for kind in FAULT_KINDS for length in ("once", "lasting")} <= tried


def test_folders_are_compared_byte_by_byte(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        (folder / "src").mkdir(parents=True)
        (folder / "src/a.py").write_text("x = 1\n")
    assert differences(tree_of(one), tree_of(two)) == []
    (two / "src/a.py").write_text("x = 1\r\n")
    (one / "link").symlink_to("src")
    assert differences(tree_of(one), tree_of(two)) == ["link only in the first", "src/a.py differs"]
    assert tree_of(tmp_path / "missing") == {}


def test_tables_put_numbers_at_the_right_and_escape_bars() -> None:
    assert plain(("name", "n"), [("a", 1), ("b", 12_345)]).splitlines() == [
        "name       n",
        "a          1",
        "b     12,345",
    ]
    assert markdown(("name", "n"), [("a|b", 2.5)]).splitlines()[1:] == ["| --- | ---: |", "| a\\|b | 2.5 |"]


def test_the_machine_has_no_name_and_no_path() -> None:
    import socket

    said = str(machine())
    assert socket.gethostname() not in said
    assert "/" not in said


def test_the_pages_are_those_of_the_results() -> None:
    docs = Path(__file__).parents[2] / "docs"
    assert (docs / "reliability.md").read_text(encoding="utf-8") == reliability()
    assert (docs / "performance.md").read_text(encoding="utf-8") == performance()
    assert (docs / "mutants.md").read_text(encoding="utf-8") == mutants()
