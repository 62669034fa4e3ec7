"""Which files may be planned: none that a tool runs or follows by itself, and none that hides a module of Python."""

import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence

__all__ = ["planned_fault", "planned_notes"]

# Run by code hosts as soon as the repository is pushed.
_BUILD_SERVERS = {"appveyor.yml", "azure-pipelines.yml", "azure-pipelines.yaml", "bitbucket-pipelines.yml",
                  "buildspec.yml", "circle.yml", "cloudbuild.yaml", "cloudbuild.yml", "codefresh.yml", "jenkinsfile",
                  "netlify.toml", "render.yaml", "vercel.json", "wercker.yml", "postbuild"}  # fmt: skip
# Followed by coding assistants that are started in the folder.
_ASSISTANTS = {"agent.md", "agents.md", "agents.override.md", "claude.md", "claude.local.md", "codex.md", "crush.md",
               "gemini.md", "qwen.md", "replit.md", "warp.md", "copilot-instructions.md", "cursorrules"}  # fmt: skip
# Run by Python or Jupyter at its start, or by a desktop when the folder is opened.
_STARTED = {"sitecustomize.py", "usercustomize.py", "autorun.inf", "desktop.ini", "pyvenv.cfg"}
_JUPYTER = re.compile(r"(jupyter(_\w+)?|ipython(_\w+)?)_config\.(py|json)")
# Python finds their entry points wherever the folder above them is searched, and pytest loads plugins named there.
_METADATA = (".dist-info", ".egg-info", ".egg")
_STARTED_SUFFIXES = (
    ".pth",
    "._pth",
    ".egg-link",
    ".pyo",
    ".desktop",
    ".lnk",
    ".pyc",
    ".so",
    ".pyd",
    ".dll",
    ".dylib",
    ".exe",
)
# Libraries that nearly every repository of a paper imports: a file of that name is imported in their place.
_LIBRARIES = {"numpy", "scipy", "torch", "torchvision", "torchaudio", "sklearn", "pandas", "yaml", "transformers",
              "matplotlib", "tqdm", "jax", "tensorflow", "keras", "flax", "optax", "PIL", "cv2", "requests", "networkx",
              "einops", "joblib", "seaborn", "statsmodels", "xgboost", "lightgbm", "timm", "accelerate", "wandb",
              "omegaconf", "safetensors", "huggingface_hub", "nltk", "spacy", "gym", "gymnasium", "h5py", "numba",
              "sympy", "six", "packaging", "typing_extensions", "pip", "setuptools", "wheel", "pkg_resources", "pytest",
              "_pytest", "pluggy", "coverage"}  # fmt: skip
# Folders that stand on Python's path: of scripts that are started there, of tests, and of a src layout.
_SEARCHED = {"src", "lib", "source", "python", "scripts", "bin", "tools", "experiments", "notebooks", "tests",
             "test", "app", "examples"}  # fmt: skip
_SCRIPT = re.compile(r"(main|__main__|cli|run(_\w+)?|train(_\w+)?)\.py")
# Letters of the Latin script itself that nobody tells from others: dotless i, phonetic signs, small capitals.
_ALIKE = re.compile(r"[\u0131\u0138\u0237\u0250-\u02af\u1d00-\u1dbf\ua720-\ua7ff\uab30-\uab6f]")
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
    "docker-compose.yaml": "starts containers",
    "compose.yml": "starts containers",
    "compose.yaml": "starts containers",
    "binding.gyp": "is built by npm when it installs",
    "cmakelists.txt": "is run by cmake",
    "fabfile.py": "is run by fabric",
    "dodo.py": "is run by doit",
    "snakefile": "is run by snakemake",
    "dvc.yaml": "names programs that dvc runs",
    "mlproject": "names programs that mlflow runs",
    "procfile": "names programs that hosts of applications start",
    "vagrantfile": "is run by vagrant",
    "conftest.py": "is run by pytest before any test",
}
_SCRIPTS = (".bat", ".cmd", ".ps1", ".vbs", ".wsf", ".reg", ".sh", ".bash", ".zsh", ".fish", ".ksh", ".command")


def planned_fault(path: str, others: Sequence[str] = ()) -> str:
    """Return why the safe path must not be planned, as the end of a sentence; empty where it may be.

    Args:
        path: As it would be planned.
        others: All planned paths: beside a file that is started, every name can hide a module.
    """
    return next(_faults(path, others), "")


def planned_notes(paths: Sequence[str]) -> list[str]:
    """Return a sentence for each planned file that a tool runs when it is asked to, for the person who reviews."""
    notes = []
    for path in paths:
        name = path.rpartition("/")[2].casefold()
        reason = _NOTED.get(name) or ("is a script to be started by hand" if name.endswith(_SCRIPTS) else "")
        if reason:
            notes.append(f"{path} {reason}.")
    return notes


def _faults(path: str, others: Sequence[str]) -> Iterator[str]:
    parts = path.split("/")
    name = parts[-1].casefold()
    if any(part.startswith(".") for part in parts):
        yield "has a name that begins with a dot: such files are hidden, and many tools follow them unasked"
    if name in _BUILD_SERVERS:
        yield "is run by code hosts by itself"
    if name in _ASSISTANTS:
        yield "is followed by coding assistants by itself"
    if name in _STARTED or name.endswith(_STARTED_SUFFIXES) or _JUPYTER.fullmatch(name):
        yield "is run or loaded by itself when Python or a desktop starts"
    if any(part.casefold().endswith(_METADATA) for part in parts):
        yield "belongs to the description of an installed package, whose entry points Python's tools load by themselves"
    if name == "conftest.py" and not {"test", "tests"} & set(parts[:-1]):
        yield "is run by pytest wherever it is started: it may stand in tests/ only"
    if hidden := _hidden_module(parts, others):
        yield f"hides the module {hidden!r} that other files and libraries import: choose another name"
    if mixed := next((part for part in parts if _mixes_scripts(part)), ""):
        yield f"has the name {mixed!r}, in which letters or signs look like others"


def _hidden_module(parts: Sequence[str], others: Sequence[str]) -> str:
    """Return the module of Python, or of a usual library, in whose place the file would be imported."""
    if not parts[-1].endswith(".py"):
        return ""
    # `test` is the interpreter's own test suite, which nothing imports; a folder of tests may be called so.
    known = (sys.stdlib_module_names - {"test"}) | _LIBRARIES
    names = [part.removesuffix(".py") if part == parts[-1] else part for part in parts]
    hidden = (name for at, name in enumerate(names) if name in known and _is_searched(parts[:at], others))
    return next(hidden, "")


def _is_searched(folder: Sequence[str], others: Sequence[str]) -> bool:
    """Say whether Python looks for modules in the folder: the root, folders of scripts, and where one is started."""
    if not folder or folder[-1].casefold() in _SEARCHED:
        return True
    inside = "/".join(folder) + "/"
    return any(other.startswith(inside) and _SCRIPT.fullmatch(other[len(inside) :]) for other in others)


def _mixes_scripts(part: str) -> bool:
    if _ALIKE.search(part) or any(_is_odd_sign(char) for char in part):
        return True
    scripts = {unicodedata.name(letter, "?").partition(" ")[0] for letter in part if letter.isalpha()}
    code = re.search(r"\.(py|pyi|sh|bash)$", part) is not None
    foreign = scripts - {"LATIN", "MICRO"}
    return bool(foreign) and ("LATIN" in scripts - {"MICRO"} or code)


def _is_odd_sign(char: str) -> bool:
    """Say whether it is a stroke, dash or mark outside of ASCII, such as the fraction slash."""
    return char > "~" and unicodedata.category(char)[0] in "PSZM" and unicodedata.category(char) != "Mc"
