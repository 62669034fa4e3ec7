"""papercoder reproduce: the experiments of a repository in full, and their numbers beside the paper's."""

from typing import Annotated

import typer

from papercoder.cli.options import RunId
from papercoder.cli.terminal.output import say

__all__ = ["reproduce"]


def reproduce(  # noqa: PLR0913, PLR0917 -- one argument per option
    run: RunId = "last",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Begin without asking.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Begin anew although it has run to its end.")] = False,
    network: Annotated[
        bool | None, typer.Option("--network/--no-network", help="Let the program use this machine's network.")
    ] = None,
    data: Annotated[
        str, typer.Option(metavar="FOLDER", help="Folder that the program sees, read-only, as data/ and /data.")
    ] = "",
    env: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Hand this variable to the program, a token for instance; kept nowhere."),
    ] = None,
    gpus: Annotated[int, typer.Option(min=0, max=64, help="CUDA devices that the program may use.")] = 0,
    hours: Annotated[float, typer.Option(min=0.001, max=10_000, help="Wall time.")] = 24.0,
    memory_gb: Annotated[float, typer.Option(min=0, help="Memory; 0 for four fifths of this machine's.")] = 0.0,
    disk_gb: Annotated[float, typer.Option(min=0.1, help="Disk for all that the program writes.")] = 20.0,
    sandbox: Annotated[str, typer.Option(metavar="NAME", help="auto, bubblewrap, docker, podman or none.")] = "auto",
    backend: Annotated[str, typer.Option(metavar="NAME", help="local, or slurm: write and submit a job.")] = "local",
    slurm: Annotated[
        list[str] | None, typer.Option(metavar="OPTION", help="Option of sbatch, as --partition=gpu; may be repeated.")
    ] = None,
) -> None:
    """Run the experiments of RUN's repository in full and set their numbers beside the paper's.

    Run again, it goes on where it stopped. Everything runs in the sandbox, without network unless it is allowed.
    RESULTS.md, results.html and the README's first table are written into the repository.
    """
    from papercoder.cli.full_run.carry_out import Manner, carry_out
    from papercoder.cli.full_run.job import hand_over
    from papercoder.cli.full_run.options import job_words, request_of
    from papercoder.cli.full_run.subject import read_subject
    from papercoder.errors import InputError
    from papercoder.reproduction.folder import full_run_folder

    if backend not in {"local", "slurm"}:
        raise InputError(f"Expected --backend local or slurm, got {backend!r}.", "Leave it out to run here.")
    subject = read_subject(run)
    place = full_run_folder(subject.card.id)
    request = request_of(
        subject.repository, sandbox=sandbox, hours=hours, memory_gb=memory_gb, disk_gb=disk_gb,
        network=bool(network), gpus=gpus, data=data, names=env or [],
    )  # fmt: skip
    if backend == "slurm":
        words = job_words(request, network=network, memory_gb=memory_gb)
        raise typer.Exit(hand_over(subject, place, request, words, slurm or [], again=again))
    if code := carry_out(subject, place, request, Manner(yes=yes, again=again, network=network)):
        raise typer.Exit(code)
    say("complete", colour="green")
