"""Figures of LaTeX sources as images: the graphics files that they include, drawn and stored by their hash."""

import asyncio
import base64
import io
import json
import struct
import tarfile
import zlib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from papercoder.cli.app import app
from papercoder.papers.child import run_in_child
from papercoder.papers.images.placed import Illustrated, read_illustrated
from papercoder.papers.pdf.layer.wrapped import as_pdf
from tests.papers.pdf.written import simple

SOURCE = r"""\documentclass{article}
\graphicspath{{figs/}}
\begin{document}
\title{Pictures in a Source}
\begin{abstract}Three figures are included and one is drawn by TeX.\end{abstract}
\section{Method}
The method is shown in the figures below, and every one of them has a caption.
\begin{figure}\includegraphics[width=\textwidth]{plot}\caption{A plot as PDF.}\end{figure}
\begin{figure}\includegraphics{figs/photo.png}\includegraphics{two.png}\caption{Two panels.}\end{figure}
\begin{figure}\begin{tikzpicture}\draw (0,0) -- (1,1);\end{tikzpicture}\caption{Drawn by TeX.}\end{figure}
\begin{figure}\includegraphics{gone.pdf}\caption{Its file is missing.}\end{figure}
\end{document}
"""
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////"
    "////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA="
)


def png(width: int, height: int, colour: int, pixel: bytes, palette: bytes = b"") -> bytes:
    """Return a PNG of one colour, its rows predicted from nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress((b"\0" + pixel * width) * height))
    colours = chunk(b"PLTE", palette) if palette else b""
    return b"\x89PNG\r\n\x1a\n" + head + colours + rows + chunk(b"IEND", b"")


def pixels(image: bytes) -> tuple[int, int, set[bytes]]:
    """Return width, height and the colours of a PNG that the project drew."""
    width, height = struct.unpack(">II", image[16:24])
    at = image.index(b"IDAT")
    (length,) = struct.unpack(">I", image[at - 4 : at])
    raw = zlib.decompress(image[at + 4 : at + 4 + length])
    rows = [raw[row * (3 * width + 1) + 1 : (row + 1) * (3 * width + 1)] for row in range(height)]
    return width, height, {row[x : x + 3] for row in rows for x in range(0, len(row), 3)}


def drawn(*files: bytes) -> bytes:
    packed = json.dumps([base64.b64encode(each).decode() for each in files]).encode()
    found = run_in_child("papercoder.papers.pdf.panels:draw_panels", packed, {"name": "x"}, name="x")
    return base64.b64decode(found["png"])


FILES = {
    "main.tex": SOURCE.encode(),
    "figs/plot.pdf": simple([b"72 72 m 400 600 l S"]),
    "figs/photo.png": png(20, 10, 2, b"\xc8\x10\x10"),
    "two.png": png(20, 10, 2, b"\x10\x10\xc8"),
}


def archive(folder: Path) -> Path:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, data in FILES.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    file = folder / "source.tar.gz"
    file.write_bytes(out.getvalue())
    return file


def read(path: Path, *, images: bool = True) -> Illustrated:
    return asyncio.run(read_illustrated(str(path), images=images, allow_files=True))


def test_the_graphics_of_an_archive_are_the_images_of_its_figures(tmp_path: Path) -> None:
    found = read(archive(tmp_path))
    assert [figure.image.label for figure in found.figures] == ["Figure 1", "Figure 2"]
    assert found.problems == ()
    section = found.paper.section(found.figures[1].section)
    assert section
    assert section.blocks[found.figures[1].block].caption == "Figure 2: Two panels."
    colours = pixels(found.figures[1].image.png)[2]
    assert {b"\xc8\x10\x10", b"\x10\x10\xc8"} <= colours
    assert read(archive(tmp_path), images=False).figures == ()


def test_a_folder_and_a_single_file_find_their_graphics_beside_them(tmp_path: Path) -> None:
    for name, data in FILES.items():
        file = tmp_path / "paper" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    for path in (tmp_path / "paper", tmp_path / "paper/main.tex"):
        assert [figure.image.label for figure in read(path).figures] == ["Figure 1", "Figure 2"]


def test_the_command_writes_the_images_of_a_source(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["parse", str(archive(tmp_path)), "--figures", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert "2 of 4 figures cut out" in done.output
    assert len(list((tmp_path / "out").glob("*.png"))) == 2


@pytest.mark.parametrize(
    ("data", "colour"),
    [
        (png(8, 8, 0, b"\x40"), b"\x40\x40\x40"),
        (png(8, 8, 2, b"\x10\x80\xf0"), b"\x10\x80\xf0"),
        (png(8, 8, 3, b"\x01", b"\0\0\0\x20\x40\x60"), b"\x20\x40\x60"),
        (png(8, 8, 4, b"\x00\x00"), b"\xff\xff\xff"),
        (png(8, 8, 6, b"\x20\x60\xa0\xff"), b"\x20\x60\xa0"),
        (png(8, 8, 6, b"\x20\x60\xa0\x00"), b"\xff\xff\xff"),
    ],
    ids=["grey", "colour", "palette", "grey, clear", "colour, opaque", "colour, clear"],
)
def test_png_of_every_kind_is_drawn_over_white(data: bytes, colour: bytes) -> None:
    assert pixels(drawn(data))[2] == {colour}


def test_jpeg_is_drawn_and_what_is_no_whole_picture_is_left_out() -> None:
    assert pixels(drawn(JPEG))[:2] == (4, 4)
    cut = png(8, 8, 2, b"abc")[:30]
    for bad in (b"", b"%!PS-Adobe", JPEG[:60], cut, b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0\0"):
        assert as_pdf(bad) == b""
    assert drawn(b"%PDF-1.5 cut off") == b""
