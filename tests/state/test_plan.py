"""A ledger has a bound of which its schema says nothing, and a plan leaves out what need not be said."""

import json

import pytest
from pydantic import ValidationError

from papercoder.models.editing import ArtifactEdits, apply_artifact_edits
from state.plan import LedgerPart, Plan, Requirement, WrittenPlan
from tests.agents.artifacts import plan

_BARE = {"id": "R1", "kind": "data", "statement": "Load it."}
_PROSE = {"data", "experiments", "evaluation"}


def _ledger(count: int) -> dict[str, object]:
    one = Requirement(id="R1", kind="data", statement="Load it.", status="external", weight="minor")
    return {"requirements": [{**one.to_json(), "id": f"R{number}"} for number in range(1, count + 1)]}


def test_a_ledger_of_sixty_thousand_requirements_is_sent_back_in_words() -> None:
    assert len(LedgerPart.model_validate(_ledger(500)).requirements) == 500
    with pytest.raises(ValidationError, match="the ledger has 60000 requirements; at most 2000"):
        LedgerPart.model_validate(_ledger(60_000))
    assert "maxItems" not in LedgerPart.schema_text()


def test_a_requirement_without_a_status_is_stated_where_it_has_a_quote() -> None:
    quoted = Requirement.from_json({**_BARE, "quote": "Loaded.", "section": "s1"})
    assert (quoted.status, quoted.weight) == ("stated", "important")
    assert Requirement.from_json(_BARE).status == Requirement.from_json({**_BARE, "quote": " "}).status == "unresolved"
    assert Requirement.from_json({**_BARE, "status": "external", "weight": "core"}).status == "external"
    assert Requirement.from_json(quoted.to_json()) == quoted


def test_what_was_not_said_follows_the_edits_of_an_answer() -> None:
    part = LedgerPart.from_json({"requirements": [{**_BARE, "quote": "Loaded.", "section": "s1"}]})
    assert part.to_answer()["requirements"] == [{**_BARE, "quote": "Loaded.", "section": "s1"}]

    def after(op: str, field: str, **value: str) -> Requirement:
        edits = ArtifactEdits.from_json({"edits": [{"op": op, "at": ["requirements", "R1", field], **value}]})
        return LedgerPart.from_json(apply_artifact_edits(part.to_answer(), edits)).requirements[0]

    assert after("remove", "quote").status == "unresolved"
    assert after("replace", "status", value="implied").status == "implied"
    assert after("replace", "weight", value="core").weight == "core"


def test_only_the_published_pipeline_is_asked_for_what_the_ledger_says_too() -> None:
    asked, written = json.loads(Plan.schema_text()), json.loads(WrittenPlan.schema_text())
    assert not _PROSE & set(asked["properties"])
    assert set(written["required"]) >= _PROSE
    assert list(written["properties"])[2:6] == ["method", "data", "experiments", "evaluation"]
    earlier = plan().to_json()
    assert Plan.from_json(earlier).data == WrittenPlan.from_json(earlier).data == "Synthetic."
    short = {name: value for name, value in earlier.items() if name not in _PROSE}
    assert Plan.from_json(short).experiments == ""
    with pytest.raises(ValidationError, match="evaluation"):
        WrittenPlan.from_json(short)
