"""papercoder evaluate: judges read a repository beside its paper and score it from 1 to 5."""

from typing import TYPE_CHECKING, Annotated

import typer

from papercoder.cli.options import Given, with_settings
from papercoder.cli.terminal.output import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from papercoder.evaluation.judging.judgements import Evaluation, JudgementSamples, Kind
    from state.settings import Settings

__all__ = ["evaluate"]


@with_settings
def evaluate(
    repository: Annotated[str, typer.Argument(metavar="REPO", help="Folder of a repository, made by anybody.")],
    paper: Annotated[str, typer.Option("--paper", metavar="PAPER", help="The paper: path, arXiv id or URL.")],
    gold: Annotated[
        str, typer.Option("--gold", metavar="FOLDER", help="The authors' repository, for reference-based judging.")
    ] = "",
    samples: Annotated[int, typer.Option("-n", "--samples", min=1, max=64, help="Samples of each kind.")] = 8,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="KIND", help="reference-free, reference-based or strict; may be repeated."),
    ] = None,
    output: Annotated[str, typer.Option("-o", "--output", metavar="FILE", help="Write the result here too.")] = "",
    *,
    given: Given,
) -> None:
    """Score how faithfully REPO implements PAPER; run again, it goes on where it stopped."""
    from papercoder.cli.load_settings import settings_of_command
    from papercoder.evaluation.saved_files import save_json

    settings = settings_of_command(given)
    folder, found = _judged(repository, paper, gold, samples, _kinds(kind or []), settings)
    place = output or f"{folder}/evaluation.json"
    save_json(place, found.to_json())
    for line in _lines(found):
        say(line)
    say(f"Written: {place}")
    if any(protocol.valid == 0 for protocol in found.protocols):
        raise typer.Exit(1)


def _judged(
    repository: str, paper: str, gold: str, samples: int, kinds: "list[Kind]", settings: "Settings"
) -> "tuple[str, Evaluation]":
    import asyncio

    from papercoder.cli.progress.judging import JudgingProgress, open_judging_screen
    from papercoder.evaluation.judging.judge import evaluate as judge
    from papercoder.evaluation.judging.repository import read
    from papercoder.evaluation.judging.session import JudgeSession
    from papercoder.evaluation.saved_files import content_digest, evaluation_folder
    from papercoder.papers.read import read_paper

    async def ask() -> "tuple[str, Evaluation]":
        target, authors = read(repository), read(gold) if gold else None
        text = await read_paper(paper, allow_files=True, allow_private_urls=True)
        progress.what = f"judging {target.name}"
        more = content_digest(authors) if authors else ""
        folder = evaluation_folder("judge", target, text, settings, "judge", more)
        session = await JudgeSession.open(settings, f"{folder}/records", emit)
        return folder, await judge(session, target, text, authors, samples=samples, kinds=kinds)

    judged_kinds = [each for each in kinds if each != "reference-based" or gold]
    progress = JudgingProgress("reading the paper and the repository", samples * len(judged_kinds))
    with open_judging_screen(progress) as emit:
        return asyncio.run(ask())


def _kinds(asked: list[str]) -> "list[Kind]":
    from papercoder.errors import InputError
    from papercoder.evaluation.judging.judgements import KINDS

    for name in asked:
        if name not in KINDS:
            raise InputError(f"--kind is {name!r}; expected one of {', '.join(KINDS)}.", "Or leave it out for all.")
    return [kind for kind in KINDS if not asked or kind in asked]


def _lines(found: "Evaluation") -> "Iterator[str]":
    from papercoder.cli.driving.final_report import usage_lines

    yield f"{found.repository}: {found.files} files, {found.code_files} of them code; judged by {found.model}"
    for protocol in found.protocols:
        yield f"  {protocol.kind:<16} {_score(protocol)}"
        if protocol.valid:
            said = ", ".join(f"{name} {count:.1f}" for name, count in protocol.severities().items())
            yield f"    critiques per sample: {said}"
        yield from (f"    left out: {reason}" for reason in dict.fromkeys(protocol.refused))
    left_out = dict.fromkeys(reason for protocol in found.protocols for reason in protocol.left_out)
    shown = list(left_out)[:12]
    yield from (f"  not shown: {reason}" for reason in shown)
    if len(left_out) > len(shown):
        yield f"  ... and {len(left_out) - len(shown)} more, see the file"
    yield from usage_lines(found.usage)


def _score(protocol: "JudgementSamples") -> str:
    if protocol.mean is None:
        return f"no valid answer in {protocol.asked} samples"
    spread = "" if protocol.stdev is None else f" ± {protocol.stdev:.2f}"
    return f"{protocol.mean:.2f}{spread}  {protocol.valid} of {protocol.asked} valid"
