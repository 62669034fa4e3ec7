"""papercoder init: asks, tries with one call, says its cost, and keeps what was given for this user alone."""

import stat
from pathlib import Path

import pytest

from tests.cli.conftest import PROGRAM, Cli
from tests.cli.terminal import Terminal
from tests.server.running import RunningServer


@pytest.fixture
def new(cli: Cli) -> Cli:
    """Return a command line on which nothing is set up yet."""
    for name in ("PAPERCODER_MODEL", "PAPERCODER_BASE_URL", "OPENAI_API_KEY"):
        cli.environment.pop(name)
    return cli


def test_it_asks_tries_and_keeps(new: Cli, server: RunningServer) -> None:
    terminal = Terminal([*PROGRAM, "init", "--base-url", server.url], new.folder, new.environment)
    try:
        terminal.until("Provider")
        terminal.type("openai")
        terminal.until("Model")
        terminal.type("test-model")
        terminal.until("needs none): ")
        terminal.type("sk-typed")
        shown = terminal.until("Kept in")
        assert terminal.end() == 0
    finally:
        terminal.close()
    assert "sk-typed" not in shown + terminal.shown
    assert "tokens in" in shown
    assert "for $0.0" in shown
    kept = Path(new.environment["PAPERCODER_SETTINGS"])
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    told = new("doctor").stdout
    assert "openai:test-model" in told
    assert "+ OPENAI_API_KEY              set" in told
    assert new("run", "paper.txt", "--until", "reader", expect=3)


def test_without_a_terminal_an_option_names_the_model_and_the_environment_the_key(
    new: Cli, server: RunningServer
) -> None:
    new.environment["OPENAI_API_KEY"] = "sk-environment"
    told = new("init", "--model", "openai:test-model", "--base-url", server.url).stdout
    assert "OPENAI_API_KEY is set already and is kept." in told
    assert "sk-environment" in Path(new.environment["PAPERCODER_SETTINGS"]).read_text()


def test_what_does_not_answer_is_not_kept(new: Cli) -> None:
    failed = new("init", "--model", "openai:x", "--base-url", "http://127.0.0.1:9/v1", expect=1)
    assert "127.0.0.1" in failed.stderr or "connect" in failed.stderr.lower()
    assert "Nothing was kept" in failed.stderr
    assert not Path(new.environment["PAPERCODER_SETTINGS"]).exists()
    missing = new("init", "--model", "openai:x", expect=2)
    assert "OPENAI_API_KEY is not set" in missing.stderr
