"""Look at the first bytes of what is named a PDF, so that the error says what it really is."""

from papercoder.errors import PaperError

__all__ = ["refuse_other_files"]


def refuse_other_files(data: bytes, name: str) -> None:
    """Raise a clear error for a file that is no PDF.

    Raises:
        PaperError: it is empty, a Git LFS pointer, HTML, a header alone, or has no PDF header in its first 1024 bytes.
    """
    head = data[:1024]
    low = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    again = "Download it again, or give the LaTeX source, HTML or arXiv id."
    if not data:
        raise PaperError(f"{name}: a PDF was expected, the file is empty (0 bytes).", again)
    if low.startswith(b"version https://git-lfs"):
        raise PaperError(
            f"{name}: a PDF was expected, this is a Git LFS pointer ({len(data)} bytes) that stands for one.",
            "Fetch the file itself with `git lfs pull`.",
        )
    if low.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml")) or (b"<html" in low and b"%PDF-" not in head):
        raise PaperError(
            f"{name}: a PDF was expected, this is an HTML page, often an error or login page saved under that name.",
            "Open the address in a browser and save the PDF itself, or name the file .html if the page is the paper.",
        )
    if b"%PDF-" not in head:
        raise PaperError(f"{name}: a PDF was expected, {len(data)} bytes came that do not begin like one.", again)
    if len(data) < 64 or b"obj" not in data:
        raise PaperError(f"{name}: a PDF was expected, only its header is there ({len(data)} bytes).", again)
