"""Environments made from wheels, shared, never half-made."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from papercoder.sandbox.bubblewrap import Bubblewrap
from papercoder.sandbox.current import current_environment
from papercoder.sandbox.unconfined import Unconfined
from papercoder.sandbox.watch import Stopped
from papercoder.trial.environment import Prepared, cache_folder, heavy, made_before, prepare, requirements_of, unmet
from papercoder.trial.probes.run import run_probes
from papercoder.trial.run import TrialOptions, made_environment, run_trial
from state.answers.probes import Probe
from tests.trial.repositories import repository, wheel


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels in place of the package index, for pip as well as uv."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for installer in ("PIP", "UV"):
        monkeypatch.setenv(f"{installer}_NO_INDEX", "1")
        monkeypatch.setenv(f"{installer}_FIND_LINKS", str(folder))
    return folder


def _prepare(cache: Path, *requirements: str, seconds: float = 120.0, stop: bool = False) -> Prepared:
    event = threading.Event()
    if stop:
        event.set()
    return prepare(requirements, sandbox=Unconfined(), cache=str(cache), seconds=seconds, stop=event)


async def test_a_trial_in_an_environment_made_for_it(sandbox: Bubblewrap, index: Path, tmp_path: Path) -> None:
    wheel(index, "tinyshape", "1.2", "AREA = 6.0\n")
    cache = tmp_path / "environments"

    async def trial() -> tuple[str, float, str]:
        made = await run_trial(
            repository(src_model="from tinyshape import AREA\ndef value():\n    return AREA\n"),
            entry_point="main.py",
            requirements=["tinyshape>=1,<2"],
            unknown_imports=[],
            metrics=["accuracy"],
            options=TrialOptions(sandbox="bubblewrap", environments=str(cache)),
        )
        assert made.result == "passed", made.reason
        return made.environment, made.metrics["accuracy"], made.stages[0].command

    label, accuracy, command = await trial()
    assert label.startswith("made for the requirements")
    assert (accuracy, command) == (6.0, "install tinyshape<2,>=1")
    made = [path for path in cache.iterdir() if path.is_dir()]
    assert len(made) == 1
    before = made[0].stat().st_mtime_ns
    assert (await trial())[0] == label
    assert made[0].stat().st_mtime_ns == before


async def test_the_environment_of_probes_serves_the_trial_where_it_has_all(
    sandbox: Bubblewrap, index: Path, tmp_path: Path
) -> None:
    wheel(index, "tinyshape", "1.2", "AREA = 6.0\n")
    wheel(index, "tinycolour", "2.0", "RED = 1.0\n")
    cache = tmp_path / "environments"
    options = TrialOptions(sandbox="bubblewrap", environments=str(cache))
    probe = Probe(question="How large is it?", code="import tinyshape\nprint(tinyshape.AREA)", expected="5.0")
    planned = ["tinyshape>=1  # planned, not imported by the code", "tinycolour"]
    (tried,) = await run_probes([probe], requirements=planned, options=options)
    assert (tried.result, tried.output, tried.versions) == ("otherwise", "6.0", ("tinyshape 1.2",))

    _, made, _ = await made_environment(sandbox, ["tinyshape<2"], (), replace(options, probed=tuple(planned)))
    (place,) = [path.name for path in cache.iterdir() if path.is_dir()]
    assert made.environment is not None
    assert place in made.environment.label
    for other in (["tinyshape<1"], ["tinyshape", "no-such-distribution"]):
        assert made_before(other, planned, sandbox, str(cache)) == other
    assert made_before(["tinyshape"], ["tinycolour"], sandbox, str(cache)) == ["tinyshape"]


def test_runs_at_once_share_one_and_a_half_made_one_is_taken_away(index: Path, tmp_path: Path) -> None:
    wheel(index, "tinyshape", "1.2", "")
    cache = tmp_path / "environments"
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda _: _prepare(cache, "tinyshape"), range(3)))
    assert len({prepared.environment for prepared in made}) == 1
    assert [prepared.reason for prepared in made] == ["", "", ""]
    (place,) = [path for path in cache.iterdir() if path.is_dir()]
    half = place.rename(cache / f"{place.name}.part-left")
    again = _prepare(cache, "tinyshape").environment
    assert again == made[0].environment
    assert again is not None
    assert os.path.isfile(os.path.join(again.site, "tinyshape.py"))
    # Nobody can write compiled modules into what the sandbox shows read-only.
    assert os.listdir(os.path.join(again.site, "__pycache__"))
    assert not half.exists()


def test_only_wheels_are_installed_and_a_failure_leaves_nothing(index: Path, tmp_path: Path) -> None:
    canary = tmp_path / "built"
    source = index / "sourced-1.0"
    source.mkdir()
    (source / "setup.py").write_text(f"open({str(canary)!r}, 'w'); from setuptools import setup; setup(name='sourced')")
    import tarfile

    with tarfile.open(index / "sourced-1.0.tar.gz", "w:gz") as archive:
        archive.add(source, "sourced-1.0")
    cache = tmp_path / "environments"
    prepared = _prepare(cache, "sourced==1.0")
    assert prepared.environment is None
    assert prepared.is_codes_fault
    assert prepared.reason.startswith("the requirements cannot be installed from wheels: ")
    assert not canary.exists()
    assert [path.suffix for path in cache.iterdir()] == [".lock"]


def test_an_index_that_does_not_answer_is_not_the_codes_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")
    prepared = _prepare(tmp_path, "no-such-distribution-at-all")
    assert prepared.environment is None
    assert not prepared.is_codes_fault
    assert prepared.reason.startswith("the package index does not answer")


def test_the_time_limit_and_stopping_are_kept(index: Path, tmp_path: Path) -> None:
    wheel(index, "tinyshape", "1.2", "")
    prepared = _prepare(tmp_path / "environments", "tinyshape", seconds=0.001)
    assert prepared.environment is None
    assert prepared.reason == "installing took more than 0.001 s"
    with pytest.raises(Stopped):
        _prepare(tmp_path / "environments", "tinyshape", stop=True)
    assert not any(path.is_dir() for path in (tmp_path / "environments").iterdir())


def test_the_current_interpreter_serves_where_it_satisfies_all(tmp_path: Path) -> None:
    prepared = _prepare(tmp_path, "numpy>=1.20", "PyYAML", "colorama; sys_platform == 'win32'")
    assert prepared.environment == current_environment()
    assert unmet(["numpy>=999", "no-such-distribution", "PyYAML"]) == ["numpy>=999", "no-such-distribution"]


def test_requirements_are_read_and_heavy_ones_known() -> None:
    lines = ["# all", "", "torch>=2  # model", "numpy", "Jax[cpu]~=0.4.1", "cupy-cuda12x"]
    assert requirements_of(lines) == ["cupy-cuda12x", "Jax[cpu]~=0.4.1", "numpy", "torch>=2"]
    assert heavy(requirements_of(lines)) == ["cupy-cuda12x", "jax", "torch"]
    with pytest.raises(ValueError, match="is no requirement"):
        requirements_of(["-r other.txt"])
    with pytest.raises(ValueError, match="names an address"):
        requirements_of(["numpy @ file:///etc/passwd"])


def test_the_cache_is_in_the_users_folder_unless_given() -> None:
    assert cache_folder("~/made") == os.path.expanduser("~/made")
    assert cache_folder("").endswith(os.path.join("papercoder", "environments"))


_UV = """#!/bin/sh
# Stands for uv where the index of builds for CPUs cannot be reached.
echo "$@" >> "$UV_SAID"
for last; do :; done
case "$*" in
  *"--torch-backend cpu"*) echo "error: error resolving DNS" >&2; exit 2 ;;
  venv*) exec "$REAL_PYTHON" -I -m venv "$last" ;;
  *) exec "$(dirname "$last")/venv/bin/python" -m pip install --quiet --requirement "$last" ;;
esac
"""


def test_torch_is_asked_for_as_its_build_for_cpus_first(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel(index, "torch", "9.9", "VALUE = 1\n")
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "uv").write_text(_UV)
    (tools / "uv").chmod(0o755)
    said = tmp_path / "said.txt"
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    monkeypatch.setenv("UV_SAID", str(said))
    monkeypatch.setenv("REAL_PYTHON", sys.executable)
    made = _prepare(tmp_path / "environments", "torch>=9")
    assert made.environment, made.reason
    asked = [line for line in said.read_text().splitlines() if line.startswith("pip install")]
    assert ["--torch-backend cpu" in line for line in asked] == [True, False]


async def test_heavy_frameworks_are_installed_where_allowed_and_it_is_said_before(
    sandbox: Bubblewrap, index: Path, tmp_path: Path
) -> None:
    wheel(index, "jaxlib", "9.9", "VALUE = 1.0\n")
    said: list[str] = []
    told = TrialOptions(sandbox="bubblewrap", environments=str(tmp_path / "cache"), tell=said.append)
    for options in (replace(told, install_heavy=True), told):  # what is there already needs no leave and no word
        made = await run_trial(
            repository(src_model="from jaxlib import VALUE\ndef value():\n    return VALUE\n"),
            entry_point="main.py",
            requirements=["jaxlib>=9"],
            unknown_imports=[],
            metrics=["accuracy"],
            options=options,
        )
        assert made.result == "passed", made.reason
    assert said == [
        f"needs jaxlib: wheels of 0.2 to 3 GB are installed once and kept for later runs in {tmp_path / 'cache'}"
    ]
