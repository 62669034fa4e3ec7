import pytest
from langgraph.types import Send

from graph.routers import (
    after_analyst,
    after_auditor,
    after_checker,
    after_coder,
    after_config_review,
    after_runner,
)
from state.channels import State

TASKS: State = {"assigned": [{"path": "a.py"}, {"path": "b.py"}], "brief": "ref", "files": {}}


@pytest.mark.parametrize(
    ("review", "node"),
    [("approved", "analyst"), ("rejected", "config-writer"), ("again", "config-review"), ("aborted", "packager")],
)
def test_review(review: str, node: str) -> None:
    state: State = {"review": review}  # type: ignore[typeddict-item]  # each literal in turn
    assert after_config_review(state) == node


@pytest.mark.parametrize(
    ("router", "node", "onward"),
    [(after_analyst, "analyst", "coder"), (after_coder, "coder", "checker"), (after_auditor, "auditor", "runner")],
)
def test_fan_out(router, node, onward):  # type: ignore[no-untyped-def]  # three routers of different literals
    sends = router(TASKS)
    assert [s.node for s in sends] == [node, node]
    assert all(isinstance(s, Send) and s.arg["brief"] == "ref" for s in sends)
    assert router({"assigned": None}) == node
    assert router({"assigned": []}) == onward


def test_findings_go_to_the_coder() -> None:
    assert after_checker({"tickets": [{}]}) == "coder"
    assert after_checker({"tickets": []}) == "auditor"


def test_audit_repairs_or_checks_again() -> None:
    assert after_auditor({"assigned": [], "tickets": [{}]}) == "coder"
    assert after_auditor({"assigned": [], "recheck": True, "tickets": []}) == "checker"


def test_a_failed_trial_is_debugged_while_rounds_are_left() -> None:
    failed: State = {"trial": {"result": "failed"}, "may_debug": True}
    assert after_runner(failed) == "debugger"
    assert after_runner({**failed, "may_debug": False}) == "packager"
    assert after_runner({"trial": {"result": "not run"}, "may_debug": True}) == "packager"
