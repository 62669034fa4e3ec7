"""README.md of the generated repository: what it claims, how to run it, what is where, and what is not."""

from papercoder.workspace.pages.bundle import Bundle
from papercoder.workspace.pages.markdown import bullets, code, escaped, fenced, table
from papercoder.workspace.reproduce import full_command, smoke_command
from papercoder.workspace.requirements import RequirementsFile

__all__ = ["readme"]

# What one line of the README holds; all of them are in docs/plan.md.
_SHOWN_METRICS = 6


def readme(bundle: Bundle, requirements: RequirementsFile) -> str:
    """Return the page."""
    parts = (
        f"# {escaped(bundle.paper.title)}\n\n{_status(bundle)}",
        "## What the paper claims\n\n" + bullets(escaped(claim) for claim in bundle.plan.claims),
        "## How to run it\n\n" + _running(bundle),
        "## Which section is where\n\n" + _sections(bundle),
        "## Requirements\n\n" + _requirements(bundle) + "\nQuotes, lines and reasons are in [TRACE.md](TRACE.md).\n",
        "## Not implemented\n\n" + bullets(_missing(bundle)),
        "## Assumptions\n\n" + _assumptions(bundle),
        "## What was checked and what was not\n\n" + _checks(bundle, requirements),
        *_objections(bundle),
    )
    return "\n".join(parts)


def _status(bundle: Bundle) -> str:
    report = bundle.report
    reason = f": {escaped(report.reason)}" if report.reason else ""
    program = " ".join(["PaperCoder", *([bundle.version] if bundle.version else [])])
    return (
        f"Code for the paper *{escaped(bundle.paper.title)}*, written from its text by {escaped(program)}. "
        "It is not the authors' code.\n\n"
        f"The run that wrote it ended as **{report.status}**{reason} "
        f"({report.files_written} of {report.files_planned} planned files).\n"
    )


def _running(bundle: Bundle) -> str:
    entry = bundle.architecture.entry_point
    script = "./reproduce.sh --smoke-only   # environment, packages, a trial\n./reproduce.sh   # and all experiments"
    commands = f"python {smoke_command(entry)}\npython {full_command(entry)}"
    metrics = [code(metric.name) for metric in bundle.plan.metrics]
    more = f" and {len(metrics) - _SHOWN_METRICS} more" if len(metrics) > _SHOWN_METRICS else ""
    return (
        f"{fenced(script, 'sh')}\nBy hand, from this folder with the packages of requirements.txt:\n\n"
        f"{fenced(commands, 'sh')}\nSettings are in config.yaml; its `smoke` block overrides them for the trial. "
        f"Results go to metrics.json in the output folder: {', '.join(metrics[:_SHOWN_METRICS])}{more}; "
        "[docs/plan.md](docs/plan.md) says what each one is.\n"
    )


def _sections(bundle: Bundle) -> str:
    """Return a table from the paper's sections, in reading order, to files."""
    rows = [row for row in bundle.rows() if row.section and row.file]
    order = [section.id for section in bundle.paper.sections]
    names = sorted({row.section for row in rows}, key=lambda s: (order.index(s) if s in order else len(order), s))
    return table(
        ("Section", "Files", "Requirements"),
        [
            (
                escaped(bundle.section_name(name)),
                ", ".join(code(path) for path in dict.fromkeys(row.file for row in rows if row.section == name)),
                ", ".join(row.requirement.id for row in rows if row.section == name),
            )
            for name in names
        ],
    )


def _requirements(bundle: Bundle) -> str:
    return table(
        ("Requirement", "Kind", "Statement", "File", "Verdict"),
        [
            (row.requirement.id, row.requirement.kind, escaped(row.requirement.statement), code(row.file), row.verdict)
            for row in bundle.rows()
        ],
    )


def _missing(bundle: Bundle) -> list[str]:
    """Return left-out and unmet requirements and missing files, each with its reason."""
    words = {"left out": "left out", "missing": "judged missing", "partly": "judged only partly met"}
    rows = [row for row in bundle.rows() if row.verdict in words]
    unmet = [
        f"{row.requirement.id} {escaped(row.requirement.statement)} ({words[row.verdict]}"
        + (f": {escaped(row.reason)})" if row.reason else ")")
        for row in rows
    ]
    return unmet + [f"The planned file {code(path)} was not written." for path in bundle.report.missing]


def _assumptions(bundle: Bundle) -> str:
    who = "No person reviewed config.yaml.\n\n" if bundle.report.unreviewed or not bundle.config.reviewed else ""
    items = [f"{code(entry.key)}: {escaped(why)}" for entry, why in bundle.assumptions()]
    return who + bullets(items)


def _objections(bundle: Bundle) -> list[str]:
    """Return the section on what the writers hold against decisions they kept; none where they object to nothing."""
    said = [
        f"{escaped(o.what)}: {escaped(o.why)}{' Instead: ' if o.instead else ''}{escaped(o.instead)} ({escaped(o.by)})"
        for o in bundle.report.objections
    ]
    head = "## Decisions that were kept and objected to\n\n"
    return [head + bullets(said)] if said else []


def _checks(bundle: Bundle, requirements: RequirementsFile) -> str:
    report = bundle.report
    rows: list[tuple[str, ...]] = [(check.name, check.result, escaped(check.detail)) for check in report.checks]
    stages = report.trial.stages if report.trial else ()
    rows += [(f"trial: {stage.stage}", stage.result, escaped(stage.reason)) for stage in stages]
    errors = [finding for finding in report.findings if finding.severity == "error"]
    findings = [f"{code(f.path)} line {f.line}: {escaped(f.message)} ({escaped(f.rule)})" for f in errors]
    unknown = [
        f"No distribution is known for the import {code(name)}: install it by hand." for name in requirements.unknown
    ]
    findings += [
        f"{code(f.path)}: {escaped(f.what)} (an auditor, {f.severity})"
        for f in sorted(report.other_findings, key=lambda f: ("high", "medium", "low").index(f.severity))
    ]
    notes = findings + unknown + [f"Planned package {escaped(text)}." for text in requirements.refused]
    return table(("Check", "Result", "Detail"), rows) + (f"\n{bullets(notes)}" if notes else "")
