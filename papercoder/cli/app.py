"""The commands by name. Nothing heavy is imported before a command runs, so that --help answers at once."""

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from papercoder.cli.commands import (
    batch,
    check,
    doctor,
    fork,
    init,
    parse,
    remove,
    reproduce,
    resume,
    review,
    run,
    runs,
    show,
    web,
)
from papercoder.cli.commands import open as open_command
from papercoder.cli.commands.evaluation import bench, evaluate, grade
from papercoder.cli.error_boundary import STOPPED, guarded
from papercoder.cli.terminal.output import say

__all__ = ["app"]


_INTERRUPTED = 130
"""Typer's exit code, without a word, for Ctrl-C outside of a command: while options are read, or between its ends."""


class _Guarded(TyperGroup):
    """The group whose invocation is the one boundary where errors become words and an exit code."""

    def main(self, *words: Any, **options: Any) -> Any:
        try:
            return super().main(*words, **options)
        except SystemExit as end:
            if end.code != _INTERRUPTED:
                raise
            say("Stopped. What was saved is kept: papercoder runs", error=True)
            raise SystemExit(STOPPED) from None

    def invoke(self, ctx: Any) -> Any:
        with guarded():
            return super().invoke(ctx)


app = typer.Typer(
    name="papercoder",
    cls=_Guarded,
    help="From a machine-learning paper to the repository that reproduces it.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="Exit codes: 0 complete, 1 partial or failed, 2 bad input, 3 stopped or waiting, 70 a fault of PaperCoder.",
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        say(f"papercoder {version('papercoder')}")
        raise typer.Exit


@app.callback()
def _papercoder(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Turn a machine-learning paper into the repository that reproduces it."""


app.command("init")(init.init)
app.command("run")(run.run)
app.command("resume")(resume.resume)
app.command("review")(review.review)
app.command("web")(web.web)
app.command("fork")(fork.fork)
app.command("runs")(runs.runs)
app.command("show")(show.show)
app.command("reproduce")(reproduce.reproduce)
app.command("open")(open_command.open_repository)
app.command("rm")(remove.remove)
app.command("parse")(parse.parse)
app.command("check")(check.check)
app.command("doctor")(doctor.doctor)
app.command("evaluate")(evaluate.evaluate)
app.command("grade")(grade.grade)
app.command("bench")(bench.bench)
app.command("batch")(batch.batch)
