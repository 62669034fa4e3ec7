"""Which papers a batch means: what is named, what lies in a folder, what a list names."""

import os

from papercoder.cli.terminal.output import say
from papercoder.errors import InputError, PaperError
from papercoder.plain_files import open_plain

__all__ = ["named_papers"]

_PAPERS = (".pdf", ".md", ".html", ".htm", ".json", ".xml", ".tex", ".zip", ".gz", ".tgz")
_LIST = ".txt"
_TEX = ".tex"
_MOST_READ = 2_000_000
"""Characters of one LaTeX file: what lies in a folder may be anything, and whole books are shorter."""


def named_papers(asked: list[str]) -> list[str]:
    """Return the papers, each once, in the order in which they were named.

    A folder means the papers in it, or the one paper whose LaTeX files it holds; its sub-folders mean the same. Whole
    LaTeX documents beside each other are a paper each where none is clearly the main one, and what lies beside one
    paper's LaTeX files and is named in none of them is said to be left out. A text file names a paper per line; empty
    lines and lines that begin with # do not count. A text file most of whose lines cannot be names is a paper itself.

    Raises:
        InputError: nothing was named, or a folder or list holds no paper.
    """
    found = [paper for name in asked for paper in _expanded(name)]
    if not found:
        raise InputError("Expected papers, a folder of papers or a list.txt, got none.", "papercoder batch FOLDER")
    return list({os.path.realpath(paper) if os.path.exists(paper) else paper: paper for paper in found}.values())


def _expanded(name: str) -> list[str]:
    path = os.path.expanduser(name)
    if os.path.isdir(path):
        return _in_folder(path)
    if path.lower().endswith(_LIST) and os.path.isfile(path):
        return _in_list(path) or [name]
    return [name]


def _in_folder(folder: str, above: frozenset[str] = frozenset()) -> list[str]:
    """Return the papers in a folder and its sub-folders; a link back to a folder above is not followed."""
    real = os.path.realpath(folder)
    if real in above:
        return []
    names = _names(folder)
    if any(name.lower().endswith(_TEX) for name in names):
        return _in_latex_folder(folder, names)
    found = []
    for name in names:
        path = os.path.join(folder, name)
        if os.path.isdir(path):
            found += _in_folder(path, above | {real})
        elif name.lower().endswith(_PAPERS):
            found.append(path)
    return found


def _in_latex_folder(folder: str, names: list[str]) -> list[str]:
    from papercoder.papers.latex.mainfile import find_main, other_documents

    texts = {name: _read(os.path.join(folder, name)) for name in names if name.lower().endswith(_TEX)}
    try:
        find_main(texts, folder)
    except PaperError:
        if each := other_documents(texts, ""):
            return [os.path.join(folder, name) for name in each]
    words = "\n".join(texts.values())
    own = {_stem(name) for name in texts}  # the PDF made of them
    beside = [name for name in names if name.lower().endswith(_PAPERS) and _stem(name) not in own]
    if unnamed := [name for name in beside if _stem(name) not in words]:
        say(f"{folder} is one paper in LaTeX; left out beside it: {', '.join(unnamed)}. Name them to have them read.")
    return [folder]


def _stem(name: str) -> str:
    return os.path.splitext(name)[0]


def _read(path: str) -> str:
    try:
        with open_plain(path, encoding="latin-1") as file:
            return file.read(_MOST_READ)
    except OSError:
        return ""  # said when the paper is read


def _names(folder: str) -> list[str]:
    try:
        return sorted(name for name in os.listdir(folder) if not name.startswith("."))
    except OSError as error:
        raise InputError(
            f"The folder {folder} cannot be read: {error.strerror or error}.", "Mend its permissions or leave it out."
        ) from error


def _in_list(path: str) -> list[str]:
    """Return what a list names; nothing where the file reads like a paper."""
    try:
        with open_plain(path) as file:
            lines = [line.removeprefix("\ufeff").strip() for line in file]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}.", "Give a text file with one paper per line.") from error
    here = os.path.dirname(os.path.abspath(path))
    named = [line for line in lines if line and not line.startswith("#")]
    if not named:
        raise InputError(f"{path} names no paper.", "Expected one paper per line: a path, a URL or an arXiv id.")
    papers = [_from(here, line) for line in named]
    could_be = sum(" " not in paper or os.path.exists(paper) for paper in papers)
    return papers if 2 * could_be > len(papers) else []


def _from(here: str, line: str) -> str:
    """Take a path in a list as seen from the list."""
    beside = os.path.join(here, os.path.expanduser(line))
    return beside if os.path.exists(beside) else line
