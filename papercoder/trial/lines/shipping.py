"""The folder that lets a command's processes note their lines: our own coverage, and what starts it."""

import os
import shutil
from collections.abc import Mapping
from importlib.resources import as_file, files
from importlib.util import find_spec

__all__ = ["hindrance", "make_startup"]

_NOT_NEEDED = shutil.ignore_patterns("__pycache__", "htmlfiles", "*.pyi")


def make_startup(folder: str) -> None:
    """Fill a folder for `Environment.startup`."""
    spec = find_spec("coverage")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("coverage is not installed beside PaperCoder")
    place = os.path.join(folder, "packages", "coverage")
    shutil.copytree(os.path.dirname(spec.origin), place, ignore=_NOT_NEEDED)
    with as_file(files("papercoder.trial.lines") / "measuring.py") as program:
        shutil.copyfile(program, os.path.join(folder, "sitecustomize.py"))
    for path, folders, names in os.walk(folder):
        for name in (*folders, *names):
            # The sandbox's user reads it; the folder above is private.
            os.chmod(os.path.join(path, name), 0o755 if name in folders else 0o644)
    os.chmod(folder, 0o755)  # noqa: S103


def hindrance(repository: Mapping[str, str]) -> str:
    """Return why the lines of this repository cannot be measured; empty where they can.

    Args:
        repository: Text by path.
    """
    for name in ("coverage", "sitecustomize"):
        if f"{name}.py" in repository or any(path.startswith(f"{name}/") for path in repository):
            return f"the repository has a module of its own named {name}"
    return ""
