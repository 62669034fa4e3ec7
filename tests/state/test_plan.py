"""A ledger has a bound, and its schema says nothing of it: prompts stay as they were."""

import pytest
from pydantic import ValidationError

from state.plan import LedgerPart, Requirement


def _ledger(count: int) -> dict[str, object]:
    one = Requirement(id="R1", kind="data", statement="Load it.", status="external", weight="minor")
    return {"requirements": [{**one.to_json(), "id": f"R{number}"} for number in range(1, count + 1)]}


def test_a_ledger_of_sixty_thousand_requirements_is_sent_back_in_words() -> None:
    assert len(LedgerPart.model_validate(_ledger(500)).requirements) == 500
    with pytest.raises(ValidationError, match="the ledger has 60000 requirements; at most 2000"):
        LedgerPart.model_validate(_ledger(60_000))
    assert "maxItems" not in LedgerPart.schema_text()
