"""papercoder bench: papers x systems x seeds, judged, with a table, CSV, JSON and an HTML report."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from papercoder.cli.options import Given, with_settings
from papercoder.cli.terminal.output import say

if TYPE_CHECKING:
    from papercoder.evaluation.benchmark.result import CellResult
    from papercoder.evaluation.benchmark.suite import Suite

__all__ = ["bench"]

_WIDTH = 160


@with_settings
def bench(
    suite: Annotated[str, typer.Argument(metavar="SUITE", help="YAML file; see docs/evaluation.md.")],
    output: Annotated[str, typer.Option("-o", "--output", metavar="FOLDER", help="Where the results go.")] = "",
    server: Annotated[
        str, typer.Option("--server", metavar="URL", help="Run the graphs on this LangGraph server.")
    ] = "",
    *,
    given: Given,
) -> None:
    """Compare systems on papers; run again, it goes on where it stopped and pays for nothing twice."""
    import asyncio
    import os

    from graph.baselines.systems import SYSTEMS, builder
    from papercoder.cli.progress.judging import JudgingProgress, open_judging_screen
    from papercoder.evaluation.benchmark.benchmark import Benchmark
    from papercoder.evaluation.benchmark.run_cells import run_benchmark
    from papercoder.evaluation.benchmark.suite import cells_of, read_suite
    from papercoder.runs.folders import data_folder
    from papercoder.runs.lock import hold_run
    from papercoder.runs.storage import disk_faults
    from papercoder.settings import load_settings

    asked = read_suite(suite, SYSTEMS)
    folder = os.path.abspath(output) if output else os.path.join(data_folder(), "benchmarks", asked.name)

    def settle(suited: dict[str, Any]) -> Any:
        return load_settings({**suited, **given}, os.environ)

    cells = len(cells_of(asked))
    say(f"Suite {asked.name}: {cells} cells, results in {folder}")
    progress = JudgingProgress(f"{asked.name}: no cell of {cells} finished", 0)
    made: list[str] = []

    def told(result: "CellResult") -> None:
        made.append(result.run)
        progress.what = f"{asked.name}: {len(made)} of {cells} cells finished"
        _say(result)

    with disk_faults(), hold_run(f"bench-{asked.name}"), open_judging_screen(progress) as emit:
        plan = Benchmark(asked, folder, builder, settle, server, told, emit)
        results = asyncio.run(run_benchmark(plan))
    _finish(asked, folder, results)


def _finish(suite: "Suite", folder: str, results: "list[CellResult]") -> None:
    from papercoder.cli.commands.evaluation.systems_table import tables_of
    from papercoder.cli.terminal.console import open_console
    from papercoder.evaluation.reporting.report_page import report_page
    from papercoder.evaluation.reporting.summary import summarise
    from papercoder.evaluation.reporting.tables import as_csv, as_json
    from papercoder.evaluation.saved_files import save_json, save_text
    from papercoder.evaluation.statistics.ratings import read_ratings

    ratings = read_ratings(suite.human) if suite.human else ()
    summary = summarise(suite.name, results, ratings)
    save_json(f"{folder}/results.json", as_json(summary, results))
    save_text(f"{folder}/results.csv", as_csv(results))
    save_text(f"{folder}/report.html", report_page(summary, results))
    console = open_console(piped_width=_WIDTH)
    for table in tables_of(summary, console.width):
        console.print(table)
    say(f"Written: {folder}/report.html, results.csv, results.json")
    unfinished = [result for result in results if not result.done]
    for result in unfinished:
        say(f"Not finished: {result.paper} {result.system} seed {result.seed}: {result.error}", error=True)
    if unfinished:
        say("Run the same command again to go on.", error=True)
        raise typer.Exit(3)


def _say(result: "CellResult") -> None:
    from papercoder.cli.commands.evaluation.systems_table import KINDS
    from papercoder.cli.progress.screen import cost_text

    scores = [f"{kind} {score:.2f}" for kind in KINDS if (score := result.score(kind)) is not None]
    if result.rubric is not None and result.rubric.score is not None:
        scores.append(f"rubric {result.rubric.score:.2f}")
    cost = "cost unknown" if result.usage.cost is None else cost_text(result.usage.cost)
    how = ", ".join(scores) if result.done else f"not finished: {result.error}"
    say(f"{result.paper} {result.system} seed {result.seed}: {result.status}, {how}, {cost}")
