"""Markdown to elements, straight from the tokens of markdown-it, which is imported at the first call."""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from papercoder.errors import PaperError
from papercoder.papers.latex.source import TexText
from papercoder.papers.markup.element import Element
from papercoder.papers.markup.inline import BRACKET, inline_elements
from papercoder.papers.markup.vault import Vault
from papercoder.papers.tables import Cell, grid_to_markdown
from state.paper import Block, Place

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["split_markdown"]
