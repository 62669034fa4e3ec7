import pytest

from graph.routers import (
    after_architect,
    after_auditor,
    after_checker,
    after_config_review,
    after_logic_designer,
    after_runner,
)
from state.channels import Decision, State


@pytest.mark.parametrize(
    ("review", "node"),
    [("approved", "amender"), ("rejected", "config-writer"), ("again", "config-review"), ("aborted", "packager")],
)
def test_review(review: str, node: str) -> None:
    state: State = {"review": review}  # type: ignore[typeddict-item]  # each literal in turn
    assert after_config_review(state) == node


def test_the_configuration_follows_the_design_or_is_written_beside_it() -> None:
    assert after_architect({"beside": True}) == ["logic-designer", "config-writer"]
    assert after_logic_designer({"beside": True}) == "design-ready"
    for earlier in ({}, {"beside": False}):
        state: State = earlier  # type: ignore[assignment]  # a run that began before the channel was there
        assert after_architect(state) == ["logic-designer"]
        assert after_logic_designer(state) == "config-writer"


def test_findings_go_to_the_coder() -> None:
    assert after_checker({"decision": "repair"}) == "coder"
    assert after_checker({"decision": "audit"}) == "auditor"


@pytest.mark.parametrize(("decision", "node"), [("repair", "coder"), ("check", "checker"), ("try", "runner")])
def test_audit_repairs_or_checks_again(decision: Decision, node: str) -> None:
    assert after_auditor({"decision": decision}) == node


def test_a_decision_that_is_not_the_auditors_is_an_error() -> None:
    with pytest.raises(ValueError, match="does not decide"):
        after_auditor({"decision": "pack"})


def test_a_failed_trial_is_debugged_while_rounds_are_left() -> None:
    assert after_runner({"decision": "debug"}) == "debugger"
    assert after_runner({"decision": "pack"}) == "packager"
