"""What a passed trial did not run of core requirements becomes a failure that the debugger is shown."""

from papercoder.trial.lines.unreached import to_be_reached
from papercoder.workspace.mending import concerned, failed_stage
from state.trial import Ran, Reach, StageReport, Trial

SOURCE = "def loss(x):\n    if x > 9:\n        return x * 2\n    return x\n"


def trial(ran: Ran, *more: Reach) -> Trial:
    reach = Reach(requirement="R5", path="src/loss.py", ran=ran, statements=1, missed=(3,) if ran == "no" else ())
    stages = (StageReport(stage="compile", result="passed"), StageReport(stage="smoke", result="passed"))
    return Trial(result="passed", stages=stages, reached=(reach, *more))


def test_a_core_requirement_whose_lines_did_not_run_fails_the_smoke_stage_with_the_lines() -> None:
    found = to_be_reached(trial("no"), {"R5": "core"}, {"src/loss.py": SOURCE})
    assert found
    assert found.result == "failed"
    stage = failed_stage(found.to_json())
    assert (stage.stage, stage.result) == ("smoke", "failed")
    assert "R5" in stage.reason
    assert stage.output.splitlines()[-1] == "src/loss.py:3:         return x * 2"
    assert concerned(["main.py", "src/loss.py"], "main.py", stage) == ["src/loss.py", "main.py"]


def test_minor_ones_and_those_that_ran_elsewhere_ask_for_nothing() -> None:
    sources = {"src/loss.py": SOURCE}
    assert to_be_reached(trial("no"), {"R5": "minor"}, sources) is None
    assert to_be_reached(trial("yes"), {"R5": "core"}, sources) is None
    elsewhere = Reach(requirement="R5", path="main.py", ran="yes", statements=1, executed=1)
    assert to_be_reached(trial("no", elsewhere), {"R5": "core"}, sources) is None
    assert to_be_reached(trial("no"), {"R5": "core"}, sources, {"src/loss.py"}) is None
    failed = trial("no").model_copy(update={"result": "failed"})
    assert to_be_reached(failed, {"R5": "core"}, sources) is None
