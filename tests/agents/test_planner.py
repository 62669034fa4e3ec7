import time

from papercoder.papers.evidence import Evidence
from papercoder.papers.quoting.ledger import plan_checker, plan_faults
from prompts.loader import render
from state.plan import Requirement
from tests.agents.artifacts import paper, plan, requirement


def test_a_good_plan_has_no_faults() -> None:
    assert plan_faults(plan(), Evidence(paper())) == []


def test_an_id_belongs_to_one_requirement_and_a_removed_one_may_leave_a_gap() -> None:
    assert plan_faults(plan(requirement(1), requirement(3)), Evidence(paper())) == []
    faults = plan_faults(plan(requirement(1), requirement(1), requirement(3)), Evidence(paper()))
    assert faults == ["R1 is the id of 2 requirements; each needs its own"]


def test_stated_requirements_need_a_quote_and_a_section_that_exists() -> None:
    bad = plan(requirement(1, quote=""), requirement(2, section="s9"), requirement(3, status="unresolved"))
    faults = plan_faults(bad, Evidence(paper()))
    assert faults[0] == "R1: the status 'stated' needs a quote"
    assert faults[1].startswith("R2: section 's9' does not exist; known: abstract, s1, s2")
    assert faults[2].startswith("R3: the status 'unresolved' has no quote")


def test_a_ledger_of_tens_of_thousands_is_sent_back_at_once() -> None:
    huge = plan(requirement(1)).model_copy(
        update={"requirements": tuple(requirement(1).model_copy(update={"id": f"R{n}"}) for n in range(60_000))}
    )
    began = time.monotonic()
    assert plan_checker(Evidence(paper()))(huge) == ["60000 requirements; join them to 2000 at most"]
    assert time.monotonic() - began < 1


def test_a_section_without_a_quote_is_no_evidence() -> None:
    bare = {"id": "R1", "kind": "data", "statement": "Load it.", "section": "s1"}
    faults = plan_faults(plan(Requirement.from_json(bare)), Evidence(paper()))
    assert faults[0].startswith("R1: it names a section and quotes nothing")
    assert plan_faults(plan(Requirement.from_json({**bare, "section": ""})), Evidence(paper())) == []
    assert plan_faults(plan(Requirement.from_json({**bare, "status": "unresolved"})), Evidence(paper())) == []


def test_the_published_pipeline_alone_is_asked_for_prose_beside_the_ledger() -> None:
    ours, classic = (render("ledger/plan", written=written) for written in (False, True))
    for field in ("`data`", "`experiments`", "`evaluation`"):
        assert (field in ours, field in classic) == (False, True)
    assert "every step with its formula" in classic
    assert "`method`" in ours
    assert "with its formula" not in ours
