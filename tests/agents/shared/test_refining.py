"""The critic reads, the agent edits; what is left open is handed on, and what changed much is read once more."""

import json
from typing import Any

from agents.shared.refining import Faults, Refining, changed_share
from papercoder.models.prompt import Prompt
from state.plan import Plan
from state.settings import Settings
from tests.agents.artifacts import plan, requirement
from tests.models.conftest import Clients, clients, server
from tests.models.server import Server, chat

__all__ = ["clients", "server"]

EDIT = {"edits": [{"op": "replace", "at": ["requirements", "R3", "statement"], "value": "Train with rate 0.1."}]}


def issue(severity: str) -> dict[str, str]:
    return {"severity": severity, "where": "R3", "problem": "wrong rate", "change": "0.1"}


def answers(*said: Any) -> list[Any]:
    return [chat(json.dumps(answer)) for answer in said]


def long_plan() -> Plan:
    return plan(*(requirement(n) for n in range(1, 16)))


def refining(
    made: Clients, rounds: int = 1, mended_by: str = "author", faults: Faults[Plan] = lambda _: ()
) -> Refining[Plan]:
    client, settings = made().client, Settings.from_json({"refine_rounds": rounds, "mended_by": mended_by})
    prompt = Prompt("system", ("paper",), "# Task: planner")
    return Refining(client, client, prompt, Plan, lambda: faults, settings, lambda _, __: None)


async def test_a_revision_is_edits_of_the_answer(server: Server, clients: Clients) -> None:
    server.steps = answers(long_plan().to_answer(), {"issues": [issue("high"), issue("low")]}, EDIT)
    found = await refining(clients).ask()
    assert found.value.requirements[2].statement == "Train with rate 0.1."
    assert found.value.requirements[:2] == long_plan().requirements[:2]
    assert found.open == ()
    assert len(server.seen) == 3
    task = server.seen[2]["messages"][-1]["content"]
    assert "- high, R3: wrong rate" in task
    assert "- low, R3: wrong rate" in task
    assert '{"op": "remove"' in task


async def test_low_issues_alone_cost_no_revision_and_are_handed_on(server: Server, clients: Clients) -> None:
    server.steps = answers(long_plan().to_answer(), {"issues": [issue("low")]})
    found = await refining(clients).ask()
    assert found.value == long_plan()
    (remark,) = found.objections(())
    assert (remark["by"], remark["kind"]) == ("critic", "remark")
    assert remark["what"] == "R3: wrong rate"
    assert remark["instead"] == "0.1"


async def test_a_revision_that_is_refused_leaves_its_issues_open(server: Server, clients: Clients) -> None:
    server.steps = answers(long_plan().to_answer(), {"issues": [issue("high")]}, {"no": "plan"})
    found = await refining(clients).ask()
    assert found.value == long_plan()
    assert [o["kind"] for o in found.objections(())] == ["doubt"]


async def test_a_revision_that_changed_much_is_read_once_more_and_only_once(server: Server, clients: Clients) -> None:
    other = [requirement(n, statement=f"{n} " + "quite other words here " * 9) for n in range(1, 16)]
    third = [requirement(n, statement=f"{n} " + "and 3rd formulation, too; " * 9) for n in range(1, 16)]
    first, issues = long_plan(), {"issues": [issue("medium")]}
    assert changed_share(first, plan(*other)) > 0.3
    server.steps = answers(first.to_answer(), issues, plan(*other).to_answer(), issues, plan(*third).to_answer())
    found = await refining(clients).ask()
    assert found.value == plan(*third)
    assert len(server.seen) == 5


async def test_what_the_agent_objects_is_kept_with_its_name(server: Server, clients: Clients) -> None:
    doubt = {"kind": "contradiction", "what": "R2", "why": "s3 and Table 2 differ", "instead": "a switch"}
    server.steps = answers(long_plan().to_answer() | {"objections": [doubt]}, {"issues": []})
    found = await refining(clients).ask()
    assert found.objections(found.value.objections) == [{**doubt, "by": "coder"}]
    assert "s3 and Table 2 differ" in server.seen[1]["messages"][-1]["content"]


FOUND = {"severity": "high", "where": "R3", "problem": "wrong rate"}


async def test_a_critic_that_mends_costs_no_call_of_the_author(server: Server, clients: Clients) -> None:
    server.steps = answers(long_plan().to_answer(), {"issues": [FOUND], **EDIT})
    found = await refining(clients, mended_by="critic").ask()
    assert found.value.requirements[2].statement == "Train with rate 0.1."
    assert found.value.requirements[:2] == long_plan().requirements[:2]
    assert found.open == ()
    assert len(server.seen) == 2
    assert "`edits` mends all of it" in server.seen[1]["messages"][-1]["content"]


async def test_the_author_mends_what_the_critic_leaves_to_it(server: Server, clients: Clients) -> None:
    left = {**issue("medium"), "where": "R4", "change": "Choose one of both."}
    said = {"edits": [{"op": "replace", "at": ["requirements", "R4", "statement"], "value": "One of both."}]}
    server.steps = answers(long_plan().to_answer(), {"issues": [FOUND, left], **EDIT}, said)
    found = await refining(clients, mended_by="critic").ask()
    assert [found.value.requirements[n].statement for n in (2, 3)] == ["Train with rate 0.1.", "One of both."]
    task = server.seen[2]["messages"][-1]["content"]
    assert "Choose one of both." in task
    assert "- high, R3" not in task


async def test_edits_that_do_not_fit_or_make_faults_go_back_to_the_critic(server: Server, clients: Clients) -> None:
    gone = {"edits": [{"op": "remove", "at": ["requirements", "R99"]}]}
    server.steps = answers(long_plan().to_answer(), {"issues": [FOUND]}, {"issues": [FOUND], **gone})
    server.steps += answers({"issues": [FOUND], **EDIT})
    found = await refining(clients, mended_by="critic").ask()
    assert found.value.requirements[2].statement == "Train with rate 0.1."
    said = [seen["messages"][-1]["content"] for seen in server.seen[2:]]
    assert "R3: neither an edit nor a `change` mends it" in said[0]
    assert "there is no 'R99'" in said[1]


async def test_edits_that_make_a_fault_are_not_taken_and_known_ones_are_not_held(
    server: Server, clients: Clients
) -> None:
    def faults(of: Plan) -> list[str]:
        return ["R1 is vague", *(f"{r.id} has a rate of 9" for r in of.requirements if "rate 9" in r.statement)]

    wrong = {"edits": [{"op": "replace", "at": ["requirements", "R3", "statement"], "value": "Train with rate 9."}]}
    base = long_plan()
    server.steps = answers({"issues": [FOUND], **wrong}, {"issues": [FOUND], **EDIT})
    found = await refining(clients, mended_by="critic", faults=faults).ask(first=base)
    assert found.value.requirements[2].statement == "Train with rate 0.1."
    said = server.seen[1]["messages"][-1]["content"]
    assert "after the edits: R3 has a rate of 9" in said
    assert "R1 is vague" not in said


async def test_the_author_is_asked_where_no_edits_of_the_critic_fit(server: Server, clients: Clients) -> None:
    gone = {"issues": [FOUND], "edits": [{"op": "remove", "at": ["requirements", "R99"]}]}
    tries = [gone] * 3
    server.steps = answers(long_plan().to_answer(), *tries, EDIT)
    found = await refining(clients, mended_by="critic").ask()
    assert found.value.requirements[2].statement == "Train with rate 0.1."
    assert "- high, R3: wrong rate" in server.seen[-1]["messages"][-1]["content"]
