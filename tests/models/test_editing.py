"""Edits of artifacts: by name, all or none, and what is said where they do not fit."""

import contextlib
import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercoder.errors import AnswerError
from papercoder.models.editing import ArtifactEdits, apply_artifact_edits, named_place
from papercoder.models.prompt import Prompt
from state.plan import Plan
from tests.agents.artifacts import plan, requirement
from tests.models.conftest import Clients
from tests.models.server import Server, chat

BASE: dict[str, Any] = {
    "approach": "First fit, then test, then fit.",
    "claims": ["It is better by 3 points.", "It is faster."],
    "requirements": [{"id": f"R{n}", "statement": f"Do {n}.", "must_not": []} for n in range(1, 15)],
    "files": [{"path": "lab/a.py", "interface": ["def fit(x: list[int]) -> None"]}, {"path": "main.py"}],
    "entries": [{"key": "training.lr", "value": 0.1}, {"key": "experiment.seeds", "value": [0, 1]}],
    "uses": [{"path": "lab/a.py", "name": "fit"}, {"path": "lab/a.py", "name": "LIMIT"}],
}
EDITS = "Answer with edits."
PROMPT = Prompt("system", (), "# Task: planner")


def edited(*edits: dict[str, Any]) -> dict[str, Any]:
    return apply_artifact_edits(BASE, ArtifactEdits.from_json({"edits": list(edits)}))


def refused(*edits: dict[str, Any]) -> str:
    with pytest.raises(ValueError, match=r"None of the edits was carried out\.") as error:
        edited(*edits)
    return str(error.value)


def test_parts_of_one_metric_and_names_of_one_path_may_be_added() -> None:
    metrics = {"metrics": [{"name": "accuracy", "only": {"method": ["a"]}}]}
    part = {"op": "add", "at": ["metrics"], "value": {"name": "accuracy", "only": {"method": ["b"]}}}
    assert len(apply_artifact_edits(metrics, ArtifactEdits.from_json({"edits": [part]}))["metrics"]) == 2
    uses = {"uses": [{"path": "lab/a.py", "name": "fit"}]}
    another = {"op": "add", "at": ["uses"], "value": {"path": "lab/a.py", "name": "LIMIT"}}
    assert len(apply_artifact_edits(uses, ArtifactEdits.from_json({"edits": [another]}))["uses"]) == 2
    with pytest.raises(ValueError, match="stands there already"):
        apply_artifact_edits(uses, ArtifactEdits.from_json({"edits": [{**another, "value": uses["uses"][0]}]}))


def test_places_are_named_by_id_path_key_and_beginning() -> None:
    made = edited(
        {"op": "replace", "at": ["requirements", "R1", "statement"], "value": "Do it."},
        {"op": "replace", "at": ["entries", "training.lr", "value"], "value": 0.3},
        {"op": "replace", "at": ["files", "lab/a.py", "interface", "def fit("], "value": "def fit(x: int) -> int"},
        {"op": "remove", "at": ["claims", "It is faster"]},
        {"op": "remove", "at": ["uses", "LIMIT"]},
        {"op": "replace", "at": ["approach"], "find": "First fit", "value": "First scale"},
        {"op": "add", "at": ["entries", "experiment.seeds", "value"], "value": 2},
        {"op": "replace", "at": ["files", "main.py", "role"], "value": "runs"},
    )
    assert made["requirements"][0] == {"id": "R1", "statement": "Do it.", "must_not": []}
    assert made["entries"] == [{"key": "training.lr", "value": 0.3}, {"key": "experiment.seeds", "value": [0, 1, 2]}]
    assert made["files"][0]["interface"] == ["def fit(x: int) -> int"]
    assert made["files"][1] == {"path": "main.py", "role": "runs"}
    assert made["claims"] == ["It is better by 3 points."]
    assert made["uses"] == [{"path": "lab/a.py", "name": "fit"}]
    assert made["approach"] == "First scale, then test, then fit."


def test_a_signature_is_known_by_the_name_that_it_declares() -> None:
    base = {
        "signatures": [
            {"declaration": "def fit(x: int) -> float", "meaning": ""},
            {"declaration": "def fitted(self) -> bool", "owner": "Model", "meaning": ""},
            {"declaration": "class Model", "meaning": ""},
        ]
    }
    for name, n in (("fit", 0), ("fitted", 1), ("Model.fitted", 1), ("Model", 2), ("def fitted(self)", 1)):
        edit = {"op": "replace", "at": ["signatures", name, "meaning"], "value": "said"}
        done = apply_artifact_edits(base, ArtifactEdits.from_json({"edits": [edit]}))
        assert [s["meaning"] for s in done["signatures"]] == ["said" if k == n else "" for k in range(3)]


def test_r1_is_not_r12() -> None:
    made = edited({"op": "remove", "at": ["requirements", "R1"]})
    assert [r["id"] for r in made["requirements"]] == [f"R{n}" for n in range(2, 15)]


def test_elements_are_added_at_the_end_or_before_another_and_moved() -> None:
    made = edited(
        {"op": "add", "at": ["files"], "value": {"path": "lab/b.py"}, "before": "main.py"},
        {"op": "add", "at": ["requirements"], "value": [{"id": "R15"}, {"id": "R16"}]},
        {"op": "move", "at": ["files", "lab/a.py"], "before": "main.py"},
        {"op": "add", "at": ["left_out"], "value": {"requirement": "R3", "reason": "hardware"}},
    )
    assert [f["path"] for f in made["files"]] == ["lab/b.py", "lab/a.py", "main.py"]
    assert [r["id"] for r in made["requirements"]][-3:] == ["R14", "R15", "R16"]
    assert made["left_out"] == [{"requirement": "R3", "reason": "hardware"}]


def test_what_does_not_fit_is_said_with_what_is_there_and_nothing_is_changed() -> None:
    before = copy.deepcopy(BASE)
    why = refused(
        {"op": "replace", "at": ["requirements", "R1", "statement"], "value": "Do it."},
        {"op": "replace", "at": ["requirements", "R99", "statement"], "value": "x"},
        {"op": "replace", "at": ["approach"], "find": "fit", "value": "x"},
        {"op": "remove", "at": ["entries", "training"]},
        {"op": "remove", "at": ["uses", "lab/a.py"]},
        {"op": "add", "at": ["requirements"], "value": {"id": "R7"}},
        {"op": "remove", "at": []},
        {"op": "replace", "at": ["approach"]},
    )
    assert "edit 2 (replace requirements / R99 / statement): there is no 'R99'; there are R1, R2, R3" in why
    assert "edit 3 (replace approach): the words of 'find' occur 2 times" in why
    assert "edit 5 (remove uses / lab/a.py): 2 elements are called 'lab/a.py'" in why
    assert "edit 6 (add requirements): R7 stands there already" in why
    assert "edit 7 (remove the whole): the whole cannot be removed" in why
    assert "edit 8 (replace approach): it needs a value" in why
    assert "edit 1" not in why
    assert before == BASE


def test_the_whole_can_be_replaced_by_an_object_only() -> None:
    assert edited({"op": "replace", "at": [], "value": {"a": 1}}) == {"a": 1}
    assert "one JSON object" in refused({"op": "replace", "at": [], "value": [1]})


def test_faults_of_the_schema_name_elements_by_id() -> None:
    assert named_place(BASE, ("requirements", 11, "statement")) == "requirements[R12].statement"
    assert named_place(BASE, ("claims", 1)) == "claims[1]"
    assert named_place(BASE, ("odd", 3, "x")) == "odd[3].x"


_STEPS = st.sampled_from(["approach", "requirements", "R1", "files", "main.py", "value", "", "entries", "odd", "It"])
_JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), st.lists, max_leaves=5)


@given(
    st.lists(
        st.builds(
            dict,
            op=st.sampled_from(["replace", "add", "remove", "move"]),
            at=st.lists(_STEPS, max_size=4),
            value=_JSON,
            find=st.sampled_from(["", "fit", "First"]),
            before=st.sampled_from(["", "R2", "main.py"]),
        ),
        max_size=4,
    )
)
def test_no_edit_breaks_anything(edits: list[dict[str, Any]]) -> None:
    before = copy.deepcopy(BASE)
    with contextlib.suppress(ValueError):
        json.dumps(edited(*edits))
    assert before == BASE


def long_plan() -> Plan:
    return plan(*(requirement(n) for n in range(1, 13)))


def edits_text(*edits: dict[str, Any]) -> str:
    return json.dumps({"edits": edits})


def only_rate(found: Plan) -> list[str]:
    return [f"{r.id}: say the batch" for r in found.requirements if "batch" not in r.statement and r.id == "R12"]


MEND = {"op": "replace", "at": ["requirements", "R12", "statement"], "value": "Train with batch 8."}


async def test_a_refused_answer_is_mended_by_edits(server: Server, clients: Clients) -> None:
    whole = json.dumps(long_plan().to_answer())
    wrong = edits_text({**MEND, "at": ["requirements", "R13", "statement"]})
    server.steps = [chat(whole), chat(wrong), chat(edits_text(MEND))]
    found = await clients().client.ask_json(PROMPT, Plan, only_rate, edits=EDITS)
    assert found.requirements[11].statement == "Train with batch 8."
    assert found.requirements[:11] == long_plan().requirements[:11]
    second, third = (body["messages"] for body in server.seen[1:])
    assert "- R12: say the batch" in second[-1]["content"]
    assert second[-1]["content"].endswith(EDITS)
    assert server.seen[1]["response_format"]["json_schema"]["name"] == "ArtifactEdits"
    # What the edits belong to stays in sight, and why they did not apply is said.
    assert [m["content"] for m in third if m["role"] == "assistant"] == [whole, wrong]
    assert "there is no 'R13'" in third[-1]["content"]


async def test_a_whole_answer_is_accepted_in_the_place_of_edits(server: Server, clients: Clients) -> None:
    good = long_plan().to_json()
    good["requirements"][11]["statement"] = "Train with batch 8."
    server.steps = [chat(json.dumps(long_plan().to_answer())), chat(json.dumps(good))]
    found = await clients().client.ask_json(PROMPT, Plan, only_rate, edits=EDITS)
    assert found == Plan.from_json(good)


async def test_a_revision_edits_what_it_was_given(server: Server, clients: Clients) -> None:
    server.steps = [chat(edits_text(MEND))]
    found = await clients().client.ask_json(PROMPT, Plan, only_rate, edits=EDITS, base=long_plan())
    assert found.requirements[11].statement == "Train with batch 8."
    assert found.requirements[0] == long_plan().requirements[0]


async def test_edits_of_nothing_are_refused(server: Server, clients: Clients) -> None:
    server.steps = [chat(edits_text(MEND))]
    with pytest.raises(AnswerError, match=r"claims: this field is required"):
        await clients().client.ask_json(PROMPT, Plan, only_rate, edits=EDITS)


async def test_a_short_answer_is_written_again(server: Server, clients: Clients) -> None:
    server.steps = [chat(json.dumps(plan().to_answer()))]
    with pytest.raises(AnswerError):
        await clients().client.ask_json(PROMPT, Plan, lambda _: ["no"], edits=EDITS)
    assert all("Give the whole answer again" in body["messages"][-1]["content"] for body in server.seen[1:])


def test_an_objection_is_named_by_the_beginning_of_what_it_doubts() -> None:
    base = {
        "objections": [
            {"kind": "doubt", "what": "R3: the rate", "why": "a"},
            {"kind": "doubt", "what": "R4", "why": "b"},
        ]
    }
    edit = {"op": "replace", "at": ["objections", "R3:", "why"], "value": "c"}
    found = apply_artifact_edits(base, ArtifactEdits.model_validate({"edits": [edit]}))
    assert [o["why"] for o in found["objections"]] == ["c", "b"]
    gone = {"op": "remove", "at": ["objections", "R4"]}
    assert len(apply_artifact_edits(base, ArtifactEdits.model_validate({"edits": [gone]}))["objections"]) == 1
