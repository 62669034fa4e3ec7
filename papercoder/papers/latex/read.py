"""LaTeX files to a Paper: the order of the tasks whose files lie beside this one."""

import posixpath
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from papercoder.errors import PaperError
from papercoder.papers.accounting.placing import placed
from papercoder.papers.latex.blocks import BodyReader
from papercoder.papers.latex.flatten import flatten
from papercoder.papers.latex.inline import Inline, argument_at, skip_arguments
from papercoder.papers.latex.macros import collect_macros, expand_macros
from papercoder.papers.latex.mainfile import find_main, other_documents
from papercoder.papers.latex.mathwords import unknown_in_math
from papercoder.papers.latex.numbering import Counters
from papercoder.papers.latex.references import read_references
from papercoder.papers.latex.source import TexText, environments
from papercoder.papers.latex.stretches import stretches
from state.paper import Paper, Section, Source

__all__ = ["Included", "read_latex"]

_BEGIN = re.compile(r"\\begin\s*\{document\}")
_END = re.compile(r"\\end\s*\{document\}")
_TITLE = re.compile(r"\\(?:icml|ijcai|aaai)?title(?:\*)?(?=\s*[\[{])")
_ABSTRACTS = frozenset({"abstract", "onecolabstract", "abstracts"})
_ABSTRACT_COMMAND = re.compile(r"\\abstract(?=\s*\{)")
_ABSTRACT_HEADING = re.compile(r"\\section\*\s*\{\s*Abstract\s*\}")
_TWOCOLUMN = re.compile(r"\\twocolumn\s*\[")
_THEOREM = re.compile(r"\\newtheorem\*?\s*+\{(\w++)\}\s*+(?:\[\w++\])?\s*+\{([^{}]++)\}")
_WITHIN = re.compile(r"\\(?:numberwithin|counterwithin\*?)\s*\{(\w+)\}\s*\{(?:section|chapter)\}")
_CHAPTERS = re.compile(
    r"\\documentclass\s*+(?:\[[^\]]{0,2000}+\])?\s*+\{(?:book|report|scrbook|scrreprt|memoir|thesis|ctexbook)\}"
)
_GRAPHICS_PATH = re.compile(r"\\graphicspath\s*\{((?:\s*\{[^{}]*\})+)\s*\}")
_BRACED = re.compile(r"\{([^{}]*)\}")
_DEPTH = re.compile(r"\\setcounter\s*\{secnumdepth\}\s*\{(-?\d)\}")
MAX_NAMED = 12
"""As many names as a warning can hold and still be read."""


@dataclass
class Included:
    """The graphics that a source includes.

    Args:
        figures: Names of the files as the source writes them, by the label of their figure.
        folders: Where the source says that graphics lie.
        main: The main file.
    """

    figures: dict[str, list[str]] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    main: str = ""


@dataclass(frozen=True)
class _Document:
    main: str
    body: TexText
    preamble: str
    missing: tuple[str, ...]
    files: Mapping[str, str]


def read_latex(files: Mapping[str, str], source: Source, *, main: str = "", included: Included | None = None) -> Paper:
    r"""Read a LaTeX paper.

    Args:
        files: Decoded text files by their path inside the folder or archive (.tex, .bbl, .bib).
        source: What was read.
        main: The file to begin with; found by \\documentclass and \\begin{document} if not given.
        included: Filled with the graphics files that figures include.

    Raises:
        PaperError: no main file or several, a file that includes itself, or no text at all.
    """
    document = _prepare(files, main or find_main(files, source.name))
    text = document.body
    counters = Counters(
        chapters=bool(_CHAPTERS.search(document.preamble)),
        depth=_section_depth(document.preamble),
        within=frozenset(_WITHIN.findall(document.preamble)),
    )
    reader = BodyReader(document.body, theorems=dict(_THEOREM.findall(document.preamble)), counters=counters)
    sections = reader.read()
    title, abstract = _front(document, reader)
    if included is not None:
        included.figures.update(counters.graphics)
        included.folders += _graphics_folders(document)
        included.main = document.main
    references = read_references(document.body.text, files, reader.bibliographies, document.main)
    if not abstract and not any(s.blocks for s in sections):
        raise _empty(source.name, document)
    paper = Paper(
        title=title,
        abstract=abstract,
        sections=tuple(s for s in sections if s.blocks or s.title),
        references=references,
        source=source,
        warnings=_warnings(document, reader, sections),
    )
    order = {origin: start for start, origin in reversed(list(zip(text.starts, text.origins, strict=True)))}
    return placed(paper, stretches(text), lambda place: order.get((place.file, place.line or 0), 0))


def _prepare(files: Mapping[str, str], main: str) -> _Document:
    text, missing = flatten(files, main)
    macros, text = collect_macros(text)
    text = expand_macros(text, macros)
    begin, end = _BEGIN.search(text.text), _END.search(text.text)
    head = begin.end() if begin else 0
    tail = end.start() if end and end.start() >= head else len(text.text)
    preamble = text.text[:head]
    body = text.replaced([(0, head, ""), (tail, len(text.text), "")])
    return _Document(main, body.without(_TWOCOLUMN), preamble, missing, files)


def _graphics_folders(document: _Document) -> list[str]:
    """Return the folders in which graphics are looked for, the main file's own first."""
    home = posixpath.dirname(document.main)
    named = [name for match in _GRAPHICS_PATH.finditer(document.preamble) for name in _BRACED.findall(match[1])]
    return list(dict.fromkeys([home, *(posixpath.join(home, name) for name in named), *named]))


def _section_depth(preamble: str) -> int:
    given = _DEPTH.search(preamble)
    if given:
        return int(given[1])
    return 2 if _CHAPTERS.search(preamble) else 3


def _front(document: _Document, reader: BodyReader) -> tuple[str, str]:
    """Find title and abstract in the body, else in the preamble."""
    inline = Inline(environment=reader.environment_text)
    title = abstract = ""
    for text in (document.body.text, document.preamble):
        if not title and (match := _TITLE.search(text)):
            raw, _ = argument_at(text, skip_arguments(text, match.end(), 0))
            title = " ".join(inline.convert(re.sub(r"\\(?:thanks|footnote)\s*\{[^{}]*\}", "", raw)).split())
        if not abstract:
            abstract = inline.convert(_abstract(text))
    return reader.finish(title), reader.finish(abstract)


def _abstract(text: str) -> str:
    if found := environments(text, _ABSTRACTS):
        _, _, start, end, _ = found[0]
        return text[start:end]
    if command := _ABSTRACT_COMMAND.search(text):
        return argument_at(text, command.end())[0]
    if heading := _ABSTRACT_HEADING.search(text):
        end = text.find("\\section", heading.end())
        return text[heading.end() : end if end >= 0 else len(text)]
    return ""


def _warnings(document: _Document, reader: BodyReader, sections: tuple[Section, ...]) -> tuple[str, ...]:
    warnings = []
    if document.missing:
        warnings.append(f"Files that the LaTeX source includes are missing: {_named(document.missing)}.")
    if others := other_documents(document.files, document.main):
        warnings.append(
            f"Read from {document.main}; not read, as documents of their own: {_named(others)}. "
            "Give them beside the paper if they belong to it."
        )
    unknown = unknown_in_math(b.text + b.caption for s in sections for b in s.blocks) + Counter(reader.inline.unknown)
    if unknown:
        names = [name for name, _ in unknown.most_common()]
        warnings.append(
            f"Commands without a known meaning, kept by name or by their text: {_named([chr(92) + n for n in names])}."
        )
    if not sections:
        warnings.append("No \\section was found; the text is one section.")
    return tuple(warnings)


def _named(names: "tuple[str, ...] | list[str]") -> str:
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return ", ".join(names[:MAX_NAMED]) + more


def _empty(name: str, document: _Document) -> PaperError:
    if document.missing:
        return PaperError(
            f"{name or document.main}: the LaTeX file holds no text of its own, "
            f"and the files it includes are missing: {_named(document.missing)}.",
            "Give the folder or archive that holds all of them.",
        )
    return PaperError(
        f"{name or document.main}: expected a LaTeX paper, found a file without text.",
        "Give the main .tex file, its folder, or the PDF.",
    )
