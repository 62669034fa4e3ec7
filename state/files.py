"""What is known of the files of the repository."""

from typing_extensions import TypedDict

from state.value import Json

__all__ = ["FileState"]


class FileState(TypedDict, total=False):
    """What is known of one file; every value is a store reference or plain JSON."""

    contract: str
    """Reference of the contract; written by the analyst, or made of design and code where no analyst is asked."""
    unchanged: Json
    """`faults` that its contract was said to have and `because`, why it stays as it is; written by the analyst."""
    source: str
    """Reference of the source text; written by the coder and the debugger."""
    failed: str
    """Why an agent gave the file up; written by whoever gave up, emptied by a later success."""
    version: int
    """How often the source was written, from 1; written with the source."""
    verdicts: list[Json]
    """Verdicts per requirement; written by the auditor."""
    audited: str
    """Reference of the source that the verdicts belong to; written by the auditor."""
    shared: list[Json]
    """Verdicts on what the file does for requirements that other files own; written by the auditor."""
    passed_on: list[str]
    """Which parts of other files' requirements its auditor was asked about; written by the auditor."""
    other_findings: list[Json]
    """state.audit.OtherFinding of its newest audit, each with `source`, the text it was said of; by the auditor."""
    objections: list[Json]
    """state.objection.Objection by those who worked on the file; written by analyst, coder and auditor."""
    left: str
    """Which ticket was answered with an objection alone, the text staying as it is; written by the coder's repair."""
    amended: dict[str, str]
    """What its contract must say instead, by requirement, since an audit found it wrong; by the auditor's hand-out."""
    chains: list[Json]
    """state.audit.Verdict of its core requirements along their whole path; written by the chain auditor."""
    chained: dict[str, str]
    """Reference of each file's source that these were judged with, by path; written by the chain auditor."""
    tests: str
    """Reference of the tests that were written for it from the paper; by the examiner."""
    examined: str
    """Reference of the source that these were run with last; by the examiner."""
    tested: list[Json]
    """state.audit.Verdict of requirements of which a test fails for the code's fault; by the examiner."""
    failing_tests: list[str]
    """Names of these tests; by the examiner."""
    passed: Json
    """Source and verdicts with which the trial passed before more of its lines were asked for; by the runner."""
    kept: Json
    """Source and verdicts of the last version that lost no met requirement; written by the auditor's hand-out."""
