"""Speed and memory of reading papers, each in the child process that a run uses, and of the command itself."""

import ctypes
import resource
import tempfile
import time
from pathlib import Path

from benchmarks.harness.program import Place, cold
from benchmarks.papers.build import FOLDER
from benchmarks.papers.truth import SHARED
from papercoder.papers.child import run_in_child
from papercoder.papers.pdf.layer.library import pdfium
from papercoder.papers.pdf.layer.pages import open_document
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
    rows += [*_latex_rows(), _command_row(_repeated(long, 10))]
    rows.append((f"megabytes for 300 pages (a file of {len(long) / 1e6:.0f} MB among them)", peak, 300.0))
    return rows


def _latex_rows() -> list[tuple[str, float, float]]:
    """Measure LaTeX in its child, and the reading alone, which is what grows with the paper."""
    from benchmarks.papers.truth import latex_paper

    shared = SHARED / "transformer/paper.tex"
    path = shared if shared.exists() else FOLDER / "english-one.tex"
    processor, wall = _timed(path.read_bytes(), "paper.tex", times=25)
    latex_paper(path)
    start = time.process_time()
    latex_paper(path)
    alone = time.process_time() - start
    name = f"{path.parent.name}/{path.name}" if path == shared else path.name
    return [(f"seconds for LaTeX, {name} ({wall:.2f} by the clock, {alone:.3f} without the child)", processor, 0.2)]


def _command_row(data: bytes) -> tuple[str, float, float]:
    """Measure the command as a person starts it: by the clock, the best of five, because other work may run beside."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        # A program that somebody installed has its bytecode, at the second start if not at the first.
        place = Place(Path(folder), more={"PYTHONDONTWRITEBYTECODE": ""})
        (place.work / "paper.pdf").write_bytes(data)
        ends = [cold(place, "parse", "paper.pdf") for _ in range(5)]
    if any(end.code for end in ends):
        raise RuntimeError(ends[0].out)
    used = min(end.cpu for end in ends)
    return (
        f"seconds by the clock for the command on 10 pages ({used:.2f} of the processor)",
        min(end.wall for end in ends),
        2.0,
    )


def _timed(data: bytes, name: str = "paper.pdf", times: int = 5) -> tuple[float, float]:
    """Return processor and wall seconds of the best of some readings, the child's start and end included."""
    from papercoder.papers.parse import parse_bytes

    best = (1e9, 1e9)
    for _ in range(times):
        start, used = time.perf_counter(), _children_seconds()
        parse_bytes(data, name)
        best = min(best, (_children_seconds() - used, time.perf_counter() - start))
    return best


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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
