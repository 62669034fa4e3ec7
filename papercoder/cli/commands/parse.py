"""papercoder parse: a paper as the agents will read it, without a model."""

from pathlib import Path
from typing import Annotated

import typer

from papercoder.cli.terminal.output import say, say_json, say_lines

__all__ = ["parse"]


def parse(
    papers: Annotated[
        list[str], typer.Argument(metavar="PAPER...", help="Path, arXiv id or URL of a paper, and of its supplements.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole paper as JSON.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the paper as prompts show it.")] = False,
    overlay: Annotated[
        Path | None,
        typer.Option("--overlay", metavar="OUT.html", help="Draw the PDF's pages with where each line went."),
    ] = None,
    figures: Annotated[
        Path | None,
        typer.Option("--figures", metavar="FOLDER", help="Write the figures of a PDF or LaTeX source as images."),
    ] = None,
    prefer_source: Annotated[
        bool, typer.Option("--prefer-source", help="Read a PDF that carries an arXiv id from its LaTeX source.")
    ] = False,
) -> None:
    """Read PAPER and show its sections, equations, tables, warnings, and where every line of it went."""
    import asyncio

    from papercoder.errors import InputError
    from papercoder.papers.command import describe
    from papercoder.papers.read import named_papers, read_paper

    named = named_papers(papers)
    if as_json and markdown:
        raise InputError("Expected one of --json and --markdown, got both.", "Leave one.")
    if overlay is not None:
        _draw(papers[0], overlay)
    if figures is not None:
        _cut(papers[0], figures)
    reading = read_paper(named, allow_files=True, allow_private_urls=True, prefer_source=prefer_source)
    read = asyncio.run(reading)
    if as_json:
        say_json(describe(read, "json"))
    else:
        say_lines(describe(read, "markdown" if markdown else "text"))


def _draw(paper: str, out: Path) -> None:
    """Write the page that shows a PDF with its lines coloured by where they went.

    Raises:
        InputError: the paper is no file, or the page cannot be written.
    """
    from papercoder.errors import InputError
    from papercoder.papers.images.overlay import overlay

    file = _file(paper, "--overlay")
    page = overlay(file.read_bytes(), file.name)
    try:
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"--overlay: {out} cannot be written ({error.strerror or error}).", "Name another file."
        ) from error
    say(f"Drawn: {out}", error=True)


def _cut(paper: str, folder: Path) -> None:
    """Write the figures of a PDF or of a LaTeX source as images, each named by its hash, and a list of them.

    Raises:
        InputError: the folder cannot be written.
    """
    import asyncio

    from papercoder.errors import InputError
    from papercoder.papers.accounting.card import count_captions
    from papercoder.papers.images.figures import cut_figures, write_figures
    from papercoder.papers.images.placed import read_illustrated

    source, problems = Path(paper).expanduser(), tuple[str, ...]()
    if source.is_file() and b"%PDF-" in source.open("rb").read(1024):
        found = cut_figures(source.read_bytes(), source.name)
        captions = len(found)
    else:
        read = asyncio.run(read_illustrated(paper, images=True, allow_files=True, allow_private_urls=True))
        found, captions = [spot.image for spot in read.figures], count_captions(read.paper)
        problems = read.problems
    try:
        write_figures(found, folder)
    except OSError as error:
        hint = "Name another folder."
        raise InputError(f"--figures: {folder} cannot be written ({error.strerror or error}).", hint) from error
    say(f"{sum(bool(each.png) for each in found)} of {captions} figures cut out: {folder}", error=True)
    for problem in problems:
        say(f"Without an image: {problem}", error=True)


def _file(paper: str, option: str) -> Path:
    """Return the path of a paper that is a file.

    Raises:
        InputError: it is none.
    """
    from papercoder.errors import InputError

    file = Path(paper).expanduser()
    if not file.is_file():
        raise InputError(f"{option}: expected the PDF as a file, got {paper!r}.", "Download it and give its path.")
    return file
