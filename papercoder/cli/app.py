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
from papercoder.cli.usage import PlainCommand

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


_COMMANDS: dict[str, tuple[Any, str]] = {
    "init": (init.init, "Set up model and key, once."),
    "run": (run.run, "Write the repository that reproduces PAPER."),
    "resume": (resume.resume, "Go on with RUN; no answer is paid for twice."),
    "review": (review.review, "Review the config.yaml that RUN waits with."),
    "web": (web.web, "Serve pages of all runs on this machine."),
    "fork": (fork.fork, "Start a new run from the state that RUN had before NODE."),
    "runs": (runs.runs, "List the runs, newest first."),
    "show": (show.show, "Explain the state of RUN."),
    "reproduce": (reproduce.reproduce, "Run the experiments of RUN's repository in full."),
    "open": (open_command.open_repository, "Open the repository that RUN wrote."),
    "rm": (remove.remove, "Delete RUN."),
    "parse": (parse.parse, "Show what is read of PAPER; no model is asked."),
    "check": (check.check, "Check a repository without running it."),
    "doctor": (doctor.doctor, "Tell what works here and what does not."),
    "evaluate": (evaluate.evaluate, "Score how faithfully REPO implements PAPER."),
    "grade": (grade.grade, "Grade REPO against a rubric."),
    "bench": (bench.bench, "Compare systems on papers."),
    "batch": (batch.batch, "Write a repository for each of PAPERS."),
}
for _name, (_command, _short) in _COMMANDS.items():
    app.command(_name, cls=PlainCommand, short_help=_short)(_command)
