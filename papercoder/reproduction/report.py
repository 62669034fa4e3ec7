"""After the full run: its numbers, RESULTS.md, results.html and the README's first table, in the repository."""

import contextlib
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Sequence

from papercoder.errors import PaperError, RunError
from papercoder.papers.images.figures import cut_figures
from papercoder.results.claims import Claim, claims_of
from papercoder.results.compare import Comparison, compare
from papercoder.results.curves import Curve, curves_of
from papercoder.results.measured import numbers_in
from papercoder.workspace.pages.numbers import numbers_block, numbers_page, with_numbers
from papercoder.workspace.pages.numbers_html import numbers_html
from state.paper import Paper
from state.plan import Plan

__all__ = ["compared", "drawn_curves", "full_numbers", "write_results"]

_FULL = os.path.join("results", "full")
_METRICS = "metrics.json"
_MANIFEST = ".papercoder.json"
_MOST_BYTES = 32 << 20
"""Bytes of a metrics.json that is read: the most keys that a plan may have fit ten times."""


def full_numbers(work: str) -> dict[str, float]:
    """Return what the program measured; empty where it wrote nothing.

    Raises:
        RunError: the file is no JSON, a link out of the copy, or far too large.
    """
    path = os.path.join(work, _FULL, _METRICS)
    if not os.path.lexists(path):
        return {}
    # The program wrote it: a link would have us read, and show, a file of this machine.
    if not os.path.realpath(path).startswith(os.path.realpath(work) + os.sep) or not os.path.isfile(path):
        raise RunError(f"{path} is no plain file of the repository.", "Look at what the program writes there.")
    if os.path.getsize(path) > _MOST_BYTES:
        raise RunError(f"{path} has more than {_MOST_BYTES >> 20} MB.", "Expected the plan's metrics alone.")
    try:
        with open(path, "rb") as file:
            return numbers_in(file.read(_MOST_BYTES))
    except (OSError, ValueError) as error:
        raise RunError(f"{path} cannot be read: {error}.", "Expected a JSON object of numbers.") from error


def compared(paper: Paper, plan: Plan, numbers: dict[str, float]) -> tuple[Comparison, tuple[Claim, ...]]:
    """Return the paper's tables with our numbers, and what follows from both."""
    comparison = compare(paper, plan.metrics, plan.axes, numbers, "full")
    return comparison, claims_of(comparison)


def drawn_curves(paper: Paper, plan: Plan, numbers: dict[str, float], source: str) -> tuple[tuple[Curve, bytes], ...]:
    """Return our curves, each with the image of the paper's figure where the run has kept the PDF that shows it."""
    curves = curves_of(paper, plan.metrics, plan.axes, numbers)
    images: dict[str, bytes] = {}
    if any(curve.figure for curve in curves) and os.path.isfile(source):
        with contextlib.suppress(PaperError, OSError), open(source, "rb") as file:
            images = {figure.label: figure.png for figure in cut_figures(file.read(), "paper.pdf")}
    return tuple((curve, images.get(curve.figure, b"")) for curve in curves)


def write_results(
    repository: str,
    work: str,
    paper: Paper,
    plan: Plan,
    found: tuple[Comparison, Sequence[Claim]],
    how: str,
    curves: Sequence[tuple[Curve, bytes]] = (),
) -> tuple[str, ...]:
    """Write the pages into the repository and return their paths, the README only where its marks are still there."""
    comparison, claims = found
    pages = {
        "RESULTS.md": numbers_page(comparison, claims, how),
        "results.html": numbers_html(comparison, claims, how, paper.title, curves=curves),
    }
    readme = os.path.join(repository, "README.md")
    if os.path.isfile(readme):
        with open(readme, encoding="utf-8", errors="surrogateescape") as file:
            changed = with_numbers(file.read(), numbers_block(comparison, claims, how, plan.claims))
        if changed is not None:
            pages["README.md"] = changed
    for name, text in pages.items():
        _put(repository, name, text.encode("utf-8", "surrogateescape"))
    metrics = os.path.join(work, _FULL, _METRICS)
    if os.path.isfile(metrics) and not os.path.islink(metrics):
        target = os.path.join(repository, _FULL)
        os.makedirs(target, exist_ok=True)
        shutil.copyfile(metrics, os.path.join(target, _METRICS))
    return tuple(os.path.join(repository, name) for name in pages)


def _put(repository: str, name: str, content: bytes) -> None:
    """Write a page in one step, and note in the manifest that it is ours where it was before."""
    path, manifest = os.path.join(repository, name), os.path.join(repository, _MANIFEST)
    before = _digest(path)
    _replace(path, content)
    try:
        with open(manifest, encoding="utf-8") as file:
            data = json.load(file)
        known = data["files"].get(name)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return
    if before is None or known == before:
        data["files"][name] = hashlib.sha256(content).hexdigest()
        _replace(manifest, (json.dumps(data, indent=1) + "\n").encode())


def _replace(path: str, content: bytes) -> None:
    beside = f"{path}.{secrets.token_hex(4)}.new"
    with open(beside, "wb") as file:
        file.write(content)
    os.replace(beside, path)


def _digest(path: str) -> str | None:
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError:
        return None
