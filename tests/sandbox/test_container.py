"""Docker and Podman: the command line, and whether a daemon answers (asked of small programs in their place)."""

import itertools
import os
from pathlib import Path

import pytest

from papercoder.sandbox import container
from papercoder.sandbox.backend import BackendState, CommandLimits, Environment
from papercoder.sandbox.choose import backends, choose

_LIMITS = CommandLimits(memory_mb=512, processes=40, disk_mb=64)


def _command(site: str = "") -> list[str]:
    found = container.Container("/usr/bin/docker", "docker", image="python:3.12-slim")
    environment = Environment("", "", "", "", site=site)
    return found.command(["python", "main.py"], "papercoder-1", "/folder/repository", environment, _LIMITS, ["a.json"])


def _pairs(command: list[str]) -> list[tuple[str, str]]:
    return list(itertools.pairwise(command))


@pytest.mark.parametrize(
    "pair",
    [
        ("--network", "none"),
        ("--cap-drop", "ALL"),
        ("--security-opt", "no-new-privileges"),
        ("--user", "1000:1000"),
        ("--pids-limit", "40"),
        ("--memory", "512m"),
        ("--memory-swap", "512m"),
        ("--volume", "/folder/repository:/source:ro"),
        ("--tmpfs", "/repository:rw,nosuid,nodev,exec,mode=1777,size=64m"),
        ("--shm-size", "16m"),
        ("--name", "papercoder-1"),
        ("--entrypoint", "python"),
    ],
)
def test_the_container_is_confined(pair: tuple[str, str]) -> None:
    assert pair in _pairs(_command())


def test_nothing_else_is_shown_or_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    command = _command("/cache/site")
    assert "--read-only" in command
    volumes = [value for name, value in _pairs(command) if name == "--volume"]
    assert volumes == ["/folder/repository:/source:ro", "/cache/site:/env:ro"]
    assert not any("secret" in word for word in command)
    variables = {value.partition("=")[0] for name, value in _pairs(command) if name == "--env"}
    assert {"HOME", "PYTHONHASHSEED", "PYTHONPATH"} <= variables
    assert command[command.index("python:3.12-slim") + 1 :][:3] == ["-I", "-S", "-c"]


def _client(folder: Path, name: str, text: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    program.chmod(0o755)


def test_a_daemon_must_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.defpath}")
    _client(tmp_path, "docker", "echo 'Cannot connect to the daemon' >&2; exit 1")
    _client(tmp_path, "podman", 'test "$1" = info && echo linux')
    refused = choose("docker")
    assert isinstance(refused, BackendState)
    assert refused.reason == "no daemon answers: Cannot connect to the daemon"
    assert refused.install
    assert choose("podman") == container.Container(str(tmp_path / "podman"), "podman")


async def test_the_container_is_removed_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.defpath}")
    (tmp_path / "repository").mkdir()
    log = tmp_path / "log"
    _client(tmp_path, "docker", f'echo "$1 $2 $3" >> {log}; test "$1" != run || exec yes')
    found = container.find("docker")
    assert isinstance(found, container.Container)
    done = await found.run(
        ["python", "main.py"],
        repository=str(tmp_path / "repository"),
        environment=Environment("", "", "", ""),
        limits=CommandLimits(output_bytes=10),
    )
    assert done.hit == "output"
    called = [line.split() for line in log.read_text(encoding="utf-8").splitlines()]
    assert [words[0] for words in called] == ["info", "run", "rm"]
    assert called[2][1] == "--force"
    assert called[2][2].startswith("papercoder-")


def test_every_back_end_is_listed() -> None:
    states = {state.name: state for state in backends()}
    assert list(states) == ["bubblewrap", "docker", "podman", "none"]
    assert all(state.available or state.install for state in states.values())
    assert "only by name" in states["none"].reason


def test_a_back_end_that_is_missing_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    for name in ("auto", "bubblewrap", "docker", "podman"):
        found = choose(name)
        assert isinstance(found, BackendState)
        assert not found.available
        assert found.install
