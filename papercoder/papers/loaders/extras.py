"""What a kind of document needs beyond the plain installation, and what to say where it is missing."""

from importlib.util import find_spec

from papercoder.errors import PaperError

__all__ = ["missing_extra", "need_extra"]

_NEEDED = {
    "xlsx": ("sheets", ("openpyxl", "pandas")),
    "rst": ("pandoc", ("pypandoc",)),
    "org": ("pandoc", ("pypandoc",)),
}


def missing_extra(kind: str) -> str:
    """Return the extra that a kind of document needs and that is not installed, '' where nothing is missing."""
    extra, modules = _NEEDED.get(kind, ("", ()))
    return extra if any(find_spec(module) is None for module in modules) else ""


def need_extra(kind: str, name: str) -> None:
    """Refuse a document whose extra is missing.

    Raises:
        PaperError: it is missing.
    """
    if extra := missing_extra(kind):
        raise PaperError(
            f"{name}: expected a document that this installation reads, found .{kind}, which needs the {extra} extra.",
            f"Install it with `pip install 'papercoder[{extra}]'`, or give the document as PDF, DOCX, HTML or text.",
        )
