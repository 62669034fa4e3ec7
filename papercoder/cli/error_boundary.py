"""Where errors become two lines on standard error and an exit code; no traceback ever reaches the terminal."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from papercoder.cli.terminal.output import forget_reader, say, say_lines
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
        say("Stopped. What was saved is kept: papercoder runs", error=True)
        raise typer.Exit(STOPPED) from None
    except BrokenPipeError:
        forget_reader()
        raise typer.Exit(1) from None
    except (typer.Exit, typer.Abort, _UsageError):
        raise
    except Exception as error:  # noqa: BLE001 -- the boundary: a fault of the program is saved, not shown
        _say_fault(error)
        raise typer.Exit(FAULT) from None


def say_error(error: PaperCoderError) -> None:
    """Print the message and the hint of an error."""
    say(error.message, error=True, colour="red")
    if error.hint:
        say(error.hint, error=True)


def _prepare() -> None:
    """Load the user's settings, silence what libraries say of themselves, let SIGTERM end the program like Ctrl-C."""
    import logging
    import warnings

    from papercoder.env_files import load_user_settings
    from papercoder.settings import Permissions, permit

    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    logging.getLogger().addHandler(logging.NullHandler())
    load_user_settings(os.environ)
    if data := os.environ.get("PAPERCODER_DATA"):
        os.environ["PAPERCODER_DATA"] = os.path.abspath(os.path.expanduser(data))
    permit(Permissions(files=True, private_urls=True, base_url=True))
    signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(number: int, frame: object) -> NoReturn:  # noqa: ARG001 -- a signal handler takes both
    raise KeyboardInterrupt


def _say_fault(error: Exception) -> None:
    import traceback

    from papercoder.runs.faults import fault_sentence, save_fault

    say(f"PaperCoder met a fault of its own ({fault_sentence(error)}); what was saved is kept.", error=True)
    path = save_fault(error)
    if path:
        say(f"The traceback is in {path}; please report it.", error=True)
    else:
        say_lines("".join(traceback.format_exception(error)), error=True)
