"""Rules `undefined-name`, `unused-import`, `bad-format`, found by ruff over a temporary copy."""

import json
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from papercoder.checks.code.parsed import Module, ParsedRepository
from papercoder.checks.code.symbols import Symbols
from papercoder.errors import InputError
from papercoder.temporary import TemporaryFolder
from state.findings import Finding, Severity

__all__ = ["check_names"]

# An error where running the line fails, a warning or note where it only may be a slip.
_RULES: dict[str, tuple[str, Severity]] = {
    "F401": ("unused-import", "note"),
    "F405": ("undefined-name", "error"),
    "F501": ("bad-format", "error"),
    "F502": ("bad-format", "error"),
    "F503": ("bad-format", "error"),
    "F505": ("bad-format", "error"),
    "F506": ("bad-format", "error"),
    "F507": ("bad-format", "error"),
    "F509": ("bad-format", "error"),
    "F521": ("bad-format", "error"),
    "F524": ("bad-format", "error"),
    "F601": ("repeated-key", "warning"),
    "F811": ("redefined", "warning"),
    "F821": ("undefined-name", "error"),
    "F822": ("undefined-name", "warning"),
    "F823": ("undefined-name", "error"),
    "F841": ("unused-variable", "note"),
}

# Names that a program gives to every module while it runs: IPython, gettext, and Windows.
_GIVEN = ["get_ipython", "display", "__IPYTHON__", "WindowsError", "reveal_type", "reveal_locals"]


def check_names(repository: ParsedRepository) -> Iterator[Finding]:
    """Ask ruff for names that are not defined, imports that are not used, and formats that cannot work."""
    if not repository.modules:
        return
    symbols = Symbols(repository)
    for path, fault in _faults({path: module.text for path, module in repository.modules.items()}):
        code = fault["code"]
        if code not in _RULES or _excused(code, path, fault, repository, symbols):
            continue
        rule, severity = _RULES[code]
        if code == "F821" and not _evaluated(repository.modules[path], fault):
            severity = "warning"
        line = fault["location"]["row"]
        yield Finding(path=path, line=line, rule=rule, severity=severity, message=_sentence(fault["message"]))


def _excused(code: str, path: str, fault: Mapping[str, Any], repository: ParsedRepository, symbols: Symbols) -> bool:
    module = repository.modules[path]
    if code == "F401":
        return module.is_package
    name = fault["message"].partition("`")[2].partition("`")[0]
    # Importing a submodule binds its name in the package, whichever file imports it.
    if code in {"F405", "F821", "F822"} and module.is_package and repository.submodule(path, name):
        return True
    if code in {"F405", "F822"}:
        return symbols.may_have(module, name)
    return code == "F821" and (module.scopes.dynamic or name in module.scopes.guarded_names)


def _evaluated(module: Module, fault: Mapping[str, Any]) -> bool:
    """Return whether running the line needs the name; an annotation in quotes or under `__future__` does not."""
    return (fault["location"]["row"], fault["message"].split("`")[1]) in module.scopes.loaded


def _sentence(message: str) -> str:
    return message.rstrip(".").replace(" may be undefined, or defined from star imports", " is defined nowhere")


def _faults(texts: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Run ruff over numbered copies, so that no path of the repository reaches the disk."""
    with TemporaryFolder() as folder:
        copies: dict[str, str] = {}
        for number, (path, text) in enumerate(texts.items()):
            place = Path(folder).resolve() / str(number)
            place.mkdir()
            copy = place / ("__init__.py" if path.endswith("__init__.py") else "module.py")
            copy.write_text(text, encoding="utf-8", newline="")
            copies[str(copy)] = path
        faults = json.loads(_run(folder))
    yield from ((copies[fault["filename"]], fault) for fault in faults if fault["code"])


def _run(folder: str) -> str:
    done = subprocess.run(
        [
            _binary(),
            "check",
            "--isolated",
            "--no-cache",
            "--exit-zero",
            "--quiet",
            "--target-version=py312",
            f"--config=builtins = {json.dumps(_GIVEN)}",
            f"--select={','.join(_RULES)},F403",
            "--output-format=json",
            folder,
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    if done.returncode:
        raise InputError(f"Expected ruff to read the repository, got: {done.stderr.strip()[:300]}", "Reinstall ruff.")
    return done.stdout


def _binary() -> str:
    """Return the program beside this interpreter, or the one on the search path."""
    beside = shutil.which("ruff", path=sysconfig.get_path("scripts"))
    found = beside or shutil.which("ruff")
    if found is None:
        raise InputError("Expected the program ruff, found none.", "Install the package ruff.")
    return found
