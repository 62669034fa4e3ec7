"""Any folder with code as a judge sees it: its tree, its text files, and as many of them as fit a window."""

import os
import re
from collections.abc import Iterable, Sequence

from pydantic import Field

from papercoder.errors import InputError
from papercoder.papers.markdown import estimate_tokens
from papercoder.plain_files import open_plain
from state.value import Value

__all__ = ["JudgedRepository", "Shown", "SourceFile", "fit", "holds_keys", "read", "show_tree"]

_CODE = frozenset(
    ".bash .c .cc .cpp .cu .cuh .go .h .hpp .ipynb .java .jl .js .lua .m .py .pyi .r .rs .sh .ts".split()  # noqa: SIM905
)
_CONFIG = frozenset([".yaml", ".yml", ".toml", ".cfg", ".ini", ".gin"])
_DOCUMENT = frozenset({".md", ".rst", ".tex"})
_RESULT = frozenset({".json", ".csv", ".tsv", ".log", ".txt"})
_SETTINGS_FILES = frozenset(
    {"requirements.txt", "environment.yml", "dockerfile", "makefile", "pyproject.toml", "setup.py"}
)
_KEYS = re.compile(
    r"(?:^|[._-])(?:secrets?|credentials?|api[._-]?keys?|passwords?|passwd|service[._-]?account|private[._-]?keys?)(?:[._-]|$)"
    r"|^(?:(?:access|api|auth|bearer|hf|refresh|wandb)[._-]?)?(?:tokens?|keys?)\.",
    re.IGNORECASE,
)
"""Names of files in which people keep keys; what a judge is shown leaves this machine."""
_NOT_ENTERED = frozenset({"__pycache__", "env", "node_modules", "site-packages", "venv"})
"""Folders of installed packages and caches: not the authors' work, and larger than it."""
_MOST_FILES = 5_000
"""A folder with more is a data set or a whole machine; reading it would take minutes before anything is judged."""
_LARGEST = 400_000
"""Bytes, about 100,000 tokens: a larger file fills a judge's window alone, and is data more often than code."""
_TREE_LINES = 400
"""Lines of the tree that a judge sees, about 4,000 tokens; generated folders would push the code out."""
_FRAME_TOKENS = 40
"""Of the tags and the path around a file; without them many small files together would overflow the window."""
_ENTRIES = ("main", "train", "run", "model", "experiment")
"""Words in names of files that say most about a method; they come first, since what comes last may not fit."""


class SourceFile(Value):
    """One text file. `kind` orders what a judge is shown."""

    path: str
    kind: str = Field(description="code, config, document or result.")
    text: str


class JudgedRepository(Value):
    """What a folder holds."""

    name: str
    files: tuple[SourceFile, ...] = Field(description="Text files, in the order in which a judge should read them.")
    others: tuple[str, ...] = Field(
        default=(), description="Files not read: other formats, too large, not UTF-8, or with keys."
    )

    @property
    def paths(self) -> tuple[str, ...]:
        """Return every path, read or not, sorted."""
        return tuple(sorted([f.path for f in self.files] + list(self.others)))

    def of(self, *kinds: str) -> tuple[SourceFile, ...]:
        """Return the files of those kinds."""
        return tuple(f for f in self.files if f.kind in kinds)


class Shown(Value):
    """What fits, and what does not."""

    files: tuple[SourceFile, ...]
    left_out: tuple[str, ...] = Field(default=(), description="Paths with the reason.")


def read(folder: str) -> JudgedRepository:
    """Read a folder made by anybody; links are not followed. An empty folder is a repository too.

    Raises:
        InputError: there is no such folder, or it holds more than 5,000 files.
    """
    root = os.path.realpath(folder)
    if not os.path.isdir(root):
        raise InputError(f"Expected a folder with a repository, got {folder}.", "Give the path of an existing folder.")
    files: list[SourceFile] = []
    others: list[str] = []
    for path in _walk(root):
        text = _text(os.path.join(root, path))
        if text is None:
            others.append(path)
        else:
            files.append(SourceFile(path=path, kind=_kind(path), text=text))
    files.sort(key=_reading_order)
    return JudgedRepository(name=os.path.basename(root), files=tuple(files), others=tuple(others))


def fit(files: Iterable[SourceFile], max_tokens: int) -> Shown:
    """Take whole files in order while they fit; one that does not is skipped, and a smaller one may still follow."""
    shown: list[SourceFile] = []
    left_out: list[str] = []
    room = max_tokens
    for file in files:
        needed = estimate_tokens(file.text) + _FRAME_TOKENS
        if needed <= room:
            shown.append(file)
            room -= needed
        else:
            left_out.append(f"{file.path} (about {needed:,} tokens, no room)")
    return Shown(files=tuple(shown), left_out=tuple(left_out))


def show_tree(paths: Sequence[str]) -> str:
    """Draw the paths as an indented tree."""
    lines: list[str] = []
    before: list[str] = []
    for path in sorted(paths):
        *folders, name = path.split("/")
        same = next(
            (i for i, (a, b) in enumerate(zip(before, folders, strict=False)) if a != b), min(len(before), len(folders))
        )
        lines += [f"{'  ' * depth}{folders[depth]}/" for depth in range(same, len(folders))]
        lines.append(f"{'  ' * len(folders)}{name}")
        before = folders
    if len(lines) > _TREE_LINES:
        lines = [*lines[:_TREE_LINES], f"... and {len(lines) - _TREE_LINES} lines more"]
    return "\n".join(lines) or "(no files)"


def holds_keys(path: str) -> bool:
    """Tell by its name whether a file of settings or data is likely to hold keys; code of such a name is code."""
    name = path.rpartition("/")[2]
    return os.path.splitext(name)[1].lower() in _CONFIG | _RESULT and _KEYS.search(name) is not None


def _walk(root: str) -> list[str]:
    found: list[str] = []
    for here, folders, names in os.walk(root):
        folders[:] = sorted(
            f for f in folders if f not in _NOT_ENTERED and not f.startswith(".") and not f.endswith(".egg-info")
        )
        for name in sorted(names):
            full = os.path.join(here, name)
            if not name.startswith(".") and os.path.isfile(full) and not os.path.islink(full):
                found.append(os.path.relpath(full, root).replace(os.sep, "/"))
        if len(found) > _MOST_FILES:
            raise InputError(f"{root} holds more than {_MOST_FILES} files.", "Give the folder of the code alone.")
    return found


def _text(path: str) -> str | None:
    """Return the text of a file that can be shown, or None."""
    suffix = os.path.splitext(path)[1].lower()
    known = suffix in _CODE | _CONFIG | _DOCUMENT | _RESULT or os.path.basename(path).lower() in _SETTINGS_FILES
    if not known or holds_keys(path) or os.path.getsize(path) > _LARGEST:
        return None
    try:
        with open_plain(path, encoding="utf-8-sig") as file:
            text = file.read()
    except UnicodeDecodeError:
        return None
    return _cells(text) if suffix == ".ipynb" else text


def _cells(text: str) -> str | None:
    """Return the cells of a notebook without their outputs."""
    import json

    try:
        cells = json.loads(text)["cells"]
        sources = [(str(cell["cell_type"]), "".join(cell["source"])) for cell in cells]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return "\n\n".join(f"# %% [{kind}]\n{source}" for kind, source in sources)


def _kind(path: str) -> str:
    name = path.rsplit("/", 1)[-1].lower()
    suffix = os.path.splitext(name)[1]
    if suffix in _CODE:
        return "code"
    if suffix in _CONFIG or name in _SETTINGS_FILES:
        return "config"
    return "document" if suffix in _DOCUMENT else "result"


def _reading_order(file: SourceFile) -> tuple[int, bool, int, int, str]:
    """Order by kind, tests last, entry points and models first, shallow before deep."""
    stem = os.path.splitext(file.path.rsplit("/", 1)[-1])[0].lower()
    known = next((at for at, word in enumerate(_ENTRIES) if word in stem), len(_ENTRIES))
    is_test = "test" in file.path.lower().split("/")[0] or stem.startswith("test_")
    kinds = ("code", "config", "document", "result")
    return kinds.index(file.kind), is_test, known, file.path.count("/"), file.path
