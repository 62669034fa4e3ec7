"""Formulas as tokens that mean the same however they are written: commands and signs alike, fonts and spacing aside."""

import re

from papercoder.papers.pdf.formula.signs import as_latex

__all__ = ["formula_tokens"]

_DROPPED = re.compile(
    r"\\(?:label|tag)\{[^}]*\}|\\(?:begin|end)\{[^}]*\}(?:\{[^}]*\})?|\\fontsize\{[^}]*\}\{[^}]*\}|\\selectfont"
    r"|\\(?:left|right|bigg?|Bigg?|bigg?[lrm]|Bigg?[lrm]|middle|limits|nolimits|displaystyle|textstyle|nonumber|notag"
    r"|quad|qquad|hspace\*?\{[^}]*\}|vspace\*?\{[^}]*\}|normalfont)(?![A-Za-z])|\\[,;:!> ]|\\\\(?:\[[^\]]*\])?|[&~$]"
)
_FACES = re.compile(
    r"\\(?:mathbf|bm|boldsymbol|mathcal|mathscr|mathrm|mathit|mathsf|mathfrak|mathbb|mathbbm|text|textbf|textit|textrm"
    r"|operatorname\*?|mathop|ensuremath|vec|pmb)(?![A-Za-z])"
)
_SAME = {
    "le": "leq", "ge": "geq", "rightarrow": "to", "lbrace": "{", "rbrace": "}", "lvert": "|", "rvert": "|",
    "vert": "|", "mid": "|", "lVert": "\\|", "rVert": "\\|", "Vert": "\\|", "parallel": "\\|", "ne": "neq",
    "dfrac": "frac", "tfrac": "frac", "cfrac": "frac", "varnothing": "emptyset", "land": "wedge", "lor": "vee",
    "dots": "ldots", "dotsc": "ldots", "cdots": "ldots", "ast": "*", "intercal": "top", "varphi": "phi",
    "varepsilon": "epsilon", "triangleq": ":=", "coloneqq": ":=", "lnot": "neg", "gets": "leftarrow",
}  # fmt: skip
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[^\s]")


def formula_tokens(text: str) -> list[str]:
    """Return a formula as tokens: scripts and arguments in braces, all other braces left out."""
    plain = _FACES.sub(" ", _DROPPED.sub(" ", _as_commands(text)))
    tokens = [_named(token) for token in _TOKEN.findall(plain)]
    return _without_loose_braces([each for token in tokens for each in token])


def _as_commands(text: str) -> str:
    """Return the text with signs beyond ASCII as LaTeX commands."""
    return "".join(char if char.isascii() else as_latex(char) for char in text)


def _named(token: str) -> list[str]:
    if token.startswith("\\") and len(token) > 1:
        name = token[1:]
        same = _SAME.get(name, name)
        # Function names are letters in a row, as a PDF's text has them.
        if same in {"min", "max", "log", "ln", "exp", "arg", "lim", "sup", "inf", "det", "Pr", "sin", "cos", "tanh"}:
            return list(same)
        return [same if same in {"{", "}", "|", "\\|", "*", ":="} and same != "{" and same != "}" else f"\\{same}"]
    return [token]


def _without_loose_braces(tokens: list[str]) -> list[str]:
    """Keep braces of scripts, fractions and roots, put them around single arguments, and drop the others."""
    kept: list[str] = []
    stack: list[bool] = []
    wanted = 0
    for token in tokens:
        if token == "{":
            keep = wanted > 0
            wanted -= keep
            stack.append(keep)
            if keep:
                kept.append("{")
            continue
        if token == "}":
            if stack and stack.pop():
                kept.append("}")
            continue
        if token in {"_", "^"}:
            wanted = 1
            kept.append(token)
        elif token in {"\\frac", "\\sqrt"}:
            kept.append(token)
            wanted = 2 if token == "\\frac" else 1
        elif token == "'":
            kept += ["^", "{", "\\prime", "}"]
        elif wanted:
            kept += ["{", token, "}"]
            wanted -= 1
        else:
            kept.append(token)
    return kept
