"""Speed and memory of reading PDFs, each in the child process that a run uses."""

import ctypes
import os
import time
from pathlib import Path

from benchmarks.papers.build import FOLDER
from benchmarks.papers.truth import SHARED
from papercoder.papers.child import run_in_child
from papercoder.papers.pdf.library import pdfium
from papercoder.papers.pdf.pages import open_document
from papercoder.papers.pdf.parse import parse

__all__ = ["peak_megabytes", "speeds"]


def peak_megabytes(data: bytes) -> float:
    """Parse in this process, a child made for it, and return the most memory it ever held."""
    parse(data, "long.pdf")
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024


def speeds() -> list[tuple[str, float, float]]:
    """Return measure, value and goal (at most).

    Processor seconds of the child are what is held against the goal, for other work on the machine does not change
    them; the wall time stands beside the name.
    """
    rows: list[tuple[str, float, float]] = []
    for path in (SHARED / "transformer/paper.pdf", SHARED / "self-consistency/paper.pdf"):
        if path.exists():
            data = path.read_bytes()
            processor, wall = _timed(data)
            pages = _pages(data)
            rows.append(
                (f"seconds a page, {path.parent.name} ({wall / pages:.3f} by the clock)", processor / pages, 0.06)
            )
    source = SHARED / "transformer/paper.pdf"
    long = _repeated((source if source.exists() else FOLDER / "english-two.pdf").read_bytes(), 300)
    processor, wall = _timed(long)
    rows.append((f"seconds for 300 pages ({wall:.1f} by the clock)", processor, 20.0))
    peak = run_in_child("benchmarks.papers.speed:peak_megabytes", long, {}, name="long.pdf")
    rows.append((f"megabytes for 300 pages (a file of {len(long) / 1e6:.0f} MB among them)", peak, 300.0))
    return rows


def _timed(data: bytes) -> tuple[float, float]:
    """Return processor and wall seconds of the better of two readings, the child's start and end included."""
    from papercoder.papers.pdf.read import read_pdf

    best = (1e9, 1e9)
    for _ in range(2):
        start, used = time.perf_counter(), _children_seconds()
        read_pdf(data, "paper.pdf", sha256="")
        best = min(best, (_children_seconds() - used, time.perf_counter() - start))
    return best


def _children_seconds() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _pages(data: bytes) -> int:
    with open_document(data, "paper.pdf") as (_, count):
        return count


def _repeated(data: bytes, pages: int) -> bytes:
    """Return a PDF of that many pages, the given ones over and over."""
    library = pdfium()
    source = library.FPDF_LoadMemDocument64(data, len(data), None)
    count = library.FPDF_GetPageCount(source)
    target = library.FPDF_CreateNewDocument()
    for index in range(pages):
        library.FPDF_ImportPages(target, source, str(index % count + 1).encode(), index)
    chunks: list[bytes] = []

    def write(_: object, chunk: object, size: int) -> int:
        chunks.append(ctypes.string_at(chunk, size))  # type: ignore[arg-type]  # a pointer that ctypes hands over untyped
        return 1

    writer = library.FPDF_FILEWRITE(version=1, WriteBlock=type(library.FPDF_FILEWRITE().WriteBlock)(write))
    library.FPDF_SaveAsCopy(target, writer, 0)
    library.FPDF_CloseDocument(target)
    library.FPDF_CloseDocument(source)
    return b"".join(chunks)
