"""papercoder doctor: what this machine and its settings allow, without secrets."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import typer

from papercoder.cli.terminal.output import say

if TYPE_CHECKING:
    from state.settings import AgentName, Settings

__all__ = ["doctor"]

_DISTRIBUTIONS = (
    "papercoder", "langgraph", "langgraph-checkpoint-sqlite", "langchain", "langchain-openai", "langchain-community",
    "unstructured", "markdown-it-py", "pypdfium2", "pydantic",
)  # fmt: skip

Mark = Literal["+", "-", "x"]
"""It works; it is missing and can be done without; it is missing or wrong and needed."""

Line = tuple[Mark, str, str]
"""The mark, what was looked at, what was found."""


def doctor() -> None:
    """Tell what works here and what does not; exits with 1 when something needed is missing."""
    well = True
    for section in (_machine, _distributions, _settings, _data_folder, _tools, _sandboxes):
        for mark, name, found in section():
            well = well and mark != "x"
            say(f"{mark} {name:<27} {found}")
    if not well:
        raise typer.Exit(1)


def _machine() -> Iterator[Line]:
    import platform
    import sys

    version = platform.python_version()
    yield "+" if (3, 11) <= sys.version_info[:2] < (3, 15) else "x", "Python", f"{version} (3.11 to 3.14 work)"
    yield "+", "System", f"{platform.system()} {platform.release()} {platform.machine()}"


def _distributions() -> Iterator[Line]:
    from importlib.metadata import PackageNotFoundError, version

    for name in _DISTRIBUTIONS:
        try:
            yield "+", name, version(name)
        except PackageNotFoundError:
            yield "x", name, "not installed"


def _settings() -> Iterator[Line]:
    import os

    from papercoder.cli.load_settings import settings_of_command
    from papercoder.env_files import user_settings_path
    from papercoder.errors import SettingsError

    own = user_settings_path()
    yield ("+", "Your settings", own) if os.path.isfile(own) else ("-", "Your settings", f"none yet in {own}")
    try:
        settings = settings_of_command({})
    except SettingsError as error:
        yield "x", "Settings", str(error)
        return
    if settings.base_url:
        yield "+", "Model server", _without_secrets(settings.base_url)
    if not settings.model:
        yield "-", "Model", "none set; set one up with: papercoder init"
    else:
        yield from _models(settings)


def _models(settings: "Settings") -> Iterator[Line]:
    """Look at every model that is set: its key, and whether it can be asked at all."""
    from papercoder.errors import SettingsError
    from papercoder.models.naming import model_for
    from papercoder.models.providers.clients import check_model, has_key, key_variable

    shown = set()
    agents: list[AgentName] = ["planner", *(agent for agent in settings.agent_models if agent != "planner")]
    for agent in agents:
        title = f"Model of {agent}" if agent in settings.agent_models else "Model"
        try:
            model = model_for(settings, agent)
            check_model(settings, agent)
        except SettingsError as error:
            yield "x", title, str(error)
            continue
        yield "+", title, str(model)
        variable = key_variable(model.provider)
        if variable and variable not in shown:
            shown.add(variable)
            yield "+" if has_key(model.provider) else "-", variable, "set" if has_key(model.provider) else "not set"


def _without_secrets(address: str) -> str:
    from urllib.parse import urlsplit

    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"


def _data_folder() -> Iterator[Line]:
    import os
    import shutil
    import tempfile

    from papercoder.runs.folders import data_folder

    folder = data_folder()
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError as error:
        yield "x", "Data folder", f"{folder} cannot be written: {error.strerror or error}"
        return
    yield "+", "Data folder", f"{folder} ({free / 2**30:.1f} GiB free)"


def _tools() -> Iterator[Line]:
    import shutil

    for name, use in (("uv", "makes the environments of trials faster"), ("git", "for your own use")):
        found = shutil.which(name)
        yield "+" if found else "-", name, found or f"not found; {use}"


def _sandboxes() -> Iterator[Line]:
    """Try each back end; a machine without any still writes repositories, and says that the trial was not run."""
    from papercoder.sandbox.choose import backends

    states = backends()
    confined = any(state.available for state in states if state.name != "none")
    for state in states:
        how = "works" if state.available else "not here"
        install = f"; {state.install}" if state.install else ""
        yield "+" if state.available else "-", f"Sandbox {state.name}", f"{how}: {state.reason}{install}"
    yield "+" if confined else "-", "Trials", "confined" if confined else "not run: no sandbox"
