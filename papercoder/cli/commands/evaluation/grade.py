"""papercoder grade: a repository against a rubric in PaperBench's format, requirement by requirement."""

from typing import TYPE_CHECKING, Annotated

import typer

from papercoder.cli.options import Given, with_settings
from papercoder.cli.terminal.output import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from papercoder.evaluation.grading.grades import Grades
    from papercoder.evaluation.grading.rubric import RubricNode
    from state.settings import Settings

__all__ = ["grade"]


@with_settings
def grade(
    repository: Annotated[str, typer.Argument(metavar="REPO", help="Folder of a repository, made by anybody.")],
    rubric: Annotated[str, typer.Option("--rubric", metavar="FILE", help="Rubric in PaperBench's JSON format.")],
    paper: Annotated[str, typer.Option("--paper", metavar="PAPER", help="The paper: path, arXiv id or URL.")],
    code_only: Annotated[
        bool, typer.Option("--code-only", help="Grade only the leaves of category Code Development.")
    ] = False,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FOLDER", help="Write grades.json and grades.html here.")
    ] = "",
    *,
    given: Given,
) -> None:
    """Grade REPO against a rubric; run again, it goes on where it stopped."""
    import os

    from papercoder.cli.load_settings import settings_of_command
    from papercoder.evaluation.grading.grade_page import grade_page
    from papercoder.evaluation.saved_files import save_json, save_text

    settings = settings_of_command(given)
    tree = _rubric(rubric, code_only=code_only)
    folder, grades = _graded(repository, paper, tree, os.path.basename(rubric), settings, code_only=code_only)
    place = output or folder
    save_json(os.path.join(place, "grades.json"), grades.to_json())
    save_text(os.path.join(place, "grades.html"), grade_page(grades))
    for line in _lines(grades):
        say(line)
    say(f"Written: {os.path.join(place, 'grades.json')} and grades.html")
    if grades.not_graded:
        say("Run the same command again to ask anew for what was not graded.")
        raise typer.Exit(1)


def _rubric(path: str, *, code_only: bool) -> "RubricNode":
    from papercoder.errors import InputError
    from papercoder.evaluation.grading.rubric import CODE_DEVELOPMENT, prune, read_rubric

    tree = read_rubric(path)
    pruned = prune(tree) if code_only else tree
    if pruned is None:
        raise InputError(f"{path} has no leaf of category {CODE_DEVELOPMENT}.", "Grade it without --code-only.")
    return pruned


def _graded(
    repository: str, paper: str, rubric: "RubricNode", name: str, settings: "Settings", *, code_only: bool
) -> "tuple[str, Grades]":
    import asyncio

    from papercoder.cli.progress.judging import JudgingProgress, open_judging_screen
    from papercoder.evaluation.grading.grader import grade_leaves
    from papercoder.evaluation.grading.grades import grades_of
    from papercoder.evaluation.grading.rubric import leaves
    from papercoder.evaluation.judging.repository import read
    from papercoder.evaluation.judging.session import JudgeSession
    from papercoder.evaluation.saved_files import evaluation_folder
    from papercoder.models.naming import model_for
    from papercoder.papers.read import read_paper

    async def ask() -> "tuple[str, Grades]":
        target = read(repository)
        text = await read_paper(paper, allow_files=True, allow_private_urls=True)
        progress.what = f"grading {target.name}"
        folder = evaluation_folder("grade", target, text, settings, "grader", rubric.model_dump_json())
        session = await JudgeSession.open(settings, f"{folder}/records", emit)
        found = await grade_leaves(session, target, text, rubric)
        return folder, grades_of(
            rubric,
            found,
            repository=target.name,
            paper=text.title,
            rubric_name=name,
            model=str(model_for(settings, "grader")),
            code_only=code_only,
            usage=session.usage(),
        )

    progress = JudgingProgress("reading the paper and the repository", len(list(leaves(rubric))))
    with open_judging_screen(progress) as emit:
        return asyncio.run(ask())


def _lines(grades: "Grades") -> "Iterator[str]":
    from papercoder.cli.driving.final_report import usage_lines

    score = "no grade" if grades.score is None else f"{100 * grades.score:.2f}%"
    yield f"{grades.repository}: {score}, graded by {grades.model} against {grades.rubric}"
    if grades.not_graded:
        strict = 100 * grades.strict_score
        yield f"  {grades.not_graded} of {grades.leaves} requirements not graded; counted as not met: {strict:.2f}%"
    for title, parts in (("category", grades.categories), ("kind", grades.kinds)):
        for part in parts:
            shown = "   --" if part.score is None else f"{100 * part.score:5.1f}%"
            yield f"  {title:<8} {part.name:<36} {shown}  {part.met} of {part.leaves}, weight {100 * part.weight:.1f}%"
    yield from usage_lines(grades.usage)
