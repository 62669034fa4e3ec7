"""A data folder on a mount that is read-only: said in words, as root and as an ordinary user, and nothing is lost."""

import os
import shutil
import subprocess

import pytest

from tests.cli.conftest import PROGRAM, Cli

_MOUNTED = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" || exit 99; "$@"'
_SUITE = "name: small\npapers:\n  - {id: a, source: paper.txt}\nsystems:\n  - {name: papercoder}\njudge: {samples: 1}\n"

WAYS = {
    "an ordinary user in a namespace": ("unshare", "--user", "--map-root-user", "--mount"),
    "root": ("unshare", "--mount"),
}


def _read_only(cli: Cli, way: str, *words: str) -> "subprocess.CompletedProcess[str]":
    if way == "root" and os.geteuid():
        pytest.skip("only root mounts without a namespace of users")
    if shutil.which("unshare") is None:
        pytest.skip("there is no unshare here")
    command = [*WAYS[way], "sh", "-c", _MOUNTED, str(cli.data), *words]
    return subprocess.run(
        command, cwd=cli.folder, env=cli.environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize("way", WAYS)
def test_a_read_only_data_folder_is_said_and_the_run_goes_on_elsewhere(way: str, waiting: Cli) -> None:
    if _read_only(waiting, way, "true").returncode:
        pytest.skip("the kernel lets nobody mount here")
    assert _read_only(waiting, way, "touch", str(waiting.data / "x")).returncode
    (waiting.folder / "suite.yaml").write_text(_SUITE, encoding="utf-8")
    for words in (("resume", "--approve"), ("resume", "--draft"), ("bench", "suite.yaml")):
        done = _read_only(waiting, way, *PROGRAM, *words)
        assert done.returncode == 1, done.stderr
        assert "Read-only file system" in done.stderr
        assert "PAPERCODER_DATA" in done.stderr
        assert "Traceback" not in done.stderr
    assert _read_only(waiting, way, *PROGRAM, "runs").returncode == 0
    assert "waiting for review" in waiting("runs").stdout
