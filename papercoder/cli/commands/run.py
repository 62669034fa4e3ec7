"""papercoder run: a paper goes in, the graph runs, a person reviews config.yaml, a repository comes out."""

from typing import Annotated

import typer

from papercoder.cli.completion import node_names
from papercoder.cli.options import Given, with_settings

__all__ = ["run"]


@with_settings
def run(
    papers: Annotated[
        list[str],
        typer.Argument(
            metavar="PAPER...",
            help="PDF, LaTeX, Markdown, HTML, Word or S2ORC JSON; arXiv id or URL; - for standard input; supplements.",
        ),
    ],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FOLDER", help="Also put the finished repository here.")
    ] = "",
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Approve config.yaml without asking; what is assumed is reported.")
    ] = False,
    web: Annotated[bool, typer.Option("--web", help="Serve pages meanwhile, and be asked there.")] = False,
    until: Annotated[
        str,
        typer.Option("--until", metavar="NODE", help="Stop when this node has finished.", autocompletion=node_names),
    ] = "",
    dry: Annotated[
        bool, typer.Option("--dry-run", help="Only read the paper and say what the run would need; no key, no calls.")
    ] = False,
    hint: Annotated[bool, typer.Option("--yes-after-hint", hidden=True)] = False,
    *,
    given: Given,
) -> None:
    """Write the repository that reproduces PAPER."""
    from papercoder.cli.driving.drive_options import DriveOptions
    from papercoder.cli.driving.start_run import start_run
    from papercoder.cli.load_settings import settings_of_command
    from papercoder.cli.node_names import known_node
    from papercoder.papers.read import named_papers

    named = named_papers(papers)
    if yes:
        given["approve_config"] = True
    settings = settings_of_command(given)
    if dry:
        from papercoder.cli.driving.estimates import dry_run

        raise typer.Exit(dry_run(named, settings))
    options = DriveOptions(until=known_node(until) if until else "", approve_without_terminal=hint, web=web)
    raise typer.Exit(start_run(named, output, settings, options))
