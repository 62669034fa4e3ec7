"""What stands around title and abstract and is no part of the paper's text: authors, key words, notices."""

import re

from papercoder.papers.pdf.words import KEYWORDS

__all__ = ["front_reason"]

_NOTICE = re.compile(
    r"©|\bcopyright|\bpermission|\blicen[cs]e|\barxiv\b|\bpreprint\b|\bproceedings of\b|\bdoi\b|\bissn\b|\bisbn\b"
    r"|\b(?:received|accepted|published|revised|available online|submitted|under review)\b|\bvol\.|\bappear in\b"
    r"|https?://(?:dx\.)?doi\.org",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"@|\buniversit|\binstitut|\bdepartment|\blaborator|\bschool of|\bcollege|\bacademy|\binc\.|\bcorrespond"
    r"|\bcontribut|\bresearch (?:center|centre)|\bfaculty|\bauthors?\b|\bemail|\be-mail|大学|大學|研究|대학",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")


def front_reason(text: str) -> str:
    """Return why a block beside title and abstract is left out of the text; '' where it reads like text."""
    if KEYWORDS.match(text):
        return "key words"
    words = _WORD.findall(text)
    # Sixty words hold a notice of copyright; a longer block that speaks of a licence is text about licences.
    if _NOTICE.search(text) and len(words) < 60:
        return "notice of the publisher or archive"
    if _prose(text, words) and not _PERSON.search(text):
        return ""
    return "authors and affiliations"


def _prose(text: str, words: list[str]) -> bool:
    """Tell sentences from names: most of their words are small, and there are more than a name has."""
    small = sum(word[:1].islower() for word in words)
    wide = sum(len(word) for word in words if not word[:1].islower() and not word[:1].isupper())
    # Names and places are capitalised nearly throughout, sentences one word in five; twelve words are a line of text.
    # Scripts without capitals are text where a sentence ends.
    return (len(words) >= 12 and small > 0.5 * len(words)) or (wide > 30 and "。" in text)
