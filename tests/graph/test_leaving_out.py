"""A person leaves a requirement out at the review: refused, kept, taken back, and seen in everything that comes out."""

import json
from pathlib import Path
from typing import Any

import pytest

from graph.pipeline import build
from papercoder.runs.storage import open_storage
from state.settings import Settings
from tests.graph.driving import Drive, drive
from tests.graph.without import options_without
from tests.server import RunningServer, ServerOptions, serve

WISH = {"R2": "the data is not public"}
REASON = "decided by the reviewer: the data is not public"


def edit(**args: object) -> dict[str, Any]:
    return {"decisions": [{"type": "edit", "edited_action": {"name": "config_review", "args": args}}]}


def args(run: Drive, number: int) -> dict[str, Any]:
    shown: dict[str, Any] = run.requests[number]["action_requests"][0]["args"]
    return shown


def owners(run: Drive) -> list[str]:
    lists = [file["owns"] for file in run.state["architecture"]["files"]]
    lists += [file["requirements"] for file in run.state["logic"]["files"]]
    return [name for names in lists for name in names]


async def test_what_the_reviewer_leaves_out_is_not_implemented_and_said_everywhere(tmp_path: Path) -> None:
    with serve(options_without("R2")) as server:
        run = await drive(server, tmp_path, [edit(leave_out=WISH)])
        audited = [r for r in server.requests if r.agent == "auditor"]
    owner = next(r["owner"] for r in args(run, 0)["requirements"] if r["id"] == "R2")
    assert owner in run.state["files"]
    assert audited
    assert run.report["status"] == "complete"
    assert run.state["architecture"]["left_out"] == [{"requirement": "R2", "reason": REASON}]
    assert "R2" not in owners(run)
    assert "R1" in owners(run)
    assert run.report["not_implemented"] == [f"R2: {REASON}"]
    assert sum(row["left_out"] for row in run.report["coverage"]) == 1
    verdicts = [v["requirement"] for file in run.state["files"].values() for v in file.get("verdicts", [])]
    assert "R2" not in verdicts
    assert all(row["not_checked"] == 0 for row in run.report["coverage"])
    _check_repository(Path(run.report["repository"]))


def _check_repository(repository: Path) -> None:
    readme = (repository / "README.md").read_text()
    missing = readme.partition("## Not implemented")[2].partition("## Assumptions")[0]
    assert "R2 " in missing
    assert f"left out: {REASON}" in missing
    (traced,) = [line for line in (repository / "TRACE.md").read_text().splitlines() if line.startswith("| R2 ")]
    assert f"left out: {REASON}" in traced
    (entry,) = [r for r in json.loads((repository / "trace.json").read_text())["requirements"] if r["id"] == "R2"]
    assert (entry["file"], entry["verdict"], entry["reason"]) == (None, "left out", REASON)
    (row,) = [x for x in (repository / "docs/requirements.md").read_text().splitlines() if x.startswith("| R2 ")]
    assert row.rstrip(" |").endswith("left out")
    assert f"| R2 | {REASON} |" in (repository / "docs/architecture.md").read_text()


async def test_the_contracts_are_written_without_it(tmp_path: Path) -> None:
    with serve(options_without("R2")) as server:
        run = await drive(server, tmp_path, [{"leave_out": WISH}], audit=False, contracts="every-file")
    records = Path(run.report["repository"]).parent / "records"
    contracts = [
        json.loads(r["answer"]) for p in sorted(records.glob("*analyst*.json")) if (r := json.loads(p.read_text()))
    ]
    given = {o["requirement"] for contract in contracts for o in contract["obligations"]}
    assert len(contracts) == 3  # a program writes that of the package
    assert "R1" in given
    assert "R2" not in given
    assert run.report["findings"] == []


CLIENTS: dict[str, Any] = {
    "langgraph_sdk": {"leave_out": WISH},
    "agent-chat-ui": edit(leave_out=json.dumps(WISH)),
    "Agent Inbox": [{"type": "edit", "args": {"action": "config_review", "args": {"leave_out": json.dumps(WISH)}}}],
    "a line": "leave out R2 the data is not public",
}


@pytest.mark.parametrize("client", CLIENTS)
async def test_each_client_can_leave_out(client: str, tmp_path: Path) -> None:
    with serve(options_without("R2")) as server:
        run = await drive(server, tmp_path, [CLIENTS[client]], audit=False)
    assert run.report["not_implemented"] == [f"R2: {REASON}"]
    assert run.state["config"]["reviewed"]
    assert run.report["status"] == "complete"


async def test_a_refused_answer_loses_nothing_and_a_rejection_keeps_what_is_left_out(tmp_path: Path) -> None:
    answers = [
        {"set": {"training.epochs": 7}, "leave_out": {**WISH, "R222": "too dear", "R3": " "}},
        {"decisions": [{"type": "reject", "message": "Use the values of Table 3.", "leave_out": WISH}]},
        "leave out R1 it needs a cluster\nkeep R2",
    ]
    with serve(options_without("R1")) as server:
        run = await drive(server, tmp_path, answers, audit=False)
    refused = run.requests[1]["action_requests"][0]
    assert "There is no requirement 'R222'. The ledger holds R1 to R" in refused["description"].replace("\\", "")
    assert "R3 needs a reason" in refused["description"]
    assert refused["args"]["leave_out"] == {**WISH, "R222": "too dear", "R3": " "}
    assert [p["key"] for p in refused["args"]["attention"] if p["kind"] == "left-out"] == ["R2"]
    assert args(run, 2)["leave_out"] == WISH
    assert "Your last answer was not taken" not in run.requests[2]["action_requests"][0]["description"]
    assert run.state["rejections"] == ["Use the values of Table 3."]
    assert run.report["not_implemented"] == ["R1: decided by the reviewer: it needs a cluster"]
    assert "R2" in owners(run)


async def test_edited_yaml_is_kept_when_leaving_out_is_refused(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4)) as server:
        first = await drive(server, tmp_path, audit=False)
        text = first.state["config"]["text"].replace("epochs: 20 ", "epochs: 21 ")
        (tmp_path / "b").mkdir()
        run = await drive(
            server, tmp_path / "b", [edit(yaml=text, leave_out={"R2": ""}), {"nonsense": 1}, "approve"], audit=False
        )
    assert args(run, 1)["yaml"] == args(run, 2)["yaml"] == text
    assert args(run, 2)["leave_out"] == {"R2": ""}
    assert run.report["not_implemented"] == []
    assert run.state["architecture"] == first.state["architecture"]


async def test_resuming_with_approval_keeps_what_waited_to_be_left_out(tmp_path: Path) -> None:
    reject = {"decisions": [{"type": "reject", "message": "Use the values of Table 3.", "leave_out": WISH}]}
    with serve(options_without("R2")) as server:
        stopped = await drive(server, tmp_path, [reject], audit=False)
        assert stopped.next == ("config-review",)
        assert "R2" in owners(stopped)
        run = await _approve_by_setting(server, tmp_path)
    assert run["report"]["not_implemented"] == [f"R2: {REASON}"]
    assert run["report"]["unreviewed"]


async def _approve_by_setting(server: RunningServer, folder: Path) -> dict[str, Any]:
    context = Settings(
        model="openai:test-model", base_url=server.url, approve_config=True, refine_rounds=0, trial=False, audit=False
    )
    config: Any = {"configurable": {"thread_id": f"driven-{folder.name}"}}
    async with open_storage() as storage:
        graph = build().compile(checkpointer=storage.saver, store=storage.store)
        values: dict[str, Any] = await graph.ainvoke(None, config, context=context, durability="sync")
    return values
