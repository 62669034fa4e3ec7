"""Bad input: one or two clear lines on standard error, the right exit code, nothing left behind."""

import signal
from pathlib import Path

import pytest
import typer

from papercoder.cli.error_boundary import guarded
from papercoder.settings import permit
from tests.cli.conftest import Cli
from tests.server.options import ServerOptions
from tests.server.running import serve


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "paper.txt", "--model", "gpt"), "provider:name"),
        (("run", "paper.txt", "--max-cost=-1"), "max_cost"),
        (("run", "paper.txt", "--set", "max_cst=1"), "Did you mean max_cost?"),
        (("run", "paper.txt", "--set", "max_cost"), "expected name=value"),
        (("run", "paper.txt", "--agent-model", "codr=a:b"), "'coder'"),
        (("run", "paper.txt", "--until", "plannr"), "Did you mean planner?"),
        (("run", "paper.txt", "-o", "."), "exists already"),
        (("run", "-"), "nothing came"),
        (("resume", "last"), "There is no run yet."),
        (("resume", "x-none"), "No run's id begins with 'x-none'."),
        (("fork", "last", "--at", "coder", "--config", "paper.txt"), "against the old config.yaml"),
        (("fork", "last", "--config-set", "lr"), "expected name=value"),
        (("run",), "Missing argument"),
        (("rnu", "paper.txt"), "Did you mean 'run'?"),
        (("run", "paper.txt", "--modle", "a:b"), "--model"),
        (("runs", "--jsn"), "--json"),
        (("resume", "last", "--reject"), "requires an argument"),
        (("run", "paper.txt", "--model", "opnai:gpt-5", "--base-url", ""), "Did you mean openai:gpt-5?"),
        (("run", "paper.txt", "--agent-model", "coder=groq:x", "--base-url", ""), "GROQ_API_KEY is not set"),
        (("run", "paper.txt", "--model", "replay:nowhere"), "nowhere cannot be read"),
        (("run", "paper.txt", "--model", "replay:."), "holds no recorded calls"),
        (("runs", "--status", "done"), "waiting for review"),
        (("rm", "last", "--yes"), "There is no run yet."),
        (("open",), "There is no run yet."),
        (("init",), "Nobody can be asked here"),
    ],
)
def test_bad_input_is_said_in_words(cli: Cli, words: tuple[str, ...], said: str) -> None:
    done = cli(*words, expect=2)
    assert said in done.stderr
    assert not (cli.data / "runs").exists()


@pytest.mark.parametrize("content", [None, b"", b"\x00\x01\x02" * 50, b"%PDF-1.7\nbroken"])
def test_a_paper_that_cannot_be_read_leaves_no_run(cli: Cli, content: bytes | None) -> None:
    if content is not None:
        (cli.folder / "bad.pdf").write_bytes(content)
    done = cli("run", "bad.pdf", expect=2)
    assert "bad.pdf" in done.stderr
    assert "resume" not in done.stdout + done.stderr
    assert list((cli.data / "runs").iterdir()) == []
    assert cli("runs", "--json").stdout == "[]\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--model", "openai:tset-model"), "Check the model's name"),
        (("--model", "openai:test-model"), "The key was refused: check OPENAI_API_KEY"),
    ],
)
def test_a_key_or_name_that_the_provider_refuses_leaves_no_run(cli: Cli, words: tuple[str, ...], said: str) -> None:
    key = "" if "tset" in words[1] else "sk-right"
    with serve(ServerOptions(files=4, any_model=False, api_key=key)) as strict:
        done = cli("run", "paper.txt", *words, "--base-url", strict.url, "-o", "out", expect=2)
    assert said in done.stderr
    assert "no run is kept" in done.stdout
    assert "resume" not in done.stdout + done.stderr
    assert cli("runs", "--json").stdout == "[]\n"
    assert sorted(entry.name for entry in cli.folder.iterdir()) == ["data", "paper.txt"]


def test_a_password_in_the_address_is_not_kept(cli: Cli) -> None:
    done = cli("run", "paper.txt", "--base-url", "http://me:s3cret@model.example/v1", expect=2)
    assert "holds a name or password" in done.stderr
    assert "s3cret" not in done.stderr
    assert not (cli.data / "runs").exists()


def test_the_status_of_another_run_is_not_written_over(cli: Cli) -> None:
    (cli.folder / "out.status.json").write_text("somebody's")
    assert "out.status.json exists already" in cli("run", "paper.txt", "-o", "out", expect=2).stderr


def test_an_empty_data_folder_is_no_error(cli: Cli) -> None:
    assert "No runs in" in cli("runs").stdout


def test_a_missing_model_says_what_to_set(cli: Cli) -> None:
    cli.environment["PAPERCODER_MODEL"] = ""
    assert "make demo" in cli("run", "paper.txt", expect=2).stderr


def test_an_unknown_variable_is_named_with_its_neighbour(cli: Cli) -> None:
    cli.environment["PAPERCODER_MAXCOST"] = "3"
    said = cli("run", "paper.txt", expect=2).stderr
    assert said == "PAPERCODER_MAXCOST is no setting of PaperCoder.\nDid you mean PAPERCODER_MAX_COST?\n"


def test_a_damaged_database_is_said_in_words(cli: Cli) -> None:
    cli.data.mkdir()
    (cli.data / "papercoder.sqlite").write_text("this is no database " * 100)
    done = cli("run", "paper.txt", expect=1)
    assert "cannot be used" in done.stderr
    assert "PAPERCODER_DATA" in done.stderr


def test_a_data_folder_that_cannot_be_made_is_said_in_words(cli: Cli) -> None:
    cli.data.write_text("a file stands here")
    assert "cannot be used" in cli("run", "paper.txt", expect=1).stderr
    assert "x Data folder" in cli("doctor", expect=1).stdout


def test_doctor_marks_the_missing_key_of_the_model_that_is_set(cli: Cli) -> None:
    cli.environment["PAPERCODER_BASE_URL"] = ""
    cli.environment["OPENAI_API_KEY"] = ""
    told = cli("doctor", expect=1).stdout
    assert "x Model                       The model openai:test-model needs an API key and OPENAI_API_KEY" in told
    cli.environment["PAPERCODER_MODEL"] = ""
    assert "- Model                       none set; set one up with: papercoder init" in cli("doctor").stdout


def test_doctor_tells_what_works_and_keeps_secrets(cli: Cli) -> None:
    cli.environment["PAPERCODER_BASE_URL"] = "http://user:secret@model.example:8000/v1"
    cli.environment["OPENAI_API_KEY"] = "sk-secret"
    told = cli("doctor").stdout
    assert "http://model.example:8000/v1" in told
    assert "+ OPENAI_API_KEY              set" in told
    assert "Sandbox bubblewrap" in told
    assert "secret" not in told


def test_parse_and_check_need_no_model(cli: Cli) -> None:
    cli.environment["PAPERCODER_MODEL"] = ""
    assert "Data" in cli("parse", "paper.txt").stdout
    assert '"sections"' in cli("parse", "paper.txt", "--json").stdout
    assert "got both" in cli("parse", "paper.txt", "--json", "--markdown", expect=2).stderr
    (cli.folder / "code").mkdir()
    (cli.folder / "code" / "broken.py").write_text("def f(:\n")
    assert "broken.py" in cli("check", "code", expect=1).stdout
    assert '"runs"' in cli("check", "code", "--sarif", expect=1).stdout
    assert "nowhere" in cli("check", "nowhere", expect=2).stderr
    assert "no findings" in cli("check", "code", "--ignore", "syntax").stdout
    assert "Did you mean 'syntax'" in cli("check", "code", "--select", "syntx", expect=2).stderr
    assert "1 finding" in cli("check", "code/broken.py", "--write-baseline", "known.json").stdout
    assert "no findings" in cli("check", "code/broken.py", "--baseline", "known.json").stdout


def test_a_fault_of_the_program_is_saved_and_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path))
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(typer.Exit) as ended, guarded():
        raise ZeroDivisionError("by nought")
    signal.signal(signal.SIGTERM, before)
    permit(None)
    said = capsys.readouterr().err
    assert ended.value.exit_code == 70
    assert "ZeroDivisionError: by nought" in said
    assert "Traceback" not in said
    (saved,) = (tmp_path / "faults").iterdir()
    assert str(saved) in said
    assert "Traceback" in saved.read_text()
