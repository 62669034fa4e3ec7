"""PostScript graphics as images: Ghostscript draws them, confined by bubblewrap, where both programs are installed."""

import base64
import math
import os
import re
import shutil
import subprocess
from typing import Any

from papercoder.errors import PaperError
from papercoder.papers.child import run_in_child

__all__ = ["draw_postscript", "ghostscript", "postscript_image"]

_WIDE, _HIGH = 1600, 3200
"""Pixels: models that read images make larger ones smaller before they look."""
_SHARP = 4.0
"""Pixels to a point, 288 to the inch: small figures gain nothing beyond."""
_SECONDS = 40
"""A drawing takes one or two; the child that waits for it has 50, and PostScript is a language with loops."""
_BITMAP = 64_000_000
"""Bytes: all of the largest image in memory; with less, Ghostscript would write files, and it may write none."""
_DOS = b"\xc5\xd0\xd3\xc6"
"""Begins an EPS with a preview for other systems; where its PostScript lies, and how long it is, follow."""
_PAGE = (0.0, 0.0, 612.0, 792.0)
"""Points: what is drawn where a file does not say its size."""
_BOX = re.compile(rb"^%%(?P<fine>HiRes)?BoundingBox:((?:[ \t]+-?\d{1,6}(?:\.\d{0,12})?){4})", re.MULTILINE)
_SEEN = ("/usr", "/lib", "/lib64", "/bin", "/etc/fonts", "/etc/ghostscript", "/etc/ld.so.cache", "/var/lib/ghostscript")
"""What Ghostscript finds of this machine, read-only: itself, its libraries and fonts."""
_CONFINED = (
    "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv",
    "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--chdir", "/",  # noqa: S108  # inside the sandbox
)  # fmt: skip
_QUIET = ("-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-dNOPROMPT", "-sDEVICE=png16m", "-sstdout=%stderr")
_SMOOTH = ("-dTextAlphaBits=4", "-dGraphicsAlphaBits=4", f"-dMaxBitmap={_BITMAP}")


def ghostscript() -> tuple[str, str] | None:
    """Return the paths of Ghostscript and of bubblewrap; None where one of them is not installed."""
    program, sandbox = shutil.which("gs"), shutil.which("bwrap")
    return (os.path.realpath(program), sandbox) if program and sandbox else None


def postscript_image(data: bytes, name: str) -> bytes:
    """Return a drawing as PNG.

    Args:
        data: The file, .eps or .ps.
        name: What to call it in errors.

    Raises:
        PaperError: the programs are missing, the file is no PostScript, or it cannot be drawn within the limits.
    """
    if not (found := ghostscript()):
        raise PaperError(
            f"{name}: PostScript is drawn by Ghostscript in bubblewrap, and they are not both installed.",
            "Install gs and bwrap, or give the paper's PDF.",
        )
    drawn = run_in_child(
        "papercoder.papers.images.postscript:draw_postscript", data, {"name": name, "programs": list(found)}, name=name
    )
    return base64.b64decode(drawn["png"])


def draw_postscript(data: bytes, name: str, programs: list[str]) -> dict[str, Any]:
    """Return a drawing as PNG in base64; this runs in the child, whose limits hold for Ghostscript too.

    Raises:
        PaperError: the file is no PostScript, or Ghostscript could not draw it.
    """
    data = _plain(data)
    if not data.startswith(b"%!"):
        raise PaperError(f"{name}: expected PostScript, found another kind of file.", "Give the paper's PDF.")
    program, sandbox = programs
    command = _command(program, sandbox, _box(data))
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise PaperError(f"{name}: drawing it took more than {_SECONDS} s.", "Give the paper's PDF.") from error
    if done.returncode or not done.stdout.startswith(b"\x89PNG"):
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise PaperError(
            f"{name}: Ghostscript could not draw it: {said[0][:200] if said else 'no message'}.",
            "Give the paper's PDF.",
        )
    return {"png": base64.b64encode(done.stdout).decode("ascii")}


def _plain(data: bytes) -> bytes:
    """Return the PostScript of a file, without the preview that some have around it."""
    if data.startswith(_DOS):
        start, length = (int.from_bytes(data[at : at + 4], "little") for at in (4, 8))
        return data[start : start + length]
    return data.lstrip(b"\x04\r\n ")


def _box(data: bytes) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of what a file draws, in points; the finer of two that it gives."""
    boxes = sorted(_BOX.finditer(data), key=lambda match: match["fine"] is not None)
    for match in reversed(boxes):
        left, bottom, right, top = (float(number) for number in match[2].split())
        if right - left >= 1 and top - bottom >= 1:
            return left, bottom, right, top
    return _PAGE


def _command(program: str, sandbox: str, box: tuple[float, float, float, float]) -> list[str]:
    """Return the command that reads PostScript from its input and writes a PNG image to its output."""
    left, bottom, right, top = box
    scale = min(_SHARP, _WIDE / (right - left), _HIGH / (top - bottom))
    size = f"-g{math.ceil((right - left) * scale)}x{math.ceil((top - bottom) * scale)}"
    # The file may show its page or not, or several times: what was drawn in the end is shown once.
    moved = f"<</Install {{{-left:f} {-bottom:f} translate}}>> setpagedevice"
    begin = f"{moved} /PaperCoderShow /showpage load def /showpage {{}} def"
    seen = [word for place in (*_SEEN, os.path.dirname(program)) for word in ("--ro-bind-try", place, place)]
    drawing = [program, *_QUIET, *_SMOOTH, f"-r{72 * scale:f}", size, "-sOutputFile=%stdout"]
    return [sandbox, *_CONFINED, *seen, "--", *drawing, "-c", begin, "-f", "-", "-c", "PaperCoderShow", "-f"]
