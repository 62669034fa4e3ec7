"""The wheel, unpacked as an installer does: it starts alone, and says in one sentence what keeps it from starting."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from papercoder.surroundings import fault

ROOT = Path(__file__).parents[2]
OTHERS = '"""Agents of another distribution."""\n\nraise RuntimeError("imported")\n'


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as the build makes it."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture
def site(wheel: Path, tmp_path: Path) -> Path:
    """A folder of installed packages that holds the wheel."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    return tmp_path / "site"


def run(code: str, path: tuple[Path, ...]) -> subprocess.CompletedProcess[str]:
    """Run a program with these folders before all others."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, path))}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=path[-1], env=environment, capture_output=True, text=True, check=False)


def start(*words: str, path: tuple[Path, ...], before: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command line as its entry point does."""
    return run(
        f"{before}\nimport sys; sys.argv = {['papercoder', *words]}; from papercoder.cli import main; main()", path
    )


def test_the_wheel_starts_and_holds_what_a_run_reads(site: Path) -> None:
    done = start("--version", path=(site,))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("papercoder ")
    assert [p.name for p in site.iterdir() if p.suffix != ".dist-info"] == ["papercoder"]
    for folder in ("agents", "graph", "prompts", "state", "papercoder"):
        files = [p for p in (ROOT / folder).rglob("*") if p.is_file() and "__pycache__" not in p.parts]
        place = site if folder == "papercoder" else site / "papercoder/bundled"
        assert [f for f in files if not (place / f.relative_to(ROOT)).exists()] == []


def test_the_doctor_takes_the_packages_of_a_wheel_for_ours(site: Path) -> None:
    done = start("doctor", path=(site,))
    assert "+ Python" in done.stdout
    assert "x package" not in done.stdout


def test_the_command_line_stands_beside_packages_of_the_same_names(site: Path, tmp_path: Path) -> None:
    for name in ("agents", "state"):
        (site / name).mkdir()
        (site / name / "__init__.py").write_text(OTHERS)
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs/graph.py").write_text(OTHERS)
    (tmp_path / "paper.md").write_text("# A paper\n\n## Abstract\n\nIt is short.\n")
    for command in (["--version"], ["parse", str(tmp_path / "paper.md")]):
        done = start(*command, path=(tmp_path / "theirs", site))
        assert (done.returncode, done.stderr) == (0, ""), done.stderr


def test_a_program_of_somebody_else_keeps_its_own_packages(site: Path) -> None:
    """And is told in one sentence, should it run ours in the same process."""
    (site / "agents").mkdir()
    (site / "agents/__init__.py").write_text("THEIRS = True\n")
    code = "import papercoder, agents; assert agents.THEIRS; from papercoder.surroundings import fault; print(fault())"
    done = run(code, (site,))
    assert done.stderr == ""
    assert done.stdout == (
        f"PaperCoder's package {site}/papercoder/bundled/agents/__init__.py was expected as `agents`, "
        f"{site}/agents/__init__.py was found: "
        "use PaperCoder in a process of its own, as its command line or its server.\n"
    )


def test_the_library_says_whose_package_stands_in_its_way(site: Path) -> None:
    (site / "agents").mkdir()
    (site / "agents/__init__.py").write_text("THEIRS = True\n")
    done = run(
        "import agents\ntry:\n    from papercoder import reproduce\nexcept ImportError as e:\n    print(e)", (site,)
    )
    assert done.stderr == ""
    assert "was expected as `agents`" in done.stdout


def test_where_files_cannot_be_locked_wsl_is_named(site: Path) -> None:
    done = start("--version", path=(site,), before="import sys; sys.modules['fcntl'] = None")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "PaperCoder needs the file locks of Linux or macOS, which Windows does not have: "
        "use WSL (in PowerShell: wsl --install) and install it there.\n"
    )


def test_nothing_keeps_this_checkout_from_starting() -> None:
    assert fault() is None
