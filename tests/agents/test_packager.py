from papercoder.workspace.completion import report_of as report_of_artifacts
from state.channels import State
from state.settings import Settings
from state.status import Report
from tests.agents.artifacts import architecture, config, plan

PASSED = {"result": "passed", "metrics": {"error": 0.5}}
WHOLE: State = {
    "files": {
        "fit/model.py": {"source": "1", "verdicts": [{"requirement": "R1", "result": "met", "lines": [[1, 2]]}]},
        "main.py": {"source": "2", "verdicts": [{"requirement": "R2", "result": "met", "lines": [[1, 2]]}]},
    },
    "findings": [],
    "trial": PASSED,
}
ERROR = {"path": "main.py", "rule": "syntax", "severity": "error", "message": "m"}


def report_of(state: State, settings: Settings) -> Report:
    return report_of_artifacts(plan(), architecture(), config(), state, settings)


def test_complete_needs_files_gates_audit_and_trial() -> None:
    report = report_of(WHOLE, Settings())
    assert (report.status, report.reason) == ("complete", "")
    assert report.not_implemented == ("R3: needs hardware",)
    assert report.unreviewed


def test_what_an_audit_leaves_to_a_file_in_which_nobody_judged_it_is_counted() -> None:
    left = {"path": "main.py", "what": "hand the seed on"}
    verdict = {"requirement": "R1", "result": "met", "lines": [[1, 2]], "elsewhere": [left]}
    state: State = {**WHOLE, "files": {**WHOLE["files"], "fit/model.py": {"source": "1", "verdicts": [verdict]}}}
    said = [check.detail for check in report_of(state, Settings()).checks if check.name == "audit"]
    met = "2 of 2 requirements met, 0 partly, 0 missing"
    assert said == [f"{met}; 1 rest in part on a file in which nobody judged them"]


def test_a_check_that_did_not_run_is_said() -> None:
    report = report_of({**WHOLE, "trial": {"result": "not run", "reason": "no sandbox"}}, Settings(audit=False))
    assert (report.status, report.reason) == ("complete", "not run: audit, trial")


def test_missing_files_errors_unmet_requirements_and_failed_trials_are_partial() -> None:
    missing: State = {**WHOLE, "files": {"main.py": WHOLE["files"]["main.py"], "fit/model.py": {"failed": "why"}}}
    assert report_of(missing, Settings()).missing == ("fit/model.py",)
    assert "fit/model.py (why)" in report_of(missing, Settings()).reason
    for worse in ({"findings": [ERROR]}, {"trial": {"result": "failed", "reason": "exit code 1"}}):
        state: State = {**WHOLE, **worse}  # type: ignore[typeddict-item]  # one changed channel each
        assert report_of(state, Settings()).status == "partial"


def test_coverage_counts_what_is_left_out_and_not_checked() -> None:
    (row,) = report_of({**WHOLE, "files": {"main.py": WHOLE["files"]["main.py"]}}, Settings()).coverage
    assert (row.total, row.met, row.not_checked, row.left_out) == (3, 1, 1, 1)
