"""Names of a paper's parts, in the languages that are read: English, German, French, Chinese, Japanese, Korean."""

# ruff: noqa: RUF001 - full-width signs are what is looked for
import re

__all__ = ["ABSTRACT", "ACKNOWLEDGEMENTS", "APPENDIX", "KEYWORDS", "REFERENCES", "RELATED", "caption_start", "part_of"]


def _any(*names: str) -> str:
    return "(?:" + "|".join(names) + ")"


_ABSTRACT_NAMES = _any(
    "abstract",
    "summary",
    "zusammenfassung",
    "kurzfassung",
    "résumé",
    r"摘\s*要",
    r"概\s*要",
    r"要\s*旨",
    "あらまし",
    r"초\s*록",
    r"요\s*약",
)
ABSTRACT = re.compile(rf"^{_ABSTRACT_NAMES}(?![a-zà-ÿ])\s*(?P<mark>[.:：—–-]{{1,2}})?\s*(?P<rest>.*)$", re.IGNORECASE)
_KEYWORD_NAMES = _any(
    r"key\s?words",
    "index terms",
    "ccs concepts",
    "general terms",
    "acm reference format",
    "schlüsselwörter",
    "stichwörter",
    "mots[- ]clés",
    "关键词|關鍵詞",
    "キーワード",
    "핵심어|주제어|키워드",
)
KEYWORDS = re.compile(rf"^{_KEYWORD_NAMES}\b", re.IGNORECASE)
_REFERENCE_NAMES = _any(
    "references(?: and notes)?",
    "bibliography",
    "literature cited",
    "literatur(?:verzeichnis)?",
    "quellen",
    "références(?: bibliographiques)?",
    "bibliographie",
    "参考文献|參考文獻|引用文献|文献",
    r"참고\s*문헌",
)
REFERENCES = re.compile(rf"^{_REFERENCE_NAMES}\s*$", re.IGNORECASE)
_THANKS = _any(
    "acknowledge?ments?(?: and disclosure of funding)?",
    "danksagung(?:en)?",
    "remerciements?",
    r"致\s*谢|致謝",
    r"謝\s*辞",
    "감사의 글|사사",
)
ACKNOWLEDGEMENTS = re.compile(rf"^{_THANKS}\s*\.?$", re.IGNORECASE)
_APPENDIX_NAMES = _any(
    "appendix",
    "appendices",
    "supplementary materials?",
    "supplement(?:al materials?)?",
    "technical appendi(?:x|ces)",
    "anhang",
    "annexes?",
    "附录|附錄|付録|부록",
)
APPENDIX = re.compile(rf"^{_APPENDIX_NAMES}\b", re.IGNORECASE)
_RELATED_NAMES = _any(
    "(?:background and )?related works?(?: and background)?",
    "(?:prior|previous) works?",
    "related literature",
    "literature review",
    "verwandte arbeiten",
    "stand der (?:technik|forschung)",
    "travaux (?:connexes|antérieurs|apparentés)",
    "état de l['’]art",
    "相关工作|相關工作|関連研究",
    r"관련\s*연구",
)
RELATED = re.compile(rf"^{_RELATED_NAMES}\b", re.IGNORECASE)
_KINDS = {
    "figure": r"figure|fig\.?|abbildung|abb\.|图|圖|図|그림",
    "table": r"table|tab\.|tabelle|tableau|表|표",
    "algorithm": r"algorithm|algorithmus|algorithme|算法|演算法|アルゴリズム|알고리즘",
    "code": r"listing|code listing|quelltext",
}
_LABEL_NUMBER = r"(?:[A-Z]{0,2}\.?-?\d{1,3}(?:\.\d{1,2})?|[IVX]{1,5})"
_CAPTION = {
    kind: re.compile(
        rf"^(?P<label>(?:{names})\s*{_LABEL_NUMBER}\b)\s*(?P<mark>[:.：．|–—-]|$)?\s*(?P<rest>.*)$", re.IGNORECASE
    )
    for kind, names in _KINDS.items()
}


def caption_start(text: str) -> tuple[str, str, str, str] | None:
    """Return kind, label ('Table 2'), mark after it and the rest, where a line may begin a caption."""
    for kind, pattern in _CAPTION.items():
        match = pattern.match(text)
        if match:
            return kind, match["label"].strip(), match["mark"] or "", match["rest"]
    return None


def part_of(title: str) -> str:
    """Return the part a section's title makes it: related, acknowledgements, appendix or body."""
    if RELATED.match(title):
        return "related"
    if ACKNOWLEDGEMENTS.match(title):
        return "acknowledgements"
    return "appendix" if APPENDIX.match(title) else "body"
