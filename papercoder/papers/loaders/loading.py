"""The only place where langchain-community and unstructured are used: a file to what its loader finds in it."""

import os
import sys
import warnings
from dataclasses import dataclass
from typing import Any

__all__ = ["LoadedElement", "load_elements"]

_SILENT = {"DO_NOT_TRACK": "1", "SCARF_NO_ANALYTICS": "1", "UNSTRUCTURED_DISABLE_NOTICE": "1"}
"""Read when unstructured is imported; without them it reports every use to its makers."""
_MODEL = "en_core_web_sm"
"""The name under which unstructured asks spaCy for a model; spaCy takes a folder of that name for the model."""
_LOADERS = {
    "eml": "UnstructuredEmailLoader",
    "msg": "UnstructuredEmailLoader",
    "xlsx": "UnstructuredExcelLoader",
    "rst": "UnstructuredRSTLoader",
    "org": "UnstructuredOrgModeLoader",
}
_OPTIONS: dict[str, dict[str, Any]] = {"eml": {"process_attachments": False}, "msg": {"process_attachments": False}}
"""Attachments are files of any kind, and would be read without the checks that files given by a person meet."""


@dataclass(frozen=True)
class LoadedElement:
    """A piece of a document; `depth` is a heading's, from 0, `table` its HTML, `subject` that of mail."""

    kind: str
    text: str
    depth: int | None = None
    table: str = ""
    sheet: str = ""
    subject: str = ""


def load_elements(path: str, kind: str) -> list[LoadedElement]:
    """Load a file; this runs in a child, whose working folder may be written and whose sockets are closed for good.

    Args:
        path: The file, in the working folder; its name ends in `.kind`.
        kind: 'eml', 'msg', 'xlsx', 'rst' or 'org'.
    """
    os.environ.update(_SILENT)
    sys.addaudithook(_refuse_network)
    _put_model_here()
    with warnings.catch_warnings():
        # The package says on import that it is no longer developed, which no reader of a paper can act on.
        warnings.simplefilter("ignore")
        from langchain_community import document_loaders

        loader = getattr(document_loaders, _LOADERS[kind])
        documents = loader(path, mode="elements", **_OPTIONS.get(kind, {})).load()
    return [_element(document.page_content, document.metadata) for document in documents]


def _refuse_network(event: str, _: Any) -> None:
    """Stop what the loaders' libraries might ask of a network, whatever they do in their next version.

    Raises:
        PermissionError: always, for an event that would reach out.
    """
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"}:
        raise PermissionError(f"Reading a document must not use the network ({event}).")


def _put_model_here() -> None:
    """Write a model that only splits words and sentences into the working folder, so that none is downloaded.

    unstructured asks it whether a line of text has a verb, to tell headings from sentences. We do not use that answer.
    """
    import spacy

    if not os.path.isdir(_MODEL):
        model = spacy.blank("en")
        model.add_pipe("sentencizer")
        model.to_disk(_MODEL)


def _element(text: str, found: dict[str, Any]) -> LoadedElement:
    return LoadedElement(
        kind=str(found.get("category", "")),
        text=text,
        depth=found.get("category_depth"),
        table=found.get("text_as_html", ""),
        sheet=found.get("page_name", ""),
        subject=found.get("subject", ""),
    )
