"""What the design left open, and what agents doubt, reaches those who settle it and those whose file it names."""

from pathlib import Path

from agents.shared.brief import Brief
from papercoder.checks.contracts.completing import planned_contract
from papercoder.workspace.open_points import not_shown, objected, open_for
from state.objection import Objection
from state.review import Issue
from tests.agents.artifacts import architecture, config, logic, paper, plan
from tests.graph.driving import Drive, drive
from tests.server import Fault, ServerOptions, serve

SHOWN = Objection(what="R1: the sign", why="s1", by="planner")
REMARK = Objection(kind="remark", what="fit/model.py: no unit", why="the critic says so", by="critic")


def brief() -> Brief:
    design = logic().model_copy(
        update={"open_questions": ("R2: ties go to the first.", "How Standardiser scales.", "The seed.")}
    )
    first, *rest = design.files
    wider = first.model_copy(update={"interface": (*first.interface, "class Standardiser")})
    ledger = plan().model_copy(update={"objections": (SHOWN,)})
    settled = {
        "plan": ledger.to_json(),
        "architecture": architecture().to_json(),
        "logic": design.model_copy(update={"files": (wider, *rest)}).to_json(),
        "config": config().to_json(),
        "objections": {"planner": [SHOWN.to_json()], "logic-designer": [REMARK.to_json()]},
    }
    return Brief(paper(), settled)


def test_what_plan_and_design_show_themselves_is_not_shown_again() -> None:
    settled = brief()
    assert not_shown(settled.settled, settled.plan, settled.logic) == (
        "- critic: fit/model.py: no unit Why: the critic says so"
    )


def test_an_author_is_told_what_names_his_file_his_requirements_or_what_he_declares() -> None:
    settled = brief()
    told = {
        path: open_for(path, planned_contract(settled.entry(path)), settled.logic, settled.settled).splitlines()
        for path in ("fit/model.py", "main.py")
    }
    assert told["main.py"] == ["- R2: ties go to the first."]
    assert told["fit/model.py"] == [
        "- How Standardiser scales.",
        "- planner: R1: the sign Why: s1",
        "- critic: fit/model.py: no unit Why: the critic says so",
    ]


def test_an_auditor_is_told_what_the_authors_of_the_text_object_to() -> None:
    raised = [
        Objection(what="R1", why="s1 says mean", instead="the mean", by=f"{agent} for main.py").to_json()
        for agent in ("coder", "repairer", "auditor", "analyst")
    ]
    assert objected({"objections": raised}).splitlines() == [
        "- coder for main.py: R1 Why: s1 says mean Instead: the mean",
        "- repairer for main.py: R1 Why: s1 says mean Instead: the mean",
    ]


async def test_a_remark_reaches_the_settling_call_and_the_file_it_names_and_an_objection_its_auditor(
    tmp_path: Path,
) -> None:
    with serve(ServerOptions(files=4)) as server:
        clean = await drive(server, tmp_path, audit=False)
    text = (Path(clean.report["repository"]) / "main.py").read_text()
    answer = f"```python\n{text}```\n\nObjection: the order | the paper sorts first | sort first\n"
    remark = Issue(severity="low", where="main.py", problem="It prints twice.", change="Print once.")
    fault = Fault(kind="text", agent="coder", subject="main.py", text=answer)
    (tmp_path / "second").mkdir()
    with serve(ServerOptions(files=4, issues={"logic-designer": (remark,)}, faults=(fault,))) as server:
        run = await drive(server, tmp_path / "second", contracts="together", refine_rounds=1, critic_reads="everything")
    told = "main.py: It prints twice."
    assert [told in task for task in _tasks(run, "analyst\nFiles: all")] == [True]
    for agent in ("coder", "auditor"):
        assert [told in task for task in _tasks(run, f"{agent}\nFile: `main.py`")] == [True]
        assert not any(told in task for task in _tasks(run, f"{agent}\nFile: `src/"))
    (judged,) = _tasks(run, "auditor\nFile: `main.py`")
    assert "coder for main.py: the order Why: the paper sorts first Instead: sort first" in judged


def _tasks(run: Drive, head: str) -> list[str]:
    texts = (Path(run.report["repository"]).parent / "records/texts").iterdir()
    return [text for path in texts if (text := path.read_text()).startswith(f"# Task: {head}")]
