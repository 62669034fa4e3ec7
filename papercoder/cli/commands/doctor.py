"""papercoder doctor: what this machine and its settings allow, without secrets."""

from collections.abc import Iterator

import typer

__all__ = ["doctor"]

_DISTRIBUTIONS = (
    "papercoder", "langgraph", "langgraph-checkpoint-sqlite", "langchain", "langchain-openai", "langchain-community",
    "unstructured", "markdown-it-py", "pypdfium2", "pydantic",
)  # fmt: skip

Line = tuple[bool, str, str]
"""Whether it is well, what was looked at, what was found."""


def doctor() -> None:
    """Tell what works here and what does not; exits with 1 when something needed is missing."""
    well = True
    for section in (_machine, _distributions, _packages_not_shadowed, _settings, _data_folder, _tools, _sandboxes):
        for is_well, name, found in section():
            well = well and is_well
            typer.echo(f"{'+' if is_well else 'x'} {name:<27} {found}")
    if not well:
        raise typer.Exit(1)


def _machine() -> Iterator[Line]:
    import platform
    import sys

    version = platform.python_version()
    yield (3, 11) <= sys.version_info[:2] < (3, 14), "Python", f"{version} (3.11 to 3.13 work)"
    yield True, "System", f"{platform.system()} {platform.release()} {platform.machine()}"


def _distributions() -> Iterator[Line]:
    from importlib.metadata import PackageNotFoundError, version

    for name in _DISTRIBUTIONS:
        try:
            yield True, name, version(name)
        except PackageNotFoundError:
            yield False, name, "not installed"


def _packages_not_shadowed() -> Iterator[Line]:
    """Look whether another distribution's package of the same name stands before ours."""
    import os
    from importlib.util import find_spec

    import papercoder

    ours = os.path.dirname(os.path.dirname(os.path.abspath(papercoder.__file__ or "")))
    for name in ("agents", "graph", "prompts", "state"):
        spec = find_spec(name)
        place = os.path.dirname(os.path.dirname(spec.origin)) if spec and spec.origin else "nowhere"
        if place != ours:
            yield False, f"package {name}", f"comes from {place}; uninstall what put it there, or set PYTHONPATH={ours}"


def _settings() -> Iterator[Line]:
    import os

    from papercoder.cli.load_settings import settings_of_command
    from papercoder.errors import SettingsError

    try:
        settings = settings_of_command({})
    except SettingsError as error:
        yield False, "Settings", str(error)
        return
    if not settings.model:
        yield True, "Model", "none set; give --model provider:name or PAPERCODER_MODEL"
        return
    yield True, "Model", settings.model
    for agent, model in settings.agent_models.items():
        yield True, f"Model of {agent}", model
    if settings.base_url:
        yield True, "Model server", _without_secrets(settings.base_url)
    variable = f"{settings.model.partition(':')[0].upper().replace('-', '_')}_API_KEY"
    yield True, variable, "set" if os.environ.get(variable) else "not set"


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
        yield False, "Data folder", f"{folder} cannot be written: {error.strerror or error}"
        return
    yield True, "Data folder", f"{folder} ({free / 2**30:.1f} GiB free)"


def _tools() -> Iterator[Line]:
    import shutil

    for name, use in (("uv", "makes the environments of trials faster"), ("git", "for your own use")):
        yield True, name, shutil.which(name) or f"not found; {use}"


def _sandboxes() -> Iterator[Line]:
    """Try each back end; a machine without any still writes repositories, and says that the trial was not run."""
    from papercoder.sandbox.choose import backends

    states = backends()
    confined = any(state.available for state in states if state.name != "none")
    for state in states:
        how = "works" if state.available else "not here"
        install = f"; {state.install}" if state.install else ""
        yield True, f"Sandbox {state.name}", f"{how}: {state.reason}{install}"
    yield True, "Trials", "confined" if confined else "not run: no sandbox"
