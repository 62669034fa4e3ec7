"""Whole runs through the real graph, with the test server as the model."""

import json
from pathlib import Path

import pytest

from papercoder.errors import ProviderError, TransientError
from state.channels import NODES
from tests.graph.driving import drive
from tests.server import CodeFault, Fault, ServerOptions, serve

STRAIGHT = [node for node in NODES if node != "debugger"]


def in_order(nodes: list[str]) -> list[str]:
    return list(dict.fromkeys(nodes))


async def test_a_paper_becomes_a_repository(tmp_path: Path) -> None:
    with serve(ServerOptions(files=6)) as server:
        run = await drive(server, tmp_path)
        assert server.repeated() == {}
    came, together = in_order(run.nodes), slice(4, 6)
    assert {*came[together]} == {"logic-designer", "config-writer"}
    came[together] = STRAIGHT[together]
    assert came == STRAIGHT
    assert run.report["status"] == "complete"
    assert run.report["files_written"] == 6
    repository = Path(run.report["repository"])
    assert (repository / "config.yaml").read_text() == run.state["config"]["text"]
    assert {"README.md", "TRACE.md", "reproduce.sh", "requirements.txt", "main.py"} <= {
        p.name for p in repository.iterdir()
    }


async def test_the_state_is_small_plain_json(tmp_path: Path) -> None:
    with serve(ServerOptions(files=6)) as server:
        run = await drive(server, tmp_path)
    text = json.dumps(run.state)
    main = Path(run.report["repository"], "main.py").read_text()
    assert json.dumps(main)[1:-1] not in text
    assert len(text) < 100_000


async def test_a_dockerfile_is_written_on_request(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4)) as server:
        run = await drive(server, tmp_path, audit=False, dockerfile=True)
    assert Path(run.report["repository"], "Dockerfile").read_text().startswith("# Builds an image")


@pytest.mark.parametrize("waves", ["auto", "dependencies"])
async def test_a_sliced_prompt_does_not_grow_with_the_number_of_files(waves: str, tmp_path: Path) -> None:
    """Compared at the same number of dependencies; what config.yaml and the shared knowledge grow by is taken off."""
    largest = {}
    for files in (10, 40):
        (tmp_path / str(files)).mkdir()
        with serve(ServerOptions(files=files, padded=True)) as server:
            run = await drive(server, tmp_path / str(files), audit=False, context_policy="sliced", waves=waves)
            asked = {r.subject: r.input_tokens for r in server.requests if r.agent == "coder"}
        logic = run.state["logic"]
        two = [f["path"] for f in logic["files"] if len(f["dependencies"]) == 2 and f["path"] != "main.py"]
        same_for_all = (len(run.state["config"]["text"]) + len(logic["shared_knowledge"])) / 4
        largest[files] = max(asked[path] for path in two) - same_for_all
        handed_out = 1 if waves == "auto" else len(set(depths(run.state["logic"]["files"]).values()))
        assert run.nodes.count("coder") - files == handed_out + 1
    assert largest[40] < 1.15 * largest[10]


@pytest.mark.parametrize("policy", ["full", "sliced"])
async def test_a_reviewers_prompt_continues_that_of_its_agent(policy: str, tmp_path: Path) -> None:
    with serve(ServerOptions(files=6, padded=True)) as server:
        await drive(server, tmp_path, audit=False, refine_rounds=1, context_policy=policy, critic_reads="everything")
        asked = {(r.agent, r.subject): r for r in server.requests}
    for agent in ("planner", "architect", "logic-designer", "config-writer"):
        read_before = asked[agent, ""].input_tokens // 128 * 128
        assert asked["critic", agent].cached_tokens >= read_before > 1024


async def test_files_are_written_in_waves(tmp_path: Path) -> None:
    with serve(ServerOptions(files=12)) as server:
        run = await drive(server, tmp_path, waves="dependencies")
    hand_outs = run.nodes.count("coder") - 12
    waves = len(set(depths(run.state["logic"]["files"]).values()))
    assert hand_outs == waves + 1


async def test_files_are_written_at_once_from_contracts(tmp_path: Path) -> None:
    (tmp_path / "waves").mkdir()
    (tmp_path / "contracts").mkdir()
    with serve(ServerOptions(files=12)) as server:
        before = await drive(server, tmp_path / "waves", waves="dependencies")
    with serve(ServerOptions(files=12)) as server:
        run = await drive(server, tmp_path / "contracts", waves="contracts")
    assert run.nodes.count("coder") - 12 == 2
    assert run.report["status"] == "complete"
    records = Path(run.report["repository"]).parent / "records"
    texts = [path.read_text() for path in (records / "texts").iterdir()]
    tasks = [text for text in texts if text.startswith("# Task: coder")]
    assert any("on which it depends and which is written at the same time" in text for text in tasks)
    assert not any("on which it depends, as it is" in text for text in tasks)
    assert run.report["files_written"] == before.report["files_written"]


def depths(files: list[dict[str, list[str]]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for file in files:
        found[str(file["path"])] = 1 + max((found[d] for d in file["dependencies"]), default=0)
    return found


async def test_an_edited_config_is_what_the_repository_gets(tmp_path: Path) -> None:
    def edited(text: str) -> str:
        return text.replace("epochs: 20 ", "epochs: 21 ")

    with serve(ServerOptions(files=5)) as server:
        first = await drive(server, tmp_path)
        text = edited(first.state["config"]["text"])
        answer = {"decisions": [{"type": "edit", "edited_action": {"name": "config_review", "args": {"yaml": text}}}]}
        (tmp_path / "b").mkdir()
        run = await drive(server, tmp_path / "b", [answer])
    config = run.state["config"]
    assert config["reviewed"]
    assert "epochs: 21" in Path(run.report["repository"], "config.yaml").read_text()
    assert [e["provenance"] for e in config["entries"] if e["key"] == "training.epochs"] == ["reviewer"]


async def test_a_rejection_goes_back_to_the_config_writer_with_its_reason(tmp_path: Path) -> None:
    reject = {"decisions": [{"type": "reject", "message": "use the learning rate of table 2"}]}
    with serve(ServerOptions(files=5)) as server:
        run = await drive(server, tmp_path, [reject, "approve"])
        asked = [r for r in server.requests if r.agent == "config-writer"]
    assert len(asked) == 2
    assert run.state["rejections"] == ["use the learning rate of table 2"]
    assert run.report["status"] == "complete"


async def test_rejections_are_bounded_and_the_review_asks_again(tmp_path: Path) -> None:
    with serve(ServerOptions(files=5)) as server:
        run = await drive(server, tmp_path, ["no good", "still no good", "approve"], review_rounds=1)
    second = run.requests[2]
    assert second["review_configs"][0]["allowed_decisions"] == ["approve", "edit"]
    assert "written again" in second["action_requests"][0]["description"]
    assert run.report["status"] == "complete"


async def test_yaml_that_does_not_parse_is_asked_again_with_the_persons_text(tmp_path: Path) -> None:
    broken = {"yaml": "training:\n  epochs: [1, 2\nx: 1\n"}
    with serve(ServerOptions(files=5)) as server:
        run = await drive(server, tmp_path, [broken, True])
    again = run.requests[1]["action_requests"][0]
    assert again["args"]["yaml"] == broken["yaml"]
    assert "Line 3, column 2" in again["description"]
    assert run.report["status"] == "complete"


async def test_the_reviewer_may_end_the_run(tmp_path: Path) -> None:
    with serve(ServerOptions(files=5)) as server:
        run = await drive(server, tmp_path, [[{"type": "ignore", "args": None}]])
    assert run.report["status"] == "stopped"
    assert "coder" not in run.nodes


async def test_a_finding_of_the_gates_is_repaired(tmp_path: Path) -> None:
    with serve(ServerOptions(files=6, code_faults=(CodeFault(kind="stub"),))) as server:
        run = await drive(server, tmp_path)
    assert run.nodes.count("checker") == 2
    assert run.report["status"] == "complete"
    assert all(f["severity"] != "error" for f in run.report["findings"])


async def test_an_unmet_requirement_is_repaired(tmp_path: Path) -> None:
    with serve(ServerOptions(files=6, code_faults=(CodeFault(kind="unmet"),))) as server:
        run = await drive(server, tmp_path)
    assert any("unmet requirements go back" in note for note in run.notes)
    assert all(c["missing"] == c["partly"] == 0 for c in run.report["coverage"])
    assert run.report["status"] == "complete"


async def test_a_repair_that_loses_a_met_requirement_is_undone(tmp_path: Path) -> None:
    with serve(ServerOptions(files=6, code_faults=(CodeFault(kind="unmet"),))) as server:
        clean = await drive(server, tmp_path)
    broken = next(p for p, f in clean.state["files"].items() if f["version"] == 2)
    ids = [v["requirement"] for v in clean.state["files"][broken]["verdicts"]]
    lost = {
        "verdicts": [
            {"requirement": i, "result": "missing", "lines": [], "reason": "gone", "change": "bring it back"}
            for i in ids
        ]
    }
    fault = Fault(kind="text", agent="auditor", subject=broken, nth=2, times=0, text=json.dumps(lost))
    (tmp_path / "second").mkdir()
    with serve(ServerOptions(files=6, code_faults=(CodeFault(kind="unmet"),), faults=(fault,))) as server:
        run = await drive(server, tmp_path / "second")
    assert any("undone, because a met requirement was lost" in note for note in run.notes)
    assert "met" in [v["result"] for v in run.state["files"][broken]["verdicts"]]


async def test_a_file_that_no_answer_gives_leaves_the_run_partial(tmp_path: Path) -> None:
    fault = Fault(kind="text", agent="coder", subject="src/scaling_00.py", times=0, text="I cannot write this file.")
    with serve(ServerOptions(files=6, faults=(fault,))) as server:
        run = await drive(server, tmp_path)
    assert run.report["status"] == "partial"
    assert run.report["missing"] == ["src/scaling_00.py"]
    assert "no valid code" in run.report["reason"]


async def test_a_file_that_could_not_be_written_at_first_is_written_by_the_repair(tmp_path: Path) -> None:
    fault = Fault(kind="text", agent="coder", subject="src/scaling_00.py", times=3, text="I cannot write this file.")
    with serve(ServerOptions(files=6, faults=(fault,))) as server:
        run = await drive(server, tmp_path)
    assert run.report["status"] == "complete"
    assert run.report["files_written"] == 6


async def test_a_wrong_key_ends_the_run_at_once(tmp_path: Path) -> None:
    with serve(ServerOptions(files=5, faults=(Fault(kind="401", times=0),))) as server:
        with pytest.raises(ProviderError):
            await drive(server, tmp_path)
        assert len(server.requests) == 1


async def test_the_classic_profile_asks_one_after_the_other_and_verifies_nothing(tmp_path: Path) -> None:
    with serve(ServerOptions(files=6)) as server:
        run = await drive(server, tmp_path, profile="classic")
        agents = [r.agent for r in server.requests]
    assert agents == ["planner", "architect", "logic-designer", "config-writer", *["analyst"] * 6, *["coder"] * 6]
    assert [c["result"] for c in run.report["checks"]] == ["passed", "not run", "not run", "not run"]


@pytest.mark.parametrize("retries", [0, 2])
async def test_a_lasting_fault_is_asked_as_often_as_the_setting_says(tmp_path: Path, retries: int) -> None:
    """Neither the provider's package nor the graph multiplies the number."""
    with serve(ServerOptions(files=5, faults=(Fault(kind="503", times=0),))) as server:
        with pytest.raises(TransientError):
            await drive(server, tmp_path, request_retries=retries)
        assert len(server.requests) == retries + 1
