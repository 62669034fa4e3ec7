"""The image that `langgraph build` makes, as far as it can be seen without Docker: what its Dockerfile says."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_image_takes_its_packages_from_the_lock_before_the_project_is_installed(tmp_path: Path) -> None:
    program = str(Path(sys.executable).with_name("langgraph"))
    config = ("--config", str(ROOT / "langgraph.json"))
    made = tmp_path / "Dockerfile"
    words = [program, "dockerfile", *config, str(made)]
    subprocess.run(words, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    lines = made.read_text().splitlines()
    assert lines[0] == "FROM langchain/langgraph-api:3.12"
    assert any("bubblewrap" in line and "tesseract-ocr" in line for line in lines)
    copied = lines.index("COPY requirements.lock pyproject.toml /opt/locked/")
    locked = next(number for number, line in enumerate(lines) if "--constraint /opt/locked/requirements.lock" in line)
    project = next(number for number, line in enumerate(lines) if "/deps/*" in line and "-e ." in line)
    assert copied < locked < project
    assert "--requirement /opt/locked/pyproject.toml --extra postgres" in lines[locked]
    assert {".env", ".venv", ".git"} <= set((ROOT / ".dockerignore").read_text().splitlines()), "ADD . takes the rest"
    assert all((ROOT / name).is_file() for name in lines[copied].split()[1:-1])
