"""The graded rubric as one HTML page that opens in any browser: the tree unfolds, nothing is fetched."""

from html import escape

from papercoder.evaluation.grading.grades import Grades, LeafGroup
from papercoder.evaluation.grading.rubric import Graded
from papercoder.evaluation.reporting.html import bar, page, percent
from state.status import Usage

__all__ = ["grade_page"]


def grade_page(grades: Grades) -> str:
    """Return the page."""
    counted = f"{grades.leaves - grades.not_graded} of {grades.leaves} requirements graded"
    part = "Code Development only" if grades.code_only else "all requirements"
    head = (
        f"<p class='lead'><b class='big'>{percent(grades.score)}</b> {escape(counted)} &middot; {part}</p>"
        f"<p class='muted'>Not graded counted as not met: {percent(grades.strict_score)}. "
        f"Grader {escape(grades.model)}, rubric {escape(grades.rubric)}. {_spent(grades.usage)}</p>"
    )
    tables = _table("Categories", grades.categories) + _table("Kinds", grades.kinds)
    tools = (
        "<p><button onclick=\"document.querySelectorAll('details').forEach(d=>d.open=true)\">Unfold all</button> "
        "<button onclick=\"document.querySelectorAll('details').forEach(d=>d.open=false)\">Fold all</button></p>"
    )
    tree = f"<h2>Requirements</h2>{tools}<div class='tree'>{_node(grades.tree, 0)}</div>"
    return page(f"{grades.repository}: {grades.paper or 'rubric'}", head + tables + tree)


def _spent(usage: Usage) -> str:
    cost = "cost unknown" if usage.cost is None else f"${usage.cost:.4f}"
    return f"{usage.calls} calls, {usage.input_tokens:,} tokens in, {usage.output_tokens:,} out, {cost}."


def _table(title: str, parts: tuple[LeafGroup, ...]) -> str:
    rows = "".join(
        f"<tr><td>{escape(p.name)}</td><td class='n'>{p.met} / {p.leaves}</td><td class='n'>{p.not_graded or ''}</td>"
        f"<td class='n'>{percent(p.weight)}</td><td class='n'>{percent(p.score)}</td><td>{bar(p.score)}</td></tr>"
        for p in parts
    )
    names = ("", "met", "not graded", "weight", "score", "")
    head = "".join(f"<th{' class=n' if name else ''}>{name}</th>" for name in names)
    return f"<h2>{title}</h2><table><tr>{head}</tr>{rows}</table>"


def _node(node: Graded, depth: int) -> str:
    line = (
        f"<span class='score {_colour(node)}'>{percent(node.score)}</span> "
        f"<span class='weight'>&times;{node.weight:g}</span> {escape(node.requirements)}"
    )
    if not node.sub_tasks:
        tag = f"<span class='tag'>{escape(node.task_category or '')}</span>"
        files = f"<p class='muted'>Shown: {escape(', '.join(node.files))}</p>" if node.files else ""
        why = f"<p class='why'>{escape(node.explanation)}</p>{files}"
        return f"<details class='leaf'><summary>{line} {tag}</summary>{why}</details>"
    children = "".join(_node(child, depth + 1) for child in node.sub_tasks)
    return f"<details{' open' if depth < 2 else ''}><summary>{line}</summary>{children}</details>"


def _colour(node: Graded) -> str:
    if node.score is None:
        return "none"
    return "good" if node.score >= 0.75 else "half" if node.score >= 0.25 else "bad"
