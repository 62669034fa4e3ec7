"""DATA/batches/BATCH.json: which runs belong together, so that any process may go on with them."""

import os
from typing import Literal

from pydantic import ValidationError

from papercoder.errors import SettingsError
from papercoder.plain_files import open_plain
from papercoder.runs.card import write_json
from papercoder.runs.folders import data_folder, names_in
from papercoder.runs.shared_files import read_shared, share, shared_names
from state.value import Value

__all__ = ["Batch", "batch_names", "find_batch", "write_batch"]


class Batch(Value):
    """The runs of one batch, in the order in which they were named."""

    version: Literal[1] = 1
    id: str
    started: str
    runs: tuple[str, ...]
    budget: float | None = None
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None


def write_batch(batch: Batch) -> None:
    """Write the batch's file."""
    os.makedirs(_folder(), mode=0o700, exist_ok=True)
    path = os.path.join(_folder(), f"{batch.id}.json")
    write_json(path, batch.to_json())
    share(path, batch.to_json())


def find_batch(asked: str) -> Batch:
    """Return the batch of an id, an unambiguous beginning of one, or the newest for 'last'.

    Raises:
        SettingsError: none or several fit, or the file cannot be read.
    """
    names = batch_names()
    fitting = names[-1:] if asked == "last" else [name for name in names if name.startswith(asked)]
    if len(fitting) != 1:
        found = ", ".join(names[-5:]) or "none"
        raise SettingsError(f"Expected one batch for {asked!r}, found {len(fitting)}.", f"Newest batches: {found}.")
    path = os.path.join(_folder(), f"{fitting[0]}.json")
    try:
        if (shared := read_shared(path)) is not None:
            return Batch.from_json(shared)
        with open_plain(path) as file:
            return Batch.model_validate_json(file.read())
    except (OSError, ValidationError) as error:
        raise SettingsError(f"{path} cannot be read: {str(error).splitlines()[0]}.", "Start the batch anew.") from error


def batch_names() -> list[str]:
    """Return the ids, oldest first; they begin with the time they were made."""
    names = {*shared_names(_folder()), *names_in(_folder())}
    return sorted(name.removesuffix(".json") for name in names if name.endswith(".json"))


def _folder() -> str:
    return os.path.join(data_folder(), "batches")
