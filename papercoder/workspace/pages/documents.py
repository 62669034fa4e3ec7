"""The pages under docs/: plan, architecture, logic design and the requirement ledger."""

from papercoder.workspace.diagrams.drawn import design_diagrams
from papercoder.workspace.pages.beliefs import beliefs
from papercoder.workspace.pages.bundle import Bundle
from papercoder.workspace.pages.markdown import bullets, code, escaped, fenced, paragraphs, table
from state.metrics import key_pattern
from state.parts.told import Told, ledger_lines
from state.plan import Plan

__all__ = ["documents"]


def documents(bundle: Bundle) -> dict[str, str]:
    """Return the pages by path."""
    return {
        "docs/architecture.md": _architecture(bundle),
        "docs/logic.md": _logic(bundle),
        "docs/plan.md": _plan(bundle),
        "docs/requirements.md": _ledger(bundle),
        **beliefs(bundle.report.probes),
    }


def _plan(bundle: Bundle) -> str:
    plan = bundle.plan
    metrics = [(code(key_pattern(m)), escaped(m.meaning), escaped(m.unit)) for m in plan.metrics]
    axes = [(code(axis.name), ", ".join(map(code, axis.values)), escaped(axis.meaning)) for axis in plan.axes]
    costs = [(escaped(cost.experiment), escaped(cost.estimate), escaped(cost.basis)) for cost in plan.costs]
    return "\n".join(
        [
            "# Plan\n",
            "## Claims\n\n" + bullets(escaped(claim) for claim in plan.claims),
            "## Method\n\n" + paragraphs(plan.method),
            "## Data\n\n" + _told(plan, "data"),
            "## Experiments\n\n" + _told(plan, "experiments"),
            "## Evaluation\n\n" + _told(plan, "evaluation"),
            "## Metrics\n\n" + table(("Key in metrics.json", "Meaning", "Unit"), metrics),
            *(["What stands in the keys:\n\n" + table(("Axis", "Values", "Meaning"), axes)] if axes else []),
            *(["## Cost at full size\n\n" + table(("Experiment", "Estimate", "Basis"), costs)] if costs else []),
        ]
    )


def _told(plan: Plan, about: Told) -> str:
    written = getattr(plan, about)
    return paragraphs(written) if written else bullets(map(escaped, ledger_lines(plan, about)))


def _architecture(bundle: Bundle) -> str:
    design, drawn = bundle.architecture, design_diagrams(bundle.architecture, bundle.logic)
    files = [(code(file.path), escaped(file.purpose), ", ".join(map(escaped, file.owns))) for file in design.files]
    left = [(escaped(x.requirement), escaped(x.reason)) for x in design.left_out]
    return "\n".join(
        [
            "# Architecture\n",
            paragraphs(design.approach),
            f"The entry point is {code(design.entry_point)}.\n",
            "## Files\n\n" + table(("File", "Purpose", "Requirements"), files),
            "## Classes\n\n" + fenced(drawn["class"], "mermaid"),
            "## Sequence\n\n" + fenced(drawn["sequence"], "mermaid"),
            "## Left out\n\n" + table(("Requirement", "Reason"), left),
        ]
    )


def _logic(bundle: Bundle) -> str:
    logic = bundle.logic
    packages = [(escaped(p.name), escaped(p.version), escaped(p.reason)) for p in logic.packages]
    parts = ["# Logic design\n", "Every file comes after the files it depends on.\n"]
    for file in logic.files:
        needs = ", ".join(code(path) for path in file.dependencies) or "nothing of this repository"
        parts.append(f"## {escaped(file.path)}\n\n{paragraphs(file.role)}\nDepends on {needs}.\n")
        if file.interface:
            parts.append(fenced("\n".join(file.interface), "python"))
    parts += [
        "## Packages\n\n" + table(("Package", "Version", "Reason"), packages),
        "## Shared knowledge\n\n"
        + (paragraphs(logic.shared_knowledge) if logic.shared_knowledge.strip() else "None.\n"),
        "## Open questions\n\n" + bullets(escaped(question) for question in logic.open_questions),
    ]
    return "\n".join(parts)


def _ledger(bundle: Bundle) -> str:
    rows = [
        (
            row.requirement.id,
            row.requirement.kind,
            row.requirement.weight,
            row.requirement.status,
            escaped(row.requirement.statement),
            escaped(bundle.section_name(row.section)),
            code(row.file),
            row.verdict,
        )
        for row in bundle.rows()
    ]
    counts = [
        (escaped(c.kind), *map(str, (c.total, c.met, c.partly, c.missing, c.not_checked, c.left_out)))
        for c in bundle.coverage()
    ]
    must_not = [f"{row.requirement.id}: {escaped(text)}" for row in bundle.rows() for text in row.requirement.must_not]
    head = ("Requirement", "Kind", "Weight", "Status", "Statement", "Section", "Owner", "Verdict")
    kinds = ("Kind", "Total", "Met", "Partly", "Missing", "Not checked", "Left out")
    return "\n".join(
        [
            "# Requirements\n",
            table(head, rows),
            "## By section of the paper\n\n" + _sections(bundle),
            "## Per kind\n\n" + table(kinds, counts),
            "## Not to be simplified away\n\n" + bullets(must_not),
        ]
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
