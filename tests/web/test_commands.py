"""run --web, review --web and resume --draft as real processes; what a browser sends is sent over HTTP here."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from papercoder.review.drafts.file import DRAFT_NAME
from tests.cli.conftest import PROGRAM, Cli, make_cli
from tests.server.running import RunningServer
from tests.web.test_review_page import until

# A shell in the background starts its children deaf to Ctrl-C; a person's terminal does not.
HEARING = (
    sys.executable,
    "-c",
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from papercoder.cli import main; main()",
)


class Sender:
    """What a browser would send to the pages of a process."""

    def __init__(self, process: "subprocess.Popen[str]", client: httpx.Client, run: str) -> None:
        self.process = process
        self._client = client
        self._review = f"/runs/{run}/review"

    def waits(self) -> bool:
        return self._client.get(self._review).status_code == 200

    def page(self) -> str:
        return self._client.get(self._review).text

    def post(self, what: str, **fields: str) -> httpx.Response:
        page = self._client.get(f"{self._review}/send").text
        token = re.search(r'name="form_token" value="([^"]+)"', page)
        assert token
        return self._client.post(f"{self._review}/{what}", data={"form_token": token[1], **fields})


@contextmanager
def serving(cli: Cli, *words: str) -> Iterator[Sender]:
    pipe = subprocess.PIPE
    process = subprocess.Popen([*HEARING, *words], cwd=cli.folder, env=cli.environment, stdout=pipe, text=True)
    assert process.stdout is not None
    try:
        line = next(line for line in process.stdout if "Pages of this run" in line)
        address = urlsplit(re.findall(r"http://\S+", line)[0])
        root = f"http://{address.netloc}"
        with httpx.Client(base_url=root, follow_redirects=True, headers={"origin": root}, timeout=30) as client:
            assert client.get(f"/?{address.query}").status_code == 200
            yield Sender(process, client, address.path.split("/")[2])
    finally:
        process.kill()
        process.communicate()


def test_a_run_is_asked_in_the_browser_and_goes_on(tmp_path: Path, model: RunningServer) -> None:
    cli = make_cli(tmp_path, model.url)
    with serving(cli, "run", "paper.txt", "--web", "-o", "out") as sender:
        until(sender.waits)
        assert sender.post("set", key="training.epochs", value="9").status_code == 200
        assert "may not" not in sender.post("send", answer="approve").text
        assert sender.process.wait(timeout=120) == 0
    assert cli.config()["training"]["epochs"] == 9
    assert (tmp_path / "out/README.md").exists()


def test_a_rejection_has_the_configuration_written_again(waiting: Cli) -> None:
    with serving(waiting, "review", "--web") as sender:
        assert sender.post("send", answer="reject", reason="  ").status_code == 409
        sender.post("send", answer="reject", reason="use Table 3")
        until(lambda: "not sent yet" in sender.page())
        sender.post("send", answer="approve")
        assert sender.process.wait(timeout=120) == 0
    calls = waiting("show", "--calls").stdout
    assert calls.count("config-writer ") > 2


def test_ctrl_c_keeps_the_draft_and_resume_sends_it(waiting: Cli) -> None:
    with serving(waiting, "review", "--web") as sender:
        assert sender.process.stdout is not None
        assert any("waits for your review in the browser" in line for line in sender.process.stdout)
        sender.post("set", key="training.epochs", value="9")
        sender.process.send_signal(signal.SIGINT)
        out, _ = sender.process.communicate(timeout=60)
        assert "Your draft is kept, not sent" in out
    assert "waiting for review" in waiting("show").stdout
    waiting("resume", "--draft")
    assert waiting.config()["training"]["epochs"] == 9


def test_a_draft_that_cannot_be_read_is_said_and_kept(waiting: Cli) -> None:
    with serving(waiting, "review", "--web") as sender:
        sender.post("text", text="a: [1")
        answer = sender.post("send", answer="approve")
        assert "does not parse" in answer.text
    told = waiting("resume", "--draft", expect=2).stderr
    assert "The draft cannot be sent" in told
    assert next(waiting.data.glob(f"runs/*/{DRAFT_NAME}")).exists()
    waiting("resume", "--approve", "--draft", expect=2)


def test_a_run_that_does_not_wait_has_no_review(waiting: Cli) -> None:
    waiting("resume", "--approve")
    assert "does not wait for a review" in waiting("review", expect=2).stderr


def test_a_port_that_is_taken_is_said(cli_folder: Cli) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"Port {port} cannot be used" in cli_folder("web", "--port", port, expect=2).stderr


@pytest.fixture
def cli_folder(tmp_path: Path, model: RunningServer) -> Cli:
    return make_cli(tmp_path, model.url)


def test_the_pages_say_which_extra_they_need(cli_folder: Cli) -> None:
    code = "import sys; sys.modules['uvicorn'] = None; from papercoder.cli import main; main()"
    words = [PROGRAM[0], "-c", code, "web"]
    done = subprocess.run(
        words,
        cwd=cli_folder.folder,
        env=cli_folder.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "pip install 'papercoder[web]'" in done.stderr
