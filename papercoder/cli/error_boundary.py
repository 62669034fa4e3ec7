"""Where errors become two lines on standard error and an exit code; no traceback ever reaches the terminal."""

import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from papercoder.errors import PaperCoderError

__all__ = ["FAULT", "STOPPED", "guarded", "say_error"]

STOPPED = 3
FAULT = 70

_UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""What Typer raises for an unknown command or option, prints and exits with 2; it gives this class no public name."""


@contextmanager
def guarded() -> Iterator[None]:
    """Prepare the process for a person, and turn what is raised into words and an exit code."""
    try:
        _prepare()
        yield
    except PaperCoderError as error:
        say_error(error)
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        typer.echo("Stopped. What was saved is kept: papercoder runs", err=True)
        raise typer.Exit(STOPPED) from None
    except BrokenPipeError:
        _forget_stdout()
        raise typer.Exit(1) from None
    except (typer.Exit, typer.Abort, _UsageError):
        raise
    except Exception as error:  # noqa: BLE001 -- the boundary: a fault of the program is saved, not shown
        _say_fault(error)
        raise typer.Exit(FAULT) from None


def say_error(error: PaperCoderError) -> None:
    """Print the message and the hint of an error."""
    typer.secho(error.message, err=True, fg="red" if sys.stderr.isatty() else None)
    if error.hint:
        typer.echo(error.hint, err=True)


def _prepare() -> None:
    """Load the user's settings, silence what libraries say of themselves, let SIGTERM end the program like Ctrl-C."""
    import logging
    import warnings

    from papercoder.env_files import load_user_settings
    from papercoder.settings import Permissions, permit

    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    logging.getLogger().addHandler(logging.NullHandler())
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name or title that is no valid text must not end a run
    load_user_settings(os.environ)
    if data := os.environ.get("PAPERCODER_DATA"):
        os.environ["PAPERCODER_DATA"] = os.path.abspath(os.path.expanduser(data))
    permit(Permissions(files=True, private_urls=True, base_url=True))
    signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(number: int, frame: object) -> NoReturn:  # noqa: ARG001 -- a signal handler takes both
    raise KeyboardInterrupt


def _forget_stdout() -> None:
    """Let the interpreter close without complaining that nobody reads."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say_fault(error: Exception) -> None:
    import traceback

    from papercoder.runs.faults import fault_sentence, save_fault

    typer.echo(f"PaperCoder met a fault of its own ({fault_sentence(error)}); what was saved is kept.", err=True)
    path = save_fault(error)
    text = "".join(traceback.format_exception(error))
    typer.echo(f"The traceback is in {path}; please report it." if path else text, err=True)
