from papercoder.checks.tickets import met_requirements, tickets_of
from state.files import FileState
from state.findings import Finding

FILES: dict[str, FileState] = {
    "a.py": {
        "source": "1",
        "verdicts": [{"requirement": "R1", "result": "met"}, {"requirement": "R2", "result": "partly"}],
    },
    "b.py": {"source": "2"},
    "c.py": {"failed": "no contract"},
    "d.py": {"failed": "no code", "contract": "3"},
}


def finding(path: str, severity: str) -> Finding:
    return Finding.from_json({"path": path, "rule": "r", "severity": severity, "message": "m"})


def test_only_written_files_with_errors_get_a_ticket_with_what_is_met_protected() -> None:
    found = [finding("a.py", "error"), finding("a.py", "warning"), finding("b.py", "warning"), finding("c.py", "error")]
    (ticket,) = tickets_of(found, FILES)
    assert ticket.path == "a.py"
    assert [f.severity for f in ticket.findings] == ["error", "warning"]
    assert ticket.protected == ("R1",)


def test_a_file_that_could_not_be_written_is_tried_again_where_it_has_a_contract() -> None:
    found = [finding("c.py", "error"), finding("d.py", "error")]
    assert [t.path for t in tickets_of(found, FILES)] == ["d.py"]


def test_met_requirements_of_a_file_that_nobody_judged() -> None:
    assert met_requirements(FILES["b.py"]) == ()
