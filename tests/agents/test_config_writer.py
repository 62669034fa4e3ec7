"""What a model says of the paper is checked against the paper by a program."""

from agents.config_writer import entry_checker
from papercoder.papers.evidence import Evidence
from state.config import ConfigDraft, ConfigEntry
from tests.agents.artifacts import paper

RATE = ConfigEntry(key="training.lr", value=0.01, provenance="stated", quote="learning rate is 0.01", section="s1")
SMOKE = ConfigEntry(key="smoke.training.lr", value=0.1, provenance="chosen", reason="one step shows that it runs")


def faults(*entries: ConfigEntry) -> list[str]:
    draft = ConfigDraft.of((*entries, SMOKE))
    return entry_checker(Evidence(paper()), may_quote_reviewer=False)(draft)


def changed(**changes: object) -> ConfigEntry:
    return RATE.model_copy(update=changes)


def test_a_stated_value_whose_quote_holds_it_is_accepted() -> None:
    assert faults(RATE) == []


def test_an_invented_quote_is_caught() -> None:
    (fault,) = faults(changed(quote="we set the learning rate to 0.01 by grid search"))
    assert "is not in the paper's text" in fault


def test_a_value_that_differs_from_its_quote_is_caught() -> None:
    (fault,) = faults(changed(value=0.02))
    assert "0.02 does not stand in its quote" in fault


def test_a_wrong_section_is_caught() -> None:
    (fault,) = faults(changed(section="s2"))
    assert "stands in section s1, not in s2" in fault


def test_an_invented_value_marked_stated_is_caught() -> None:
    (fault,) = faults(changed(quote="", section=""))
    assert "needs the quote" in fault


def test_what_is_still_not_found_is_sent_back_once_and_then_becomes_an_assumption() -> None:
    checker = entry_checker(Evidence(paper()), may_quote_reviewer=False)
    draft = ConfigDraft.of((changed(quote="momentum of 0.9", value=0.9), SMOKE))
    assert checker(draft)
    assert checker(draft) == []
    first, _ = Evidence(paper()).ground_entries(draft.config_entries())
    assert first.provenance == "assumed"
    assert first.grounding is not None
    assert first.grounding.result == "not found"


def test_assumptions_need_a_reason_and_no_agent_speaks_for_the_reviewer() -> None:
    assert "`assumed` is empty and needs the reason" in faults(changed(provenance="assumed", quote="", section=""))[0]
    assert "no person has set a value" in faults(changed(provenance="reviewer", quote="", section=""))[0]
