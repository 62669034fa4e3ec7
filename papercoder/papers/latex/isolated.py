"""LaTeX in a child process with limits: macro expansion and unfinished braces cannot hold up or bring down who asks."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from papercoder.papers.child import run_in_child
from state.paper import Paper, Source

__all__ = ["read_latex_isolated", "serve_latex"]

_NEEDS = ("papercoder.papers.decode", "papercoder.papers.latex.read")


def read_latex_isolated(files: Mapping[str, bytes], source: Source, *, main: str = "") -> Paper:
    """Read LaTeX files in a child with limits of time and memory.

    Raises:
        PaperError: the files hold no paper, or reading them goes over a limit.
    """
    # The child imports this module too, and has no use for figures.
    from papercoder.papers.images.graphics import keep_graphics

    packed = json.dumps({path: base64.b64encode(data).decode("ascii") for path, data in files.items()}).encode()
    arguments = {"source": source.to_json(), "main": main}
    answer = run_in_child(
        "papercoder.papers.latex.isolated:serve_latex", packed, arguments, name=source.name, needs=_NEEDS
    )
    paper, graphics = Paper.from_json(answer["paper"]), answer["figures"]
    labels = [b.label for section in paper.sections for b in section.blocks if b.kind == "figure" and b.label]
    keep_graphics(source.name, answer["main"], {label: graphics.get(label, []) for label in labels}, answer["folders"])
    return paper


def serve_latex(data: bytes, *, source: dict[str, Any], main: str) -> dict[str, Any]:
    """Return the paper, and the graphics files of its figures with the folders they lie in; this runs in the child."""
    from papercoder.papers.decode import decode_text
    from papercoder.papers.latex.read import Included, read_latex

    decoded = {path: decode_text(base64.b64decode(text)) for path, text in json.loads(data).items()}
    included, given = Included(), {path: text for path, (text, _) in decoded.items()}
    paper = read_latex(given, Source.from_json(source), main=main, included=included)
    odd = sorted(
        {f"{path} is {encoding}" for path, (_, encoding) in decoded.items() if encoding not in {"utf-8", "utf-8-sig"}}
    )
    if odd:
        paper = paper.model_copy(update={"warnings": (*paper.warnings, f"Not UTF-8: {', '.join(odd[:6])}.")})
    return {"paper": paper.to_json(), "figures": included.figures, "folders": included.folders, "main": included.main}
