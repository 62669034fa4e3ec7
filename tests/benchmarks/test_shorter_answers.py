"""The forms of today, made of recorded answers: what they leave out is nothing that a program could not say."""

import json
from pathlib import Path

from benchmarks.cost.former import recorded_answers
from benchmarks.cost.recorded import read_folder
from benchmarks.cost.shorter import FORMS, found_share, shorter_shares
from papercoder.models.editing import ArtifactEdits, apply_artifact_edits
from papercoder.workspace.designed.logic import with_owned
from state.architecture import Architecture
from state.config import ConfigDraft
from state.logic import LogicDesign
from state.plan import Plan
from state.value import Json

EXAMPLE = Path(__file__).parents[2] / "benchmarks" / "recorded_together"


def _answered(agent: str) -> dict[str, object]:
    call = next(call for call in recorded_answers() if call.agent == agent and call.subject == "")
    return dict(json.loads(call.answer))


def test_a_plan_that_leaves_out_what_counts_unsaid_has_the_same_ledger() -> None:
    answered = _answered("planner")
    brief = FORMS["planner"](answered)
    assert Plan.from_json(brief).requirements == Plan.from_json(answered).requirements
    assert set(answered) - set(brief) == {"data", "experiments", "evaluation"}
    assert FORMS["planner"](brief) == brief
    assert 0.85 < shorter_shares(recorded_answers())["planner"] < 0.95


def test_the_revision_of_a_recorded_example_fits_a_plan_without_prose_too() -> None:
    said = {call.subject: json.loads(call.answer) for call in read_folder(EXAMPLE) if call.agent == "planner"}
    edits, whole = said["revision"]["edits"], said[""]
    kept = [edit for edit in edits if edit["at"][0] not in ("data", "experiments", "evaluation")]
    assert len(edits) - len(kept) == 2

    def revised(plan: Json, edits: list[Json]) -> Plan:
        return Plan.from_json(apply_artifact_edits(plan, ArtifactEdits.from_json({"edits": edits})))

    assert revised(FORMS["planner"](whole), kept).requirements == revised(whole, edits).requirements


def test_a_design_without_what_the_architecture_says_is_filled_from_it() -> None:
    answered, architecture = LogicDesign.from_json(_answered("logic-designer")), _answered("architect")
    brief = LogicDesign.from_json(FORMS["logic-designer"](_answered("logic-designer")))
    assert not any(file.requirements for file in brief.files)
    filled = with_owned(brief, Architecture.from_json(architecture))
    assert [(f.path, set(f.requirements)) for f in filled.files] == [
        (f.path, set(f.requirements)) for f in answered.files
    ]
    assert 0.97 < shorter_shares(recorded_answers())["logic-designer"] < 0.99


def test_written_entries_are_the_recorded_ones_with_a_field_less() -> None:
    answered = _answered("config-writer")
    brief = FORMS["config-writer"](answered)
    both = [ConfigDraft.from_json(draft).config_entries() for draft in (brief, answered)]
    read, recorded = ([e for e in entries if not e.key.startswith("smoke.")] for entries in both)
    assert read == recorded
    smoke = [[(e.key, e.value, e.provenance) for e in entries if e.key.startswith("smoke.")] for entries in both]
    assert smoke[0] == smoke[1] != []
    assert not any("provenance" in entry for entry in brief["entries"])
    assert 0.79 < shorter_shares(recorded_answers())["config-writer"] < 0.81


def test_a_critique_says_in_three_fifths_what_is_wrong() -> None:
    assert 0.56 < found_share(recorded_answers()) < 0.57
    told = {"issues": [{"severity": "low", "where": "seed", "problem": "x" * 100, "change": "y" * 100}]}
    once = recorded_answers()[0].model_copy(update={"agent": "critic", "answer": json.dumps(told)})
    assert 0.5 < found_share([once]) < 0.6
