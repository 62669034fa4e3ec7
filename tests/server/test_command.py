"""The command line, as a real process."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.server.__main__ import main
from tests.server.paper import make_paper
from tests.server.talk import talk

_ROOT = Path(__file__).parents[2]


def test_it_prints_its_url_first_and_serves(tmp_path: Path) -> None:
    paper = tmp_path / "paper.md"
    command = [sys.executable, "-m", "tests.server", "--port", "0", "--files", "5", "--paper", str(paper)]
    command += ["--fault", "500:planner::2", "--code-fault", "stub", "--model", "mine"]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            url = process.stdout.readline().strip()
            assert httpx.get(f"{url}/models").json()["data"][0]["id"] == "mine"
            assert json.loads(talk(url, "# Task: planner\n"))["requirements"]
            body = {"model": "mine", "messages": [{"role": "user", "content": "# Task: planner\n"}]}
            assert httpx.post(f"{url}/chat/completions", json=body).status_code == 500
        finally:
            process.terminate()
    assert paper.read_text(encoding="utf-8") == make_paper(5)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--files", "2"], "greater than or equal to 4"),
        (["--fault", "sulk"], "sulk"),
        (["--code-fault", "stub:main.py"], "not into main.py"),
        (["--options", "missing.json"], "missing.json"),
    ],
)
def test_wrong_options_give_one_message(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert said in capsys.readouterr().err
