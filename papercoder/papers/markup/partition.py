"""The one place that touches unstructured and langchain-community: HTML in, plain elements out.

Both libraries are imported at the first call, with telemetry switched off before. unstructured classifies text with a
spaCy model that it would download; a blank pipeline takes its place, because only headings, list items and the order
of paragraphs are used here, and those come from the markup.
"""

import os
import threading
import warnings
from functools import cache
from typing import Any

from papercoder.errors import PaperError
from papercoder.papers.markup.element import Element
from papercoder.temporary import TemporaryFolder

__all__ = ["partition"]

_QUIET = {"DO_NOT_TRACK": "1", "SCARF_NO_ANALYTICS": "1", "UNSTRUCTURED_DISABLE_NOTICE": "1"}
_VERB_TAG = "VB"
_LOADER = "_get_nlp"
"""The function of unstructured that would download a model; the library offers no setting for it."""
_FAULTS = (AttributeError, LookupError, TypeError, ValueError, RecursionError, AssertionError)
"""What the libraries raise on markup they did not expect."""
_LOCK = threading.Lock()


def partition(text: str, name: str) -> list[Element]:
    """Split HTML into elements, in reading order.

    Raises:
        PaperError: the library fails on this text.
    """
    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        loader = _loader()
        with TemporaryFolder() as folder:
            path = os.path.join(folder, "paper.html")
            with open(path, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            try:
                documents = loader(path, mode="elements", languages=[""]).load()
            except _FAULTS as error:
                raise PaperError(
                    f"{name}: expected HTML with the text of a paper, found markup that cannot be split ({error}).",
                    "Give the LaTeX source or the PDF, or repair the markup.",
                ) from error
    return [_element(document) for document in documents]


def _element(document: Any) -> Element:
    category = str(document.metadata.get("category", ""))
    depth = document.metadata.get("category_depth")
    level = int(depth) + 1 if category == "Title" and depth is not None else 0
    return Element(category, str(document.page_content), level)


def _loader() -> Any:
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    from langchain_community.document_loaders import UnstructuredHTMLLoader

    _without_download()
    return UnstructuredHTMLLoader


def _without_download() -> None:
    """Put a blank pipeline where unstructured would download its model."""
    from unstructured.nlp import tokenize

    setattr(tokenize, _LOADER, _blank_pipeline)


@cache
def _blank_pipeline() -> Any:
    """Return an English pipeline that splits sentences and tags every word alike; it needs no model files."""
    import spacy
    from spacy.language import Language

    if not Language.has_factory("papercoder_tags"):

        @Language.component("papercoder_tags")
        def _tags(document: Any) -> Any:
            for token in document:
                token.tag_ = _VERB_TAG
            return document

    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    pipeline.add_pipe("papercoder_tags")
    return pipeline
