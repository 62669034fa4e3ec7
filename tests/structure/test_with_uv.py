"""How pip's settings become uv's, and which other interpreters are found."""

import os
import sys
from pathlib import Path

from tests.structure.with_uv import as_uv, other_pythons

ROOT = Path(__file__).parents[2]


def test_uv_is_told_what_pip_is_told_variables_before_files(tmp_path: Path) -> None:
    """And not of folders that are not there: uv would end, pip passes over them."""
    for name in ("own.crt", "one", "two", "wheels"):
        (tmp_path / name).mkdir()
    lines = [
        f":env:.cert='{tmp_path}/own.crt'",
        ":env:.disable-pip-version-check='1'",
        "global.cert='/certificates/all.crt'",
        rf"global.extra-index-url='\nfile://{tmp_path}/one\nfile://{tmp_path}/two\nfile:///nowhere/simple'",
        f"global.find-links='/nowhere/wheels {tmp_path}/wheels {tmp_path}/one'",
        "global.index-url='https://packages.example/simple'",
        "something else",
    ]
    assert as_uv(lines) == {
        "SSL_CERT_FILE": f"{tmp_path}/own.crt",
        "UV_INDEX": f"file://{tmp_path}/one file://{tmp_path}/two",
        "UV_FIND_LINKS": f"{tmp_path}/wheels,{tmp_path}/one",
        "UV_DEFAULT_INDEX": "https://packages.example/simple",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }


def test_supported_interpreters_of_other_versions_are_found_newest_first(tmp_path: Path) -> None:
    """Named so or kept by pyenv; what does not start, is this version or is not supported is left out."""
    minor = 12 if sys.version_info[1] != 12 else 13
    said = {
        "python3.14": "exit 127",
        f"python3.{minor}": f"echo 3.{minor}.1 /opt/one",
        "python3.10": "echo 3.10.13 /opt/old",
        f"python3.{sys.version_info[1]}": f"echo 3.{sys.version_info[1]}.99 /opt/same",
        "pyenv": f"echo {tmp_path}/kept",
        "kept/versions/3.14.2/bin/python3": "echo 3.14.2 /opt/newest",
        "kept/versions/3.15.0/bin/python3": "echo 3.15.0 /opt/too-new",
    }
    for name, program in said.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"#!/bin/sh\n{program}\n")
        (tmp_path / name).chmod(0o755)
    assert other_pythons(os.environ | {"PATH": str(tmp_path)}) == [Path("/opt/newest"), Path("/opt/one")]
    assert other_pythons(os.environ | {"PATH": str(tmp_path / "kept")}) == []


def test_ci_runs_the_demo_with_uv_too() -> None:
    assert ".venv/bin/python -m tests.structure.with_uv\n" in (ROOT / ".ci/run").read_text()
