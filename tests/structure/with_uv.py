"""`make demo` as somebody with uv meets it: a fresh clone, an empty HOME, uv from the registry, another Python if any.

`python -m tests.structure.with_uv`; `.ci/run` does it after the tests, which pip's installation ran. What pip is told
of registries and certificates, by files or variables, is told to uv in its own words.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tests.structure.closed import supported

__all__ = ["as_uv", "main", "other_pythons"]

ROOT = Path(__file__).parents[2]
_TOLD = re.compile(r"[^.\s]+\.([a-z-]+)=('.*')$")
# pip's word: uv's variable, and what separates several values there.
_WORDS = {
    "cert": ("SSL_CERT_FILE", " "),
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "timeout": ("UV_HTTP_TIMEOUT", " "),
}
_PASSED_ON = re.compile(r"(?i)(https?|all|no)_proxy|SSL_CERT_(FILE|DIR)|UV_(?!CACHE_DIR|PROJECT|PYTHON).*")
_AS_PATIENT_AS_CI = 900
"""Seconds: some 60 on an idle machine, of which most are downloads; a hung one must not hold CI for its whole hour."""


def as_uv(pip_config: Iterable[str]) -> dict[str, str]:
    """Return the variables that tell uv what these lines of `pip config list` tell pip; earlier lines come first."""
    told: dict[str, str] = {}
    for line in pip_config:
        found = _TOLD.match(line.strip())
        if found and found[1] in _WORDS:
            name, between = _WORDS[found[1]]
            values = [value for value in str(ast.literal_eval(found[2])).split() if _is_there(value)]
            if values:
                told.setdefault(name, between.join(values))
    # As pip does: the best version of all registries, not the first registry that knows the name.
    return told | {"UV_INDEX_STRATEGY": "unsafe-best-match"}


def _is_there(value: str) -> bool:
    """Tell whether a value names no folder, or one that exists: pip passes over others, uv ends."""
    path = value.removeprefix("file://")
    return not path.startswith("/") or Path(path).exists()


def other_pythons(environ: Mapping[str, str]) -> list[Path]:
    """Return the supported interpreters of other versions than this one, on PATH or kept by pyenv, newest first."""
    path = environ.get("PATH")
    names = [f"python3.{minor}" for minor in range(30, 0, -1)]
    candidates = [named for name in names if (named := shutil.which(name, path=path))]
    if pyenv := shutil.which("pyenv", path=path):
        root = subprocess.run([pyenv, "root"], capture_output=True, text=True, env=dict(environ), check=False).stdout
        candidates += [str(kept) for kept in Path(root.strip() or "/nowhere").glob("versions/*/bin/python3")]
    found = dict(_versions(candidates, environ))
    newest = sorted(found, key=lambda version: tuple(map(int, version.split("."))), reverse=True)
    running = ".".join(map(str, sys.version_info[:2]))
    return [found[version] for version in newest if version in supported() and not version.startswith(f"{running}.")]


def _versions(candidates: Iterable[str], environ: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    """Give the version of each that starts; a name of pyenv's that stands for no version does not."""
    tell = "import sys; print('.'.join(map(str, sys.version_info[:3])), sys.executable)"
    for candidate in candidates:
        said = subprocess.run([candidate, "-c", tell], capture_output=True, text=True, env=dict(environ), check=False)
        version, _, executable = said.stdout.strip().partition(" ")
        if said.returncode == 0 and executable:
            yield version, Path(executable)


def main() -> int:
    """Install uv, clone, run the demo, and say how long it took; where uv cannot be had, say so."""
    with tempfile.TemporaryDirectory(prefix="with-uv-") as folder:
        place = Path(folder)
        tools = place / "tools"
        subprocess.run([sys.executable, "-m", "venv", str(tools)], check=True)
        pip = [str(tools / "bin/python"), "-m", "pip", "--disable-pip-version-check"]
        if subprocess.run([*pip, "install", "--quiet", "uv"], check=False).returncode:
            return _not_tried("uv could not be installed with pip")
        told = subprocess.run([*pip, "config", "list"], capture_output=True, text=True, check=True).stdout.splitlines()
        (place / "bin").mkdir()
        (place / "bin/uv").symlink_to(tools / "bin/uv")
        return _demo(place, as_uv(told))


def _demo(place: Path, told: dict[str, str]) -> int:
    (place / "home").mkdir()
    if subprocess.run(["git", "clone", "--quiet", str(ROOT), str(place / "clone")], check=False).returncode:
        print("The checkout cannot be cloned: its files are copied instead.", file=sys.stderr)
        left = shutil.ignore_patterns(".git", ".venv", ".*_cache", "__pycache__", "demo")
        shutil.copytree(ROOT, place / "clone", ignore=left, dirs_exist_ok=True)
    others = other_pythons(os.environ)
    python = others[0] if others else Path(getattr(sys, "_base_executable", sys.executable))
    path = [str(place / "bin"), str(python.parent), *os.environ["PATH"].split(os.pathsep)]
    environment = {name: value for name, value in os.environ.items() if _PASSED_ON.fullmatch(name)}
    environment |= told | {"HOME": str(place / "home"), "PATH": os.pathsep.join(path), "LANG": "C.UTF-8"}
    began = time.monotonic()
    done = subprocess.run(
        ["make", "demo"], cwd=place / "clone", env=environment, capture_output=True, text=True,
        timeout=_AS_PATIENT_AS_CI, check=False,
    )  # fmt: skip
    versions = [[str(place / "bin/uv"), "--version"], [str(place / "clone/.venv/bin/python"), "--version"]]
    said = [subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip() for words in versions]
    if done.returncode and "Failed to fetch" in done.stderr:
        return _not_tried(f"uv reaches no registry where pip does:\n{done.stderr[-2000:]}")
    if done.returncode or not done.stdout.rstrip().splitlines()[-1].startswith("complete"):
        print(done.stdout + done.stderr, f"`make demo` failed with {' and '.join(said)}", sep="\n", file=sys.stderr)
        return 1
    print(f"`make demo` with {' and '.join(said)}, in an empty HOME: complete after {time.monotonic() - began:.0f} s")
    if not others:
        print("No other supported Python was found on this machine: the demo ran on the one of the tests.")
    return 0


def _not_tried(reason: str) -> int:
    print(f"NOT TRIED: `make demo` with uv was not run to its end, for {reason}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
