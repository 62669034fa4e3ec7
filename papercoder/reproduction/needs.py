"""What a repository needs from outside, read from its code and configuration: data, models, credentials."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["Need", "needs_of"]

Kind = Literal["comes with", "download", "file", "credential"]

_COMES_WITH = re.compile(r"^(?:sklearn|statsmodels|scipy)\.datasets\.load_\w+$")
_DOWNLOADS = re.compile(
    r"(?:^|\.)(?:fetch_\w+|load_dataset|urlretrieve|urlopen|hf_hub_download|snapshot_download|from_pretrained|"
    r"download_and_extract_archive|download_url|get_file|dataset_download|cached_download)$"
    r"|(?:^|\.)hub\.load$|^tfds\.load$|^gdown\.|^wget\.download$|^requests\.get$|^openml\.|^kagglehub\."
)
_VISION = re.compile(r"(?:^|\.)datasets\.([A-Z]\w+)$")
_ADDRESS = re.compile(r"https?://[^\s\"'<>)\]}]{4,200}")
_PATH = re.compile(
    r"(?:\.{0,2}/|data/|datasets?/|~)[\w./~ -]{1,150}"
    r"|[\w./-]{1,120}\.(?:csv|tsv|npz|npy|h5|hdf5|parquet|jsonl|zip|tar\.gz|pt|pth|mat|arff)"
)
_SECRET = re.compile(r"^[A-Z][A-Z0-9_]*(?:TOKEN|KEY|SECRET|PASSWORD|CREDENTIALS?)$")

_SIZES = {
    "mnist": "12 MB", "fashionmnist": "31 MB", "kmnist": "21 MB", "emnist": "560 MB", "cifar10": "170 MB",
    "cifar100": "170 MB", "svhn": "250 MB", "stl10": "2.6 GB", "imagenet": "150 GB", "20newsgroups": "14 MB",
    "california_housing": "1 MB", "olivetti_faces": "4 MB", "covtype": "11 MB", "lfw_people": "230 MB",
}  # fmt: skip
"""Sizes of what is asked for most, as its hosts give them; of anything else the size is not known."""

_MOST = 60
"""Needs that are told: a screen or two; the rest is counted by whoever shows them."""


@dataclass(frozen=True)
class Need:
    """One thing.

    Args:
        kind: Whether it comes with a package, is downloaded, is a file that must be there, or a credential.
        name: What it is.
        place: File and line that ask for it.
        size: How large, where that is known.
    """

    kind: Kind
    name: str
    place: str
    size: str = ""


def needs_of(files: Mapping[str, str], exists: Mapping[str, bool] | None = None) -> tuple[Need, ...]:
    """Return what the code and the configuration name, each once.

    Args:
        files: Text by path.
        exists: Which paths that the configuration names are there; a path without an entry is taken as missing.
    """
    there = exists or {}
    own = frozenset(path.partition("/")[0].removesuffix(".py") for path in files if path.endswith(".py"))
    found: dict[tuple[str, str], Need] = {}
    for path, text in sorted(files.items()):
        made = _in_python(path, text, own) if path.endswith(".py") else _in_settings(path, text, there)
        for need in made:
            found.setdefault((need.kind, need.name), need)
    order = ("file", "download", "credential", "comes with")
    return tuple(sorted(found.values(), key=lambda need: order.index(need.kind)))[:_MOST]


def _in_python(path: str, text: str, own: frozenset[str]) -> Iterator[Need]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    names = _imported(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _called(node, names, path, own)
        elif isinstance(node, ast.Subscript) and _dotted(node.value).endswith("environ"):
            yield from _secret(node.slice, path)


def _called(call: ast.Call, names: Mapping[str, str], path: str, own: frozenset[str]) -> Iterator[Need]:
    dotted = _dotted(call.func)
    first, dot, rest = dotted.partition(".")
    whole = f"{names.get(first, first)}{dot}{rest}"
    if "." not in whole or whole.partition(".")[0] in own:
        return  # the repository's own function, whatever it is called
    what = next((a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)), "")
    place = f"{path}:{call.lineno}"
    short = whole.rpartition(".")[2]
    if whole.endswith(("getenv", "environ.get")) and call.args:
        yield from _secret(call.args[0], path)
    elif _COMES_WITH.search(whole):
        yield Need("comes with", short.removeprefix("load_"), place)
    elif vision := _VISION.search(whole):
        if any(k.arg == "download" and getattr(k.value, "value", None) is True for k in call.keywords):
            yield Need("download", vision[1], place, _SIZES.get(vision[1].lower(), ""))
    elif _DOWNLOADS.search(whole):
        name = what or short.removeprefix("fetch_")
        yield Need("download", f"{short}({name})" if what else short, place, _SIZES.get(name.lower(), ""))


def _secret(node: ast.expr, path: str) -> Iterator[Need]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SECRET.match(node.value):
        yield Need("credential", node.value, f"{path}:{node.lineno}")


def _imported(tree: ast.Module) -> dict[str, str]:
    """Return the dotted name behind each imported name."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _dotted(node: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([*([node.id] if isinstance(node, ast.Name) else []), *reversed(parts)])


def _in_settings(path: str, text: str, there: Mapping[str, bool]) -> Iterator[Need]:
    if path != "config.yaml":
        return
    for number, line in enumerate(text.splitlines(), 1):
        value = line.partition("#")[0].partition(":")[2].strip().strip("\"'")
        key = line.partition(":")[0].strip()
        if _ADDRESS.match(value):
            yield Need("download", value, f"{path}:{number}")
        elif _PATH.fullmatch(value) and not there.get(value, False) and not _is_output(key):
            yield Need("file", value, f"{path}:{number}")


def _is_output(key: str) -> bool:
    return bool(re.search(r"out|result|log|cache|checkpoint|save", key, re.IGNORECASE))
