"""The critic reads, the agent edits; what is left open is handed on, and what changed much is read once more."""

import json
from typing import Any

from agents.shared.refining import Refining, changed_share
from papercoder.models.prompt import Prompt
from state.plan import Plan
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


def refining(made: Clients, rounds: int = 1) -> Refining[Plan]:
    client = made().client
    prompt = Prompt("system", ("paper",), "# Task: planner")
    notes: list[str] = []
    return Refining(client, client, prompt, Plan, lambda: lambda _: (), rounds, lambda _, text: notes.append(text))


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
