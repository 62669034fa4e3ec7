"""Which files may be planned: none that a tool runs or follows by itself, and none that hides a module of Python."""

import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence

__all__ = ["planned_fault", "planned_notes"]

# Run by code hosts as soon as the repository is pushed.
_BUILD_SERVERS = {
    "appveyor.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    "cloudbuild.yaml",
    "jenkinsfile",
}
# Followed by coding assistants that are started in the folder.
_ASSISTANTS = {"agents.md", "claude.md", "gemini.md", "copilot-instructions.md", "cursorrules"}
# Run by Python at its start, or by a desktop when the folder is opened.
_STARTED = {"sitecustomize.py", "usercustomize.py", "autorun.inf", "desktop.ini"}
_STARTED_SUFFIXES = (".pth", ".desktop", ".lnk", ".pyc", ".so", ".pyd", ".dll", ".dylib", ".exe")
# Libraries that nearly every repository of a paper imports: a file of that name is imported in their place.
_LIBRARIES = {"numpy", "scipy", "torch", "torchvision", "sklearn", "pandas", "yaml", "transformers", "matplotlib",
              "tqdm", "jax", "tensorflow", "PIL", "pip", "setuptools", "pytest"}  # fmt: skip
# Tools that run these only when they are asked to; a person should know of them before that.
_NOTED = {
    "setup.py": "is run by pip when somebody installs the repository",
    "setup.cfg": "configures tools that are run in the folder",
    "pyproject.toml": "tells pip how to build the repository, and configures tools that are run in the folder",
    "tox.ini": "configures tools that are run in the folder",
    "pytest.ini": "configures pytest, which loads what it names",
    "noxfile.py": "is run by nox",
    "tasks.py": "is run by invoke",
    "makefile": "is run by make",
    "justfile": "is run by just",
    "package.json": "may name programs that npm runs when it installs",
    "docker-compose.yml": "starts containers",
    "conftest.py": "is run by pytest before any test",
}
_SCRIPTS = (".bat", ".cmd", ".ps1", ".sh", ".bash")


def planned_fault(path: str) -> str:
    """Return why the safe path must not be planned, as the end of a sentence; empty where it may be."""
    return next(_faults(path), "")


def planned_notes(paths: Sequence[str]) -> list[str]:
    """Return a sentence for each planned file that a tool runs when it is asked to, for the person who reviews."""
    notes = []
    for path in paths:
        name = path.rpartition("/")[2].casefold()
        reason = _NOTED.get(name) or ("is a script to be started by hand" if name.endswith(_SCRIPTS) else "")
        if reason:
            notes.append(f"{path} {reason}.")
    return notes


def _faults(path: str) -> Iterator[str]:
    parts = path.split("/")
    name = parts[-1].casefold()
    if any(part.startswith(".") for part in parts):
        yield "has a name that begins with a dot: such files are hidden, and many tools follow them unasked"
    if name in _BUILD_SERVERS:
        yield "is run by code hosts by itself"
    if name in _ASSISTANTS:
        yield "is followed by coding assistants by itself"
    if name in _STARTED or name.endswith(_STARTED_SUFFIXES):
        yield "is run or loaded by itself when Python or a desktop starts"
    if name == "conftest.py" and not {"test", "tests"} & set(parts[:-1]):
        yield "is run by pytest wherever it is started: it may stand in tests/ only"
    if hidden := _hidden_module(parts):
        yield f"hides the module {hidden!r} that other files and libraries import: choose another name"
    if mixed := next((part for part in parts if _mixes_scripts(part)), ""):
        yield f"has the name {mixed!r}, in which letters of several scripts look alike"


def _hidden_module(parts: Sequence[str]) -> str:
    """Return the module of Python, or of a usual library, in whose place the file would be imported."""
    inside = parts[1:] if parts[0] == "src" and len(parts) > 1 else parts
    first = inside[0].removesuffix(".py")
    if not parts[-1].endswith(".py") or (len(inside) == 1 and first == inside[0]):
        return ""
    # `test` is the interpreter's own test suite, which nothing imports; a folder of tests may be called so.
    return first if first in (sys.stdlib_module_names - {"test"}) | _LIBRARIES else ""


def _mixes_scripts(part: str) -> bool:
    scripts = {unicodedata.name(letter, "?").partition(" ")[0] for letter in part if letter.isalpha()}
    code = re.search(r"\.(py|pyi|sh|bash)$", part) is not None
    foreign = scripts - {"LATIN", "MICRO"}
    return bool(foreign) and ("LATIN" in scripts - {"MICRO"} or code)
