"""Edits config.yaml in the person's editor; the file stays in the run's folder, so no typing is ever lost."""

import os
import shlex
import subprocess
from collections.abc import Callable

from papercoder.runs.card import RunCard
from papercoder.runs.folders import run_folder

__all__ = ["edit_in_editor"]

_FALLBACKS = ("nano", "vi")


def edit_in_editor(card: RunCard, text: str, say: Callable[[str], None]) -> str | None:
    """Return the edited text, or None where no editor ran well."""
    import shutil

    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or next(filter(shutil.which, _FALLBACKS), "")
    if not named:
        say("No editor was found; set EDITOR, or use: set KEY VALUE")
        return None
    path = os.path.join(run_folder(card.id), "config.edited.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    try:
        code = subprocess.run([*shlex.split(named), path], check=False).returncode
    except (OSError, ValueError) as error:
        say(f"The editor {named!r} cannot be started: {error}")
        return None
    if code:
        say(f"The editor ended with code {code}; what it saved is in {path}")
        return None
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        say(f"The edited file cannot be read: {error}")
        return None
