"""Where evaluations are kept: DATA/evaluations/NAME-DIGEST, the same for the same question, so that asking resumes."""

import os
import re
from typing import Any

from papercoder.errors import InputError
from papercoder.evaluation.judging.repository import JudgedRepository
from papercoder.evaluation.judging.session import fingerprint
from papercoder.runs.card import write_json
from papercoder.runs.folders import data_folder
from state.paper import Paper
from state.settings import AgentName, Settings

__all__ = ["content_digest", "evaluation_folder", "save_json", "save_text"]


def content_digest(repository: JudgedRepository) -> str:
    """Return what stands for the contents of a repository."""
    return fingerprint(*(part for f in repository.files for part in (f.path, f.text)), *repository.others)


def evaluation_folder(
    what: str, repository: JudgedRepository, paper: Paper, settings: Settings, agent: AgentName, *more: str
) -> str:
    """Return the folder of this evaluation: another model, paper, repository or rubric means another folder."""
    model = settings.agent_models.get(agent) or settings.model
    asked = (model, settings.base_url, settings.reasoning_effort, str(settings.temperature))
    digest = fingerprint(what, content_digest(repository), paper.model_dump_json(), *asked, *more)
    name = re.sub(r"[^a-z0-9]+", "-", repository.name.lower()).strip("-")[:40] or "repository"
    return os.path.join(data_folder(), "evaluations", f"{what}-{name}-{digest}")


def save_json(path: str, data: Any) -> None:
    """Write JSON, making the folder.

    Raises:
        InputError: the disk does not take it.
    """
    try:
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        write_json(path, data)
    except OSError as error:
        raise _refused(path, error) from error


def save_text(path: str, text: str) -> None:
    """Write a text, making the folder.

    Raises:
        InputError: the disk does not take it.
    """
    try:
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise _refused(path, error) from error


def _refused(path: str, error: OSError) -> InputError:
    return InputError(f"{path} cannot be written: {error.strerror or error}.", "Choose another place with -o.")
