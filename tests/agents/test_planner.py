from agents.planner import plan_faults
from papercoder.papers.evidence import Evidence
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
