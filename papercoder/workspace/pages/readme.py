"""README.md of the generated repository: what it claims, how to run it, what is where, and what is not."""

import re
from collections import Counter

from papercoder.workspace.pages.bundle import Bundle
from papercoder.workspace.pages.markdown import bullets, code, escaped, fenced, file_link, table
from papercoder.workspace.pages.results import results
from papercoder.workspace.requirements import RequirementsFile
from papercoder.workspace.running.planned_data import data_requirements
from papercoder.workspace.running.reproduce import data_line, full_command, smoke_command
from state.metrics import key_pattern

__all__ = ["readme"]

# What one line of the README holds; all of them are in docs/plan.md.
_SHOWN_METRICS = 6
# About a screen; a longer list is not read, and TRACE.md has all of it.
_SHOWN_ITEMS = 20

# What only the people who publish the repository can decide.
_LICENCE = (
    "Open question: this repository has no licence, because nobody has chosen one, and without one others may not use "
    "it. Before publishing, choose a licence for the code, and check what the licences of the paper, its own code, the "
    "datasets and the checkpoints allow.\n"
)


def readme(bundle: Bundle, requirements: RequirementsFile) -> str:
    """Return the page."""
    parts = (
        f"# {escaped(bundle.paper.title)}\n\n{_status(bundle)}",
        "## Claims and results\n\n" + results(bundle),
        "## How to run it\n\n" + _running(bundle),
        "## Data and checkpoints\n\n" + _data(bundle),
        "## Where what is\n\n" + _places(bundle),
        "## Not implemented\n\n" + bullets(_missing(bundle)),
        "## Assumptions\n\n" + _assumptions(bundle),
        "## What was checked and what was not\n\n" + _checks(bundle, requirements),
        *_objections(bundle),
        "## Licence\n\n" + _LICENCE,
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
    metrics = [code(key_pattern(metric)) for metric in bundle.plan.metrics]
    more = f" and {len(metrics) - _SHOWN_METRICS} more" if len(metrics) > _SHOWN_METRICS else ""
    return (
        f"{fenced(script, 'sh')}\nBy hand, from this folder with the packages of requirements.txt:\n\n"
        f"{fenced(commands, 'sh')}\nSettings are in config.yaml; its `smoke` block overrides them for the trial. "
        f"Results go to metrics.json in the output folder: {', '.join(metrics[:_SHOWN_METRICS])}{more}; "
        "[docs/plan.md](docs/plan.md) says what each one is.\n"
    )


def _data(bundle: Bundle) -> str:
    """Return how each dataset and checkpoint is obtained; where nobody planned it, which requirements need it."""
    data = bundle.architecture.data
    if not data:
        needed = [i for i in data_requirements(bundle.plan) if bundle.architecture.owner(i)]
        said = f"No command that obtains them was planned; {', '.join(needed)} say what is needed.\n"
        return said if needed else "The requirements name none.\n"
    rows = [
        (
            escaped(one.name), escaped(one.source), code(f"python {data_line(one)}") if one.command else "none",
            *(escaped(text) for text in (one.size, one.layout, one.check, one.accept or "nothing")),
        )
        for one in data
    ]  # fmt: skip
    head = ("Data", "Source", "Command", "Size", "Layout", "How it is checked", "What you must accept or do first")
    return f"`./reproduce.sh` runs these before the full experiments; the smoke test needs none.\n\n{table(head, rows)}"


def _places(bundle: Bundle) -> str:
    """Return where the code, the decisions and the requirements stand; the long tables are in docs/."""
    files = [(file_link(file.path), _first_sentence(file.purpose)) for file in bundle.architecture.files]
    verdicts = Counter(row.verdict for row in bundle.rows())
    counts = ", ".join(f"{number} {verdict}" for verdict, number in verdicts.most_common())
    return (
        f"{table(('File', 'What it is for'), files)}\n"
        f"The paper has {sum(verdicts.values())} requirements here ({counts}).\n\n"
        "- [TRACE.md](TRACE.md): each requirement with its quote, page, lines of code and verdict\n"
        "- [docs/requirements.md](docs/requirements.md): the requirements as a list, and by section of the paper\n"
        "- [docs/plan.md](docs/plan.md), [docs/architecture.md](docs/architecture.md), "
        "[docs/logic.md](docs/logic.md): what was planned\n"
        "- [config.yaml](config.yaml): every setting, with where it comes from\n"
    )


def _first_sentence(text: str) -> str:
    return escaped(re.split(r"(?<=[.;])\s", text.strip(), maxsplit=1)[0])


def _missing(bundle: Bundle) -> list[str]:
    """Return left-out and unmet requirements and missing files, each with its reason."""
    words = {"left out": "left out", "missing": "judged missing", "partly": "judged only partly met"}
    order = [*words]
    rows = sorted((row for row in bundle.rows() if row.verdict in words), key=lambda row: order.index(row.verdict))
    unmet = [
        f"{row.requirement.id} {escaped(row.requirement.statement)} ({words[row.verdict]}"
        + (f": {escaped(row.reason)})" if row.reason else ")")
        for row in rows
    ]
    missing = [f"The planned file {code(path)} was not written." for path in bundle.report.missing]
    return missing + _first(unmet, "TRACE.md")


def _first(items: list[str], page: str) -> list[str]:
    """Return the items that a README may hold, the last of them a link to all."""
    if len(items) <= _SHOWN_ITEMS:
        return items
    return [*items[:_SHOWN_ITEMS], f"{len(items) - _SHOWN_ITEMS} more are in [{page.partition('#')[0]}]({page})."]


def _assumptions(bundle: Bundle) -> str:
    who = "No person reviewed config.yaml.\n\n" if bundle.report.unreviewed or not bundle.config.reviewed else ""
    items = [f"{code(entry.key)}: {escaped(why)}" for entry, why in bundle.assumptions()]
    return who + bullets(_first(items, "TRACE.md#assumptions"))


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
    figures = [escaped(text)] if (text := report.figures.sentence()) else []
    notes = findings + unknown + [f"Planned package {escaped(text)}." for text in requirements.refused] + figures
    return table(("Check", "Result", "Detail"), rows) + (f"\n{bullets(notes)}" if notes else "")
