"""Figures of LaTeX sources as images: the graphics files that they include, drawn and stored by their hash."""

import asyncio
import base64
import io
import json
import struct
import tarfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from papercoder.cli.app import app
from papercoder.errors import PaperError
from papercoder.papers.child import run_in_child
from papercoder.papers.images.placed import Illustrated, read_illustrated
from papercoder.papers.images.postscript import draw_postscript, ghostscript, postscript_image
from papercoder.papers.pdf.layer.wrapped import as_pdf
from papercoder.sandbox.backend import BackendState
from papercoder.sandbox.bubblewrap import find
from tests.papers.pdf.written import simple, text_page
from tests.papers.server import serving

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
    assert found.problems == ("Figure 3: TeX draws it", "Figure 4: its file gone.pdf is not in the source")
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
    assert "Without an image: Figure 3: TeX draws it" in done.output
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


def compiled(*captions: str) -> bytes:
    """Return the paper as a PDF: a drawing over each caption, a page for each."""
    strokes = b"\n".join(b"%d 520 m %d 600 l S" % (100 + 12 * i, 160 + 12 * i) for i in range(20))
    text = [
        (72.0, 460.0 - 12 * i, 10.0, False, f"A line of text that goes over the page, number {i}") for i in range(9)
    ]
    pages = [text_page([(72.0, 500.0, 9.0, False, caption), *text]) + b"\n" + strokes for caption in captions]
    return simple(pages)


def unpacked(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder


def test_what_tex_draws_is_cut_out_of_the_compiled_paper_beside_the_source(tmp_path: Path) -> None:
    pages = compiled(
        "Figure 3: Drawn by TeX.", "Figure 4: Of a paper that was compiled long before this one, and shows."
    )
    found = read(unpacked(tmp_path / "paper", FILES | {"main.pdf": pages}))
    assert [figure.image.label for figure in found.figures] == ["Figure 1", "Figure 2", "Figure 3"]
    assert found.figures[2].image.page == 1
    assert found.problems == ("Figure 4: its file gone.pdf is not in the source",)


async def test_what_tex_draws_is_cut_out_of_arxivs_pdf_where_the_source_came_from_there(tmp_path: Path) -> None:
    pages = {
        "/e-print/1706.03762": (200, {"Content-Type": "application/x-eprint-tar"}, archive(tmp_path).read_bytes()),
        "/pdf/1706.03762": (200, {}, compiled("Figure 3: Drawn by TeX.", "Figure 4: Its file is missing.")),
    }
    how: dict[str, Any] = {"allow_files": False, "allow_private_urls": True}
    with serving(pages) as (base, seen):
        found = await read_illustrated("1706.03762", images=True, arxiv=base, **how)
        assert found.paper.source.kind == "latex"
        assert [figure.image.label for figure in found.figures] == ["Figure 1", "Figure 2", "Figure 3", "Figure 4"]
        assert (seen, found.problems) == (list(pages), ())
        await read_illustrated("1706.03762", images=False, arxiv=base, **how)
        assert seen == [*pages, "/e-print/1706.03762"]
    del pages["/pdf/1706.03762"]
    with serving(pages) as (base, _):
        found = await read_illustrated("1706.03762", images=True, arxiv=base, **how)
    assert len(found.figures) == 2
    assert found.problems[0].startswith("the PDF of arXiv:1706.03762 could not be had: ")


EPS = b"""%!PS-Adobe-3.0 EPSF-3.0
%%BoundingBox: 50 60 250 160
0 0 1 setrgbcolor 50 60 200 100 rectfill
"""
STAND_IN = """#!/bin/sh
# Reads its input as Ghostscript does, and fails where it finds more of the machine than it should.
test -e /etc/passwd && exit 3
(echo > /usr/written) 2>/dev/null && exit 4
case "$*" in *-dSAFER*-g800x400*) ;; *) exit 5;; esac
grep -q rectfill || exit 6
cat "$(dirname "$0")/drawn.png"
"""


def with_eps(folder: Path, eps: bytes = EPS) -> Path:
    tex = SOURCE.replace("{plot}", "{drawing}").encode()
    return unpacked(folder / "paper", {"main.tex": tex, "figs/drawing.eps": eps})


def test_postscript_is_named_where_ghostscript_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = read(with_eps(tmp_path))
    assert found.figures == ()
    assert any("Figure 1: figs/drawing.eps: PostScript is drawn by Ghostscript" in said for said in found.problems)


@pytest.mark.skipif(isinstance(find(), BackendState), reason="bubblewrap does not work here")
@pytest.mark.parametrize(
    "eps", [EPS, b"\xc5\xd0\xd3\xc6" + struct.pack("<6I", 30, len(EPS), 0, 0, 0, 0) + b"\xff\xff" + EPS]
)
def test_postscript_is_drawn_by_a_confined_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, eps: bytes) -> None:
    programs = unpacked(tmp_path / "bin", {"gs": STAND_IN.encode(), "drawn.png": png(800, 400, 2, b"\x10\x10\xc8")})
    (programs / "gs").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    (figure,) = read(with_eps(tmp_path, eps)).figures
    assert figure.image.label == "Figure 1"
    assert pixels(figure.image.png)[2] == {b"\x10\x10\xc8"}


@pytest.mark.skipif(ghostscript() is None, reason="gs and bwrap are not both installed")
def test_ghostscript_itself_draws_postscript_and_stops_at_a_file_of_the_machine(tmp_path: Path) -> None:
    (figure,) = read(with_eps(tmp_path)).figures
    width, height, colours = pixels(figure.image.png)
    assert (width, colours) == (2 * height, {b"\x00\x00\xff"})
    with pytest.raises(PaperError, match="could not draw it: Error: /invalidfileaccess"):
        postscript_image(EPS + b"(/etc/hostname) (r) file pop\n", "reads.eps")


def test_what_is_no_postscript_is_refused() -> None:
    with pytest.raises(PaperError, match="expected PostScript"):
        draw_postscript(b"GIF89a", "x.eps", ["/usr/bin/true", "/usr/bin/true"])
    with pytest.raises(PaperError, match="could not draw it: no message"):
        draw_postscript(EPS, "x.eps", ["/usr/bin/true", "/usr/bin/true"])
