import json

from state.audit import Audit
from state.plan import Plan


def test_a_schema_in_a_prompt_has_no_titles_but_keeps_a_field_of_that_name() -> None:
    shown, whole = json.loads(Plan.schema_text()), Plan.model_json_schema()
    assert shown["properties"]["title"]["type"] == "string"
    assert "title" not in shown
    assert shown["required"] == whole["required"]
    assert set(shown["$defs"]) == set(whole["$defs"])
    assert "title" not in Audit.schema_text()
    assert len(Audit.schema_text()) < 0.85 * len(json.dumps(Audit.model_json_schema()))
