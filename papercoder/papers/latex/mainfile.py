"""Which of many LaTeX files is the paper."""

import posixpath
import re
from collections.abc import Mapping

from papercoder.errors import PaperError
from papercoder.papers.latex.flatten import strip_comments

__all__ = ["find_main", "other_documents"]

_CLASS = re.compile(r"\\document(?:class|style)\b")
_BEGIN = re.compile(r"\\begin\s*\{document\}")
_SUBORDINATE = re.compile(
    r"\\documentclass\s*+(?:\[[^\]]{0,2000}+\])?\s*+\{(?:subfiles|standalone|beamer|letter|a0poster|tikzposter)\}"
)
_INPUT = re.compile(r"\\(?:input|include|subfile|import)\s*\{([^{}\n]+)\}")
_SIDE = re.compile(
    r"suppl|append|respon|rebut|cover|letter|poster|slides|diff|template|readme|checklist|figure|tikz", re.IGNORECASE
)
_USUAL = re.compile(r"^(?:main|ms|paper|article|manuscript|root|arxiv\w*|camera\w*|final\w*)$", re.IGNORECASE)


def find_main(files: Mapping[str, str], name: str) -> str:
    """Return the path of the main file.

    Raises:
        PaperError: there is none, or several that could be it.
    """
    texts = {path: strip_comments(text) for path, text in files.items() if _is_tex(path, text)}
    if not texts:
        raise PaperError(
            f"{name}: expected LaTeX files, found none among {len(files)} files.",
            "Give the .tex file, a folder or archive that holds it, or the PDF.",
        )
    if len(texts) == 1:
        return next(iter(texts))
    included = {_stem(target) for text in texts.values() for target in _INPUT.findall(text)}
    candidates = _candidates(texts, included)
    if len(candidates) == 1:
        return candidates[0]
    return _choose(candidates, texts, files, name)


def _is_tex(path: str, text: str) -> bool:
    return (
        path.lower().endswith((".tex", ".ltx", ".latex"))
        or "." not in posixpath.basename(path)
        or bool(_CLASS.search(text[:20_000]))
    )


def _stem(path: str) -> str:
    return posixpath.basename(path.strip()).removesuffix(".tex")


def _candidates(texts: Mapping[str, str], included: set[str]) -> list[str]:
    r"""Prefer complete documents, then files with \\begin{document}, then files that nobody includes."""
    complete = [p for p, t in texts.items() if _CLASS.search(t) and _BEGIN.search(t) and not _SUBORDINATE.search(t)]
    begun = [p for p, t in texts.items() if _BEGIN.search(t) and not _SUBORDINATE.search(t)]
    loose = [p for p, t in texts.items() if _stem(p) not in included and "\\section" in t]
    found = complete or begun or loose or [p for p in texts if _stem(p) not in included] or list(texts)
    free = [p for p in found if _stem(p) not in included]
    return free or found


def _choose(candidates: list[str], texts: Mapping[str, str], files: Mapping[str, str], name: str) -> str:
    named = _toplevel(files, candidates)
    for group in (
        named,
        [p for p in candidates if _USUAL.match(_stem(p)) and "/" not in p],
        [p for p in candidates if f"{p.removesuffix('.tex')}.bbl" in files],
        [p for p in candidates if not _SIDE.search(posixpath.basename(p))],
    ):
        if len(group) == 1:
            return group[0]
    plain = [p for p in candidates if not _SIDE.search(posixpath.basename(p))] or candidates
    plain.sort(key=lambda p: -_weight(p, texts))
    if len(plain) > 1 and _weight(plain[0], texts) < 3 * _weight(plain[1], texts):
        listed = ", ".join(sorted(plain)[:8])
        raise PaperError(
            f"{name}: expected one main LaTeX file, found {len(plain)}: {listed}.",
            "Unpack an archive, and give the one to read by its own path; a second path is read as its supplement.",
        )
    return plain[0]


def other_documents(files: Mapping[str, str], main: str) -> list[str]:
    """Return the complete documents beside the main one that it does not include and that hold sections.

    They are not read: a supplement, an earlier version, an answer to reviewers.
    """
    texts = {path: strip_comments(text) for path, text in files.items() if _is_tex(path, text)}
    included = {_stem(target) for text in texts.values() for target in _INPUT.findall(text)}
    return sorted(
        path
        for path, text in texts.items()
        if path != main
        and _stem(path) not in included
        and _CLASS.search(text)
        and _BEGIN.search(text)
        and not _SUBORDINATE.search(text)
        and "\\section" in text
    )


def _toplevel(files: Mapping[str, str], candidates: list[str]) -> list[str]:
    """Read arXiv's 00README, which may name the top-level file."""
    notes = " ".join(text for path, text in files.items() if posixpath.basename(path).lower().startswith("00readme"))
    return [
        p
        for p in candidates
        if re.search(rf"{re.escape(p)}[\s\S]{{0,40}}toplevel|toplevel[\s\S]{{0,60}}{re.escape(p)}", notes)
    ]


def _weight(path: str, texts: Mapping[str, str], seen: frozenset[str] = frozenset()) -> int:
    r"""Return how many characters a file brings, its \\input included."""
    text = texts[path]
    total = len(text)
    by_stem = {_stem(p): p for p in texts}
    for target in _INPUT.findall(text)[:200]:
        child = by_stem.get(_stem(target))
        if child and child != path and child not in seen and len(seen) < 20:
            total += _weight(child, texts, seen | {path})
    return total
