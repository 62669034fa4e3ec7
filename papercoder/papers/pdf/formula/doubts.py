"""What tells that a display formula is torn, or none: signs in a row or LaTeX that cannot mean what the page shows."""

# ruff: noqa: RUF001 - the signs themselves are what these patterns are about

import re

__all__ = ["torn_latex", "torn_row"]

_BARE = re.compile(r"[\u20d0-\u20ff\u0300-\u036f\u02c6\u02dc\u00af\u02d9\u00a8\u02c7\ufffd\ue000-\uf8ff\u23b0-\u23ff√]")
"""Accents without a letter, radical signs without a bar, signs without a meaning, parts of tall brackets."""
_SCRIPTS = re.compile(r"[_^]\{(?:[^{}]|\{[^{}]*\})*\}")
_LOOSE = re.compile(r"(?:^|[\s,;=<>/])[_^]\{")
"""A script behind nothing that could bear one: what bore it stands elsewhere."""
_LOOSE_LATEX = re.compile(r"(?:^|[,;=<>/~]|\\(?:ast|leq|geq|in|to|and|prec|preceq) |\\\\)\s*[_^]\{")
_SAYS = re.compile(r"[=≤≥<>≈∼≃≅≡≠∈∉⊂⊆⊇∝→←↔⇒⇔↦⪯⪰≺≻≜≔:∑∏∫∥⟨(+×·∗−/-]")
"""Signs of which a formula has at least one outside its scripts; numbers at an axis and labels have none."""
_SENTENCE = re.compile(r"(?<![\w\\{])[A-Za-z]{2,}[,.;:]? (?=[A-Za-z]{2,}(?![\w(_^]))")
_PAIRS = 2
"""Words that follow each other twice are a sentence: 'with probability at least'; once they are 'for all'."""
_NAMED = re.compile(r"^[A-Z][a-z]{2,}(?:[,.:]| [A-Za-z0-9])")
"""A label begins so ('Wave, β = 5'); a name that a formula defines is followed by a bracket or a relation."""
_WORDS = re.compile(r"\\(?:text|mathrm)\{[A-Za-z]{2,}[,.;:]?\}(?:\\ )")
_MOST_WORDS = 3
_ENDS_AS_TEXT = re.compile(
    r"\\(?:text|mathrm)\{(?!otherwise|else|and|or)[a-z]{2,}[\ufffe\u00ad-]?\}$|\\(?:text|mathrm)\{[A-Z][^{}]*\}$"
)
"""The last word of a line that goes on: a display formula ends with a sign, or with 'otherwise'."""
_BRACE = re.compile(r"\|\{z\}|\|\\?\{\s?z\\?\s?\}")
"""What TeX's brace under a part of a formula leaves in the text layer."""
_OPEN, _CLOSE = "([", ")]"


def torn_row(text: str) -> bool:
    """Tell whether the characters of a formula in a row, scripts in braces, show that parts of it went elsewhere.

    Args:
        text: The formula as the running text has it.
    """
    line = _SCRIPTS.sub("", text)
    return bool(
        _BARE.search(text)
        or _BRACE.search(text)
        or _LOOSE.search(text)
        or not re.search(r"[^\W\d_]", line)
        or not _SAYS.search(line)
        or len(_SENTENCE.findall(line)) >= _PAIRS
        or _NAMED.match(line)
        or _unbalanced(text)
    )


def torn_latex(latex: str) -> bool:
    """Tell whether LaTeX that was laid out holds accents or scripts without a letter, a sentence, or half a bracket."""
    return bool(
        _BARE.search(latex)
        or _BRACE.search(latex)
        or _ENDS_AS_TEXT.search(latex.strip())
        or _LOOSE_LATEX.search(latex)
        or len(_WORDS.findall(latex)) >= _MOST_WORDS
        or _unbalanced(latex)
    )


def _unbalanced(text: str) -> bool:
    """Tell whether brackets open that do not close; half-open intervals close with another sign."""
    depth = 0
    for sign in re.sub(r"\\[\\{}|]", "", text):
        depth += (sign in _OPEN) - (sign in _CLOSE)
        if depth < 0:
            return True
    return depth != 0
