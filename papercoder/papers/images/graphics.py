"""Figures of a LaTeX source as images: the graphics files that it includes, drawn and stored by their hash."""

import base64
import binascii
import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass

from papercoder.errors import PaperError
from papercoder.papers.child import run_in_child
from papercoder.papers.images.figures import FigureImage
from papercoder.papers.images.postscript import postscript_image
from state.paper import Paper

__all__ = [
    "GRAPHICS",
    "Drawings",
    "GraphicsFiles",
    "KeptGraphics",
    "draw_graphics",
    "graphics_beside",
    "keep_graphics",
    "keeping_graphics",
]

_POSTSCRIPT = (".eps", ".ps")
GRAPHICS = (".pdf", ".png", ".jpg", ".jpeg", *_POSTSCRIPT)
"""Graphics that pdfium draws, and PostScript, which needs an interpreter. What TeX draws (TikZ) is in no file."""
_MOST = 64
"""Figures of one paper; a made-up source cannot cause thousands of drawings."""

GraphicsFiles = Callable[[], Mapping[str, bytes]]
"""Returns the graphics files of a source by their paths; called only where figures are wanted."""


@dataclass(frozen=True)
class KeptGraphics:
    """What a LaTeX source includes in its figures.

    Args:
        name: What the source is called in messages.
        main: Its main file; a PDF beside it with the same name is the paper, compiled.
        figures: By the label of each figure, the names of the files as the source writes them; none for what TeX draws.
        folders: Where the source says that graphics lie.
        files: Returns the files.
    """

    name: str
    main: str
    figures: Mapping[str, Sequence[str]]
    folders: Sequence[str]
    files: GraphicsFiles


@dataclass(frozen=True)
class Drawings:
    """The figures of a LaTeX source.

    Args:
        images: Those that were drawn from its graphics files.
        missing: Why each of the others was not, by its label.
    """

    images: list[FigureImage]
    missing: dict[str, str]


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


def keep_graphics(name: str, main: str, figures: Mapping[str, Sequence[str]], folders: Sequence[str]) -> None:
    """Add the figures of a LaTeX source that was read, where somebody keeps them and its files are known."""
    kept, files = _kept.get(), _beside.get()
    if kept is not None and files is not None and figures:
        kept.append(KeptGraphics(name, main, figures, folders, files))


def draw_graphics(paper: Paper, kept: KeptGraphics) -> Drawings:
    """Draw the figures of a paper whose graphics files are there.

    Raises:
        PaperError: the files cannot be unpacked, or a drawing goes over the limits.
    """
    captions = {block.label: block.caption for s in paper.sections for block in s.blocks if block.kind == "figure"}
    wanted = {label: names for label, names in kept.figures.items() if label in captions}
    made = Drawings([], {label: "TeX draws it" for label, names in wanted.items() if not names})
    if len(made.missing) == len(wanted):
        return made
    files = kept.files()
    for label, names in [(label, names) for label, names in wanted.items() if names][:_MOST]:
        image, why = _drawn(label, names, kept, files)
        if image:
            digest = hashlib.sha256(image).hexdigest()
            made.images.append(FigureImage(label, captions[label], 0, None, digest, image))
        else:
            made.missing[label] = why
    return made


def _drawn(label: str, names: Sequence[str], kept: KeptGraphics, files: Mapping[str, bytes]) -> tuple[bytes, str]:
    """Return the panels of one figure as one PNG; or nothing, and why they cannot be drawn."""
    paths = [path for name in names if (path := _found(name, kept.folders, files))]
    if not paths:
        return b"", f"its file {names[0].strip()} is not in the source"
    data, why = [], ""
    for path in paths:
        try:
            is_postscript = path.lower().endswith(_POSTSCRIPT)
            data.append(postscript_image(files[path], path) if is_postscript else files[path])
        except PaperError as error:
            why = error.message.rstrip(".")
    if not data:
        return b"", why
    packed = json.dumps([base64.b64encode(each).decode("ascii") for each in data]).encode()
    called = f"{label} of {kept.name}"
    drawn = run_in_child("papercoder.papers.pdf.panels:draw_panels", packed, {"name": called}, name=called)
    with contextlib.suppress(binascii.Error):
        return base64.b64decode(drawn["png"]), f"{paths[0]} cannot be drawn"
    return b"", f"{paths[0]} cannot be drawn"


def _found(name: str, folders: Sequence[str], files: Mapping[str, bytes]) -> str:
    """Return the path of a graphics file, whose ending the source may leave out; empty where it is not there."""
    import posixpath

    for folder in ("", *folders):
        path = posixpath.normpath(posixpath.join(folder, name.strip().strip('"')))
        for ending in ("", *GRAPHICS, *(ending.upper() for ending in GRAPHICS)):
            if f"{path}{ending}" in files and f"{path}{ending}".lower().endswith(GRAPHICS):
                return f"{path}{ending}"
    return ""
