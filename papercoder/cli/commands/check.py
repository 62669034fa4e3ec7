"""papercoder check: the static gates over any repository, for use by hand, before a commit or in CI."""

from typing import Annotated

import typer

from papercoder.cli.terminal.output import say, say_json, say_lines

__all__ = ["check"]


def check(
    paths: Annotated[list[str], typer.Argument(help="Folder of a repository, or files of one.", metavar="PATH...")],
    select: Annotated[str, typer.Option(metavar="RULES", help="Only these rules, separated by commas.")] = "",
    ignore: Annotated[str, typer.Option(metavar="RULES", help="Not these rules, separated by commas.")] = "",
    baseline: Annotated[str, typer.Option(metavar="FILE", help="Accepted findings: only new ones are shown.")] = "",
    write_baseline: Annotated[str, typer.Option(metavar="FILE", help="Write the findings of today to it.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    sarif: Annotated[bool, typer.Option("--sarif", help="Print the findings as SARIF, for code hosts.")] = False,
) -> None:
    """Check a repository, or files of one, without running it; exits with 1 when a finding is an error.

    A line is excused by `# papercoder: ignore[rule]` at its end.
    """
    from papercoder.checks import choosing, report
    from papercoder.checks.folder import read_paths
    from papercoder.checks.run import check as run_gates
    from papercoder.errors import InputError

    if as_json and sarif:
        raise InputError("Expected one of --json and --sarif, got both.", "Leave one.")
    selected, ignored = choosing.known_rules(select), choosing.known_rules(ignore)
    subject, wanted = read_paths(paths)
    findings = [f for f in run_gates(subject) if wanted is None or f.path in wanted]
    findings = choosing.by_comment(choosing.by_rule(findings, selected, ignored), subject.files)
    if write_baseline:
        choosing.write_baseline(write_baseline, findings)
        count = f"{len(findings)} finding{'' if len(findings) == 1 else 's'}"
        say(f"{count} written to {write_baseline}.")
        return
    findings = choosing.without_baseline(findings, baseline) if baseline else findings
    if as_json or sarif:
        say_json((report.to_json if as_json else report.to_sarif)(findings))
    else:
        say_lines(report.to_text(findings))
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(1)
