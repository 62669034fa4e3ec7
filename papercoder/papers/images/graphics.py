"""Figures of a LaTeX source as images: the graphics files that it includes, drawn and stored by their hash."""

import base64
import binascii
import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass

from papercoder.papers.child import run_in_child
from papercoder.papers.images.figures import FigureImage
from state.paper import Paper

__all__ = [
    "DRAWN",
    "GraphicsFiles",
    "KeptGraphics",
    "draw_graphics",
    "graphics_beside",
    "keep_graphics",
    "keeping_graphics",
]

DRAWN = (".pdf", ".png", ".jpg", ".jpeg")
"""Graphics that pdfium draws. PostScript needs an interpreter and TikZ needs TeX: those figures give their captions."""
_MOST = 64
"""Figures of one paper; a made-up source cannot cause thousands of drawings."""

GraphicsFiles = Callable[[], Mapping[str, bytes]]
"""Returns the graphics files of a source by their paths; called only where figures are wanted."""


@dataclass(frozen=True)
class KeptGraphics:
    """What a LaTeX source includes in its figures.

    Args:
        name: What the source is called in messages.
        figures: By the label of a figure, the names of the files as the source writes them.
        folders: Where the source says that graphics lie.
        files: Returns the files.
    """

    name: str
    figures: Mapping[str, Sequence[str]]
    folders: Sequence[str]
    files: GraphicsFiles


_kept: ContextVar[list[KeptGraphics] | None] = ContextVar("kept_graphics", default=None)
_beside: ContextVar[GraphicsFiles | None] = ContextVar("graphics_beside", default=None)


@contextlib.contextmanager
def keeping_graphics(*, wanted: bool) -> Iterator[list[KeptGraphics]]:
    """Yield a list to which the figures of every LaTeX source are added that is read inside the block, if `wanted`."""
    kept: list[KeptGraphics] = []
    token = _kept.set(kept if wanted else None)
    try:
        yield kept
    finally:
        _kept.reset(token)


@contextlib.contextmanager
def graphics_beside(files: GraphicsFiles) -> Iterator[None]:
    """Say where the graphics of the source lie that is read inside the block."""
    token = _beside.set(files)
    try:
        yield
    finally:
        _beside.reset(token)


def keep_graphics(name: str, figures: Mapping[str, Sequence[str]], folders: Sequence[str]) -> None:
    """Add the figures of a LaTeX source that was read, where somebody keeps them and its files are known."""
    kept, files = _kept.get(), _beside.get()
    if kept is not None and files is not None and figures:
        kept.append(KeptGraphics(name, figures, folders, files))


def draw_graphics(paper: Paper, kept: KeptGraphics) -> Iterator[FigureImage]:
    """Yield the figures of a paper whose graphics files are there and can be drawn.

    Raises:
        PaperError: the files cannot be unpacked, or a drawing goes over the limits.
    """
    captions = {block.label: block.caption for s in paper.sections for block in s.blocks if block.kind == "figure"}
    wanted = {label: names for label, names in kept.figures.items() if label in captions}
    if not wanted:
        return
    files = kept.files()
    for label, names in list(wanted.items())[:_MOST]:
        data = [files[path] for name in names if (path := _found(name, kept.folders, files))]
        if not data:
            continue
        packed = json.dumps([base64.b64encode(each).decode("ascii") for each in data]).encode()
        called = f"{label} of {kept.name}"
        drawn = run_in_child("papercoder.papers.pdf.panels:draw_panels", packed, {"name": called}, name=called)
        with contextlib.suppress(binascii.Error):
            if image := base64.b64decode(drawn["png"]):
                yield FigureImage(label, captions[label], 0, None, hashlib.sha256(image).hexdigest(), image)


def _found(name: str, folders: Sequence[str], files: Mapping[str, bytes]) -> str:
    """Return the path of a graphics file, whose ending the source may leave out; empty where it is not there."""
    import posixpath

    for folder in ("", *folders):
        path = posixpath.normpath(posixpath.join(folder, name.strip().strip('"')))
        for ending in ("", *DRAWN, *(ending.upper() for ending in DRAWN)):
            if f"{path}{ending}" in files and f"{path}{ending}".lower().endswith(DRAWN):
                return f"{path}{ending}"
    return ""
