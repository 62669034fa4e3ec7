"""papercoder parse: a paper as the agents will read it, without a model."""

from typing import Annotated

import typer

__all__ = ["parse"]


def parse(
    paper: Annotated[str, typer.Argument(help="Path, arXiv id or URL of a paper.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole paper as JSON.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the paper as prompts show it.")] = False,
) -> None:
    """Read PAPER and show its sections, equations, tables and warnings."""
    import asyncio

    from papercoder.errors import InputError
    from papercoder.papers.command import describe
    from papercoder.papers.read import read_paper

    if as_json and markdown:
        raise InputError("Expected one of --json and --markdown, got both.", "Leave one.")
    read = asyncio.run(read_paper(paper, allow_files=True, allow_private_urls=True))
    typer.echo(describe(read, "json" if as_json else "markdown" if markdown else "text"))
