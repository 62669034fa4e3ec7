"""papercoder batch: many papers under one concurrency, rate limit and budget; progress, a table, resume."""

from typing import Annotated

import typer

from papercoder.cli.completion import batch_ids
from papercoder.cli.options import Given, with_settings

__all__ = ["batch"]

_RESUME = typer.Option("--resume", metavar="BATCH", help="Go on with a batch: id or 'last'.", autocompletion=batch_ids)


@with_settings
def batch(  # noqa: PLR0913, PLR0917 -- one parameter per option
    papers: Annotated[
        list[str] | None,
        typer.Argument(help="Papers, folders of papers, or text files that name one paper per line."),
    ] = None,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FOLDER", help="Also put every repository here, by run.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Approve every config.yaml without review.")] = False,
    resume: Annotated[str, _RESUME] = "",
    at_once: Annotated[int, typer.Option("--at-once", min=1, max=256, help="Papers at once.")] = 8,
    calls_at_once: Annotated[int, typer.Option("--calls-at-once", min=1, help="Model calls at once.")] = 32,
    requests: Annotated[
        float | None, typer.Option("--requests-per-minute", min=1, metavar="N", help="Of all papers together.")
    ] = None,
    tokens: Annotated[
        float | None, typer.Option("--tokens-per-minute", min=1000, metavar="N", help="Input and output, all papers.")
    ] = None,
    skip_failed: Annotated[
        bool, typer.Option("--skip-failed", help="With --resume: leave papers alone that have failed.")
    ] = False,
    budget: Annotated[
        float | None, typer.Option("--budget", min=0, metavar="DOLLARS", help="All stop, resumable, at this sum.")
    ] = None,
    server: Annotated[
        str, typer.Option("--server", metavar="URL", help="Let a LangGraph server do the work; follow it from here.")
    ] = "",
    *,
    given: Given,
) -> None:
    """Write a repository for each of PAPERS."""
    from papercoder.cli.batches.papers import named_papers
    from papercoder.cli.batches.session import drive_batch, resume_batch, start_batch
    from papercoder.cli.load_settings import settings_of_command
    from papercoder.models.limits.shared_limits import ProcessLimits

    limits = ProcessLimits(calls_at_once, requests, tokens, budget)
    if yes:
        given["approve_config"] = True
    if server:
        from papercoder.cli.batches.on_server import start_batch_there

        batch = start_batch_there(named_papers(papers or []), output, given, server)
        raise typer.Exit(drive_batch(batch, calls_at_once, at_once))
    if resume:
        batch = resume_batch(resume, papers or [], given, limits)
        raise typer.Exit(drive_batch(batch, calls_at_once, at_once, skip_failed=skip_failed))
    batch = start_batch(named_papers(papers or []), output, settings_of_command(given), limits)
    raise typer.Exit(drive_batch(batch, calls_at_once, at_once))
