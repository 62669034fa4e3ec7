"""The reference list: from thebibliography or a .bbl file, else from the cited entries of .bib files."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from papercoder.papers.latex.inline import Inline, argument_at, skip_arguments
from papercoder.papers.latex.source import balanced, environments

__all__ = ["read_references"]

MAX_ENTRIES = 2000
"""A shared .bib holds thousands of entries of which a paper prints some; surveys print at most about 1,000."""

_LIST = frozenset({"thebibliography"})
_ITEM = re.compile(r"\\bibitem(?![A-Za-z])")
_CITED = re.compile(r"\\[A-Za-z]*cite[A-Za-z]*\*?\s*(?:\[[^\]]*\]\s*){0,2}\{([^{}]*)\}")
_ENTRY = re.compile(r"@(\w+)\s*\{\s*([^,\s{}]+)\s*,")
_FIELD = re.compile(r"(?<!\w)(\w++)\s*+=\s*+(?=[{\"\w])")
_FIELDS = ("author", "title", "journal", "booktitle", "publisher", "school", "volume", "pages", "year", "eprint", "doi")


def read_references(text: str, files: Mapping[str, str], names: Sequence[str], main: str) -> tuple[str, ...]:
    r"""Return one line for each reference.

    Args:
        text: The whole flattened document.
        files: Every file of the source, for .bbl and .bib.
        names: Arguments of \\bibliography.
        main: The main file, whose name the .bbl shares.
    """
    lists = _lists(text)
    if not lists:
        stem = main.rsplit(".", 1)[0]
        order = sorted((f for f in files if f.endswith(".bbl")), key=lambda f: (f.rsplit(".", 1)[0] != stem, f))
        lists = [body for f in order[:1] for body in _lists(files[f])]
    if lists:
        return tuple(entry for body in lists for entry in _items(body))[:MAX_ENTRIES]
    return _from_bib(text, files, names)


def _lists(text: str) -> list[str]:
    return [text[start:end] for _, _, start, end, _ in environments(text, _LIST)]


def _items(body: str) -> list[str]:
    marks = [match.span() for match in _ITEM.finditer(body)]
    entries = []
    for (_, start), (end, _) in pairwise([*marks, (len(body), 0)]):
        item = body[start:end]
        inline = Inline()
        converted = inline.convert(item[skip_arguments(item, 0, 1) :])
        entries.append(" ".join(converted.split()))
    return [entry for entry in entries if entry]


def _from_bib(text: str, files: Mapping[str, str], names: Sequence[str]) -> tuple[str, ...]:
    wanted = {name if name.endswith(".bib") else f"{name}.bib" for name in names}
    chosen = [f for f in sorted(files) if f.endswith(".bib") and (not wanted or any(f.endswith(w) for w in wanted))]
    entries: dict[str, str] = {}
    for file in chosen:
        entries |= _entries(files[file])
    cited = dict.fromkeys(key.strip() for keys in _CITED.findall(text) for key in keys.split(","))
    keys = [key for key in cited if key in entries] if cited else list(entries)
    return tuple(entries[key] for key in keys)[:MAX_ENTRIES]


def _entries(bib: str) -> dict[str, str]:
    entries = {}
    for match in _ENTRY.finditer(bib):
        if match[1].lower() in {"comment", "string", "preamble"}:
            continue
        end = balanced(bib, bib.index("{", match.start()), limit=20_000)
        fields = _fields(bib[match.end() : end - 1 if end > 0 else match.end() + 2000])
        line = ". ".join(fields[name] for name in _FIELDS if fields.get(name))
        if line:
            entries[match[2]] = f"{line}."
    return entries


def _fields(body: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    i = 0
    while match := _FIELD.search(body, i):
        i = match.end()
        if body[i] == '"':
            close = body.find('"', i + 1)
            raw, i = (body[i + 1 : close], close + 1) if close > 0 else ("", i + 1)
        elif body[i] == "{":
            raw, i = argument_at(body, i)
        else:
            plain = re.compile(r"\w+").match(body, i)
            raw, i = (plain[0], plain.end()) if plain else ("", i + 1)
        fields.setdefault(match[1].lower(), " ".join(Inline().convert(raw).split()))
    return fields
