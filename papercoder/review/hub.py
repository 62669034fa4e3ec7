"""Dataset and model names on the Hugging Face hub: suggestions for the reviewer, never replacements."""

import asyncio
from collections.abc import Sequence
from typing import Any, Literal

from papercoder.review.attention import is_name
from state.config import ConfigEntry

__all__ = ["look_up"]

Kind = Literal["dataset", "model"]

# Names in these groups are looked up among datasets, all others among models.
_DATA_GROUPS = ("data", "dataset", "datasets", "corpus")
# Suggestions that fit on one line; more are a list that nobody reads.
_MOST = 4
# A person waits for the review: names that are not looked up by then are said to be so.
_SECONDS = 20.0
# One try before all: without a network the hub's client would repeat each look-up for half a minute.
_REACH_SECONDS = 3.0


async def look_up(entries: Sequence[ConfigEntry], *, endpoint: str | None = None) -> dict[str, str]:
    """Look up the entries that name datasets (among datasets) or models (among models).

    Args:
        entries: Entries of config.yaml.
        endpoint: Address of the hub; None for the public one or HF_ENDPOINT.

    Returns:
        What the hub says, by key. Empty where the extra `hub` is not installed; the review then says that names were
        not looked up. Where the hub does not answer, that is what is said.
    """
    named = [entry for entry in entries if is_name(entry) and not entry.key.startswith("smoke.")]
    api = await asyncio.to_thread(_api, endpoint) if named else None
    if api is None:
        return {}
    if not await asyncio.to_thread(_answers, api.endpoint):
        return {entry.key: "Not looked up: the hub cannot be reached." for entry in named}
    try:
        async with asyncio.timeout(_SECONDS):
            said = await asyncio.gather(*(asyncio.to_thread(_say, api, entry) for entry in named))
    except TimeoutError:
        said = [f"Not looked up: the hub did not answer within {_SECONDS:.0f} s."] * len(named)
    return {entry.key: text for entry, text in zip(named, said, strict=True)}


def _answers(endpoint: str) -> bool:
    """Try the hub once: its client tries again for half a minute, and says so, where there is no network."""
    import httpx

    try:
        httpx.head(endpoint, timeout=_REACH_SECONDS)
    except httpx.HTTPError:
        return False
    return True


def _api(endpoint: str | None) -> Any:
    try:
        from huggingface_hub import HfApi
    except ImportError:
        return None
    return HfApi(endpoint=endpoint, token=False)


def _say(api: Any, entry: ConfigEntry) -> str:
    import httpx
    from huggingface_hub.errors import HfHubHTTPError

    kind: Kind = "dataset" if entry.key.split(".")[0] in _DATA_GROUPS else "model"
    search = api.list_datasets if kind == "dataset" else api.list_models
    names = entry.value if isinstance(entry.value, list) else [entry.value]
    try:
        found = [
            _sentence(kind, str(name), [hit.id for hit in search(search=str(name), limit=_MOST)]) for name in names
        ]
    except (HfHubHTTPError, httpx.HTTPError, OSError) as error:
        return f"Not looked up: the hub did not answer ({type(error).__name__})."
    return " ".join(found)


def _sentence(kind: Kind, name: str, ids: list[str]) -> str:
    if name in ids:
        return f"The hub has the {kind} '{name}'."
    if ids:
        return f"The hub has no {kind} of the exact name '{name}'; near: {', '.join(ids)}."
    return f"The hub has no {kind} like '{name}'."
