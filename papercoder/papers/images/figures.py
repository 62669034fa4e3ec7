"""Figures as images, each stored under its hash with its caption and page."""

import base64
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from papercoder.papers.child import run_in_child
from papercoder.papers.pdf.refuse import refuse_other_files

__all__ = ["FigureImage", "cut_figures", "write_figures"]


@dataclass(frozen=True)
class FigureImage:
    """A figure with a caption, and its image where the drawing was found.

    Args:
        label: 'Figure 3'.
        caption: Its caption.
        page: Its page, from 1; 0 where it comes from the graphics files of a LaTeX source.
        box: Left, bottom, right, top in points, origin at the page's lower left; None without an image.
        sha256: Of the image; empty without one.
        png: The image, at most 1,600 pixels wide; empty where no drawing was found.
    """

    label: str
    caption: str
    page: int
    box: tuple[float, float, float, float] | None
    sha256: str
    png: bytes


def cut_figures(data: bytes, name: str) -> list[FigureImage]:
    """Return the figures of a PDF in reading order.

    Raises:
        PaperError: it is no PDF, or cannot be read within the limits.
    """
    refuse_other_files(data, name)
    found = run_in_child("papercoder.papers.pdf.cut:cut", data, {"name": name}, name=name)
    return [
        FigureImage(
            label=each["label"],
            caption=each["caption"],
            page=each["page"],
            box=(each["box"][0], each["box"][1], each["box"][2], each["box"][3]) if each["box"] else None,
            sha256=each["sha256"],
            png=base64.b64decode(each["png"]),
        )
        for each in found
    ]


def write_figures(figures: list[FigureImage], folder: Path) -> None:
    """Write each image as HASH.png, once, and `figures.json` with what is known of them."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = []
    for figure in figures:
        file = f"{figure.sha256[:16]}.png" if figure.png else ""
        if file:
            (folder / file).write_bytes(figure.png)
        known = {key: value for key, value in asdict(figure).items() if key != "png"}
        listed.append({"file": file, **known})
    (folder / "figures.json").write_text(json.dumps(listed, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
