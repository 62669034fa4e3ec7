"""What the end of a run says of requirements whose lines did not run."""

import json
from typing import Any

import pytest

from papercoder.workspace.completion import report_of
from papercoder.workspace.packaging import package
from state.audit import Verdict
from state.settings import Settings
from state.status import Report
from state.trial import Reach, Trial

from .samples import CODE, sample


def _reach(requirement: str, ran: str, path: str = "src/main.py", missed: tuple[int, ...] = (3, 9)) -> dict[str, Any]:
    found = Reach.model_validate({"requirement": requirement, "path": path, "ran": ran})
    return found.model_copy(update={"statements": 4, "executed": 4 - len(missed), "missed": missed}).to_json()


def _report(*reached: dict[str, Any], **given: Any) -> Report:
    parts = sample()
    trial = {"result": "passed", "reached": reached, **given}
    return report_of(parts["plan"], parts["architecture"], parts["config"], {"trial": trial}, Settings())


@pytest.mark.parametrize(
    ("reached", "lines"),
    [
        ([_reach("R1", "no")], [("src/main.py", 3)]),
        ([_reach("R2", "no")], []),  # a minor one
        ([_reach("R1", "in part")], []),
        ([_reach("R1", "no"), _reach("R1", "yes", "b.py", ())], []),  # another file's part ran
        ([_reach("R1", "not run")], []),
    ],
)
def test_a_weighty_requirement_none_of_whose_lines_ran_is_a_warning(reached: Any, lines: Any) -> None:
    report = _report(*reached)
    assert [(f.path, f.line) for f in report.findings if f.rule == "lines-not-run"] == lines


def test_a_trial_that_failed_says_nothing_of_single_lines() -> None:
    assert _report(_reach("R1", "no"), result="failed").findings == ()


def test_the_check_counts_requirements_and_says_where_nothing_was_measured() -> None:
    report = _report(_reach("R1", "yes", missed=()), _reach("R2", "no"), _reach("R3", "in part"), _reach("R3", "no"))
    assert "ran for 1 of 3 requirements, in part for 1, not for 1" in report.checks[3].detail
    assert "is not known: because" in _report(_reach("R1", "not run"), unmeasured="because").checks[3].detail


def test_the_trace_has_a_column_for_it() -> None:
    parts = sample()
    trial = Trial.model_validate({"result": "passed", "reached": [_reach("R1", "in part")]})
    verdict = Verdict(requirement="R1", result="met", lines=((2, 3),), function="f")
    given = parts | {"report": parts["report"].model_copy(update={"trial": trial})}
    made = package({"src/main.py": CODE}, **given | {"verdicts": {"src/main.py": [verdict]}})
    assert "| met | in part, not 3, 9 |" in made["TRACE.md"]
    first = json.loads(made["trace.json"])["requirements"][0]
    assert (first["ran"], first["not_executed"]) == ("in part", [3, 9])
