"""A fault of the program itself: its traceback goes into a file, and a person sees one sentence."""

import os
import traceback
from datetime import UTC, datetime

from papercoder.runs.folders import data_folder

__all__ = ["fault_sentence", "save_fault"]

_MOST_CHARS = 200
"""An error of a library may quote a whole document; the file holds all of it."""


def fault_sentence(error: BaseException) -> str:
    """Return kind and message of the error in one short line."""
    lines = f"{type(error).__name__}: {error}".splitlines()
    return "".join(c if c.isprintable() else "?" for c in lines[0][:_MOST_CHARS])


def save_fault(error: BaseException) -> str:
    """Write the traceback into the data folder and return the path; empty where that is not possible."""
    folder = os.path.join(data_folder(), "faults")
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{os.getpid()}.txt"
    path = os.path.join(folder, name)
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with open(path, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write("".join(traceback.format_exception(error)))
    except OSError:
        return ""
    return path
