"""papercoder check: the static gates over any repository, for use by hand or in CI."""

from typing import Annotated

import typer

__all__ = ["check"]


def check(
    folder: Annotated[str, typer.Argument(help="Folder of a repository.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    sarif: Annotated[bool, typer.Option("--sarif", help="Print the findings as SARIF, for code hosts.")] = False,
) -> None:
    """Check FOLDER without running it; exits with 1 when a finding is an error."""
    from papercoder.checks import report
    from papercoder.checks.run import check as run_gates
    from papercoder.checks.subject import Subject
    from papercoder.errors import InputError

    if as_json and sarif:
        raise InputError("Expected one of --json and --sarif, got both.", "Leave one.")
    findings = run_gates(Subject.from_folder(folder))
    render = report.to_json if as_json else report.to_sarif if sarif else report.to_text
    typer.echo(render(findings))
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(1)
