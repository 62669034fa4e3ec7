"""The settings of a command: its flags, the environment, the user's own file, and what .env here may say."""

import os
import typing

from papercoder.cli.options import Given
from papercoder.cli.terminal.output import say
from papercoder.env_files import WorkingFolderEnv, read_working_folder, user_settings_path
from papercoder.settings import load_settings, variable
from state.settings import Settings

__all__ = ["settings_of_command"]

_MOST_NAMES = 8
"""More names than fit in two lines of a terminal are counted; a .env of another program may hold dozens."""


def settings_of_command(given: Given) -> Settings:
    """Return complete settings, and say in a line on standard error what .env of the working folder did to them.

    Raises:
        SettingsError: a name is unknown or a value does not fit.
    """
    found = read_working_folder(os.environ)
    _say(found, given)
    return load_settings(given, os.environ, found.taken)


def _say(found: WorkingFolderEnv, given: typing.Mapping[str, object]) -> None:
    flags = {variable(name) for name in given}
    taken = [f"{name}={_printable(text)}" for name, text in found.taken.items() if name not in flags]
    if taken:
        say(f".env in this folder sets {_listed(taken)}", error=True)
    refused = [_printable(name) for name in found.refused if name not in flags]
    if refused:
        say(
            f".env in this folder is not allowed to set {_listed(refused)}: it may have come with a paper. "
            f"Use a flag, the environment, or {user_settings_path()} (papercoder init writes it).",
            error=True,
        )


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _printable(text: str) -> str:
    """Keep what came in a stranger's file from moving the cursor or filling the screen."""
    return "".join(c if c.isprintable() else "?" for c in text[:60])
