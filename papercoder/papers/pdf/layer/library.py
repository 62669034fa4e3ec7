"""The one place that loads pdfium's raw interface; it has no types, so all of it is Any."""

import importlib
from typing import Any

__all__ = ["pdfium"]


def pdfium() -> Any:
    """Return the module of pdfium's C functions, the library initialised."""
    library = importlib.import_module("pypdfium2.raw")
    library.FPDF_InitLibrary()
    return library
