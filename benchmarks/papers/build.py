"""Typeset the benchmark's documents anew: `python -m benchmarks.papers.build` writes .tex and .pdf beside the truth.

Needs pdflatex, xelatex, IEEEtran and the Noto CJK fonts. The benchmark itself needs none of them: the PDFs are kept.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

__all__ = ["DOCUMENTS", "FOLDER", "HELD_OUT", "columns_of", "main"]

FOLDER = Path(__file__).parent / "documents"

DOCUMENTS = {
    "english-one": ("english", "one"),
    "english-two": ("english", "two"),
    "english-review": ("english", "review"),
    "english-ieee": ("english", "ieee"),
    "english-acm": ("english", "acm"),
    "english-ams": ("english", "ams"),
    "english-elsevier": ("english", "elsevier"),
    "english-koma": ("english", "koma"),
    "english-lncs": ("english", "lncs"),
    "english-physics": ("english", "physics"),
    "german-one": ("german", "one"),
    "french-two": ("french", "two"),
    "chinese-one": ("chinese", "one"),
    "japanese-two": ("japanese", "two"),
    "korean-one": ("korean", "one"),
}
"""PDF -> truth and style."""

HELD_OUT = frozenset({"acm", "ams", "elsevier", "koma", "lncs", "physics"})
"""Styles typeset only after the rules stood; their first figures are in the note of __main__."""

_TWO_COLUMNS = frozenset({"two", "ieee", "acm", "elsevier", "physics"})
_ABSTRACT_FIRST = frozenset({"ams", "acm", "physics"})

_NAMES = {
    "de": {"abstract": "Zusammenfassung", "ref": "Literatur", "table": "Tabelle", "figure": "Abbildung"},
    "fr": {"abstract": "Résumé", "ref": "Références", "table": "Tableau", "figure": "Figure"},
    "zh": {"abstract": "摘要", "ref": "参考文献", "table": "表", "figure": "图"},
    "ja": {"abstract": "概要", "ref": "参考文献", "table": "表", "figure": "図"},
    "ko": {"abstract": "초록", "ref": "참고문헌", "table": "표", "figure": "그림"},
}
_FONTS = {"zh": "Noto Serif CJK SC", "ja": "Noto Serif CJK JP", "ko": "Noto Serif CJK KR"}
_PACKAGES = r"\usepackage{amsmath,amssymb,booktabs,algorithm,algorithmic,fancyhdr,tikz}"
_SMALL_CAPITALS = "".join(
    rf"\renewcommand\{name}{{\@startsection{{{name}}}{{{level}}}{{0pt}}{{-2ex}}{{1ex}}{{{size}\scshape\raggedright}}}}"
    for level, (name, size) in enumerate(
        (("section", r"\large"), ("subsection", r"\normalsize"), ("subsubsection", r"\normalsize")), 1
    )
)
_REVIEW = (
    r"\usepackage{mathptmx}\usepackage[margin=1.4in]{geometry}\usepackage{lineno}\linenumbers"
    r"\pagestyle{fancy}\fancyhead[L]{Under review as a paper of nobody}"
    rf"\makeatletter{_SMALL_CAPITALS}\makeatother"
)
_STYLES = {
    "one": (
        r"\documentclass[11pt]{article}",
        r"\usepackage[margin=1.1in]{geometry}\pagestyle{fancy}\fancyhead[L]{RUNNING}\fancyhead[R]{\thepage}",
    ),
    "two": (r"\documentclass[10pt,twocolumn]{article}", r"\usepackage{mathptmx}\usepackage[margin=0.8in]{geometry}"),
    "review": (r"\documentclass[10pt]{article}", _REVIEW),
    "ieee": (r"\documentclass[conference]{IEEEtran}", ""),
    "elsevier": (r"\documentclass[5p,times]{elsarticle}", ""),
    "lncs": (r"\documentclass{llncs}", ""),
    "koma": (r"\documentclass[11pt]{scrartcl}", r"\usepackage{lmodern}"),
    "ams": (r"\documentclass{amsart}", ""),
    "physics": (r"\documentclass[aps,twocolumn,nofootinbib]{revtex4-2}", ""),
    "acm": (r"\documentclass[sigconf,nonacm,balance=false]{acmart}", ""),
}


def main() -> int:
    """Write every document; return the number that failed."""
    failed = 0
    for name, (truth, style) in DOCUMENTS.items():
        paper = json.loads((FOLDER / f"{truth}.json").read_text(encoding="utf-8"))
        source = FOLDER / f"{name}.tex"
        source.write_text(_document(paper, style), encoding="utf-8")
        failed += not _compile(source, "xelatex" if paper["language"] in _FONTS else "pdflatex")
    return failed


def _compile(source: Path, command: str) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "FORCE_SOURCE_DATE": "1"}
        for _ in range(2):
            done = subprocess.run(
                [command, "-interaction=nonstopmode", f"-output-directory={folder}", str(source)],
                capture_output=True,
                check=False,
                env=environment,
            )
        made = Path(folder) / f"{source.stem}.pdf"
        if not made.exists():
            print(f"{source.name}: {command} failed\n{done.stdout.decode(errors='replace')[-1500:]}", file=sys.stderr)
            return False
        source.with_suffix(".pdf").write_bytes(made.read_bytes())
    return True


def _document(paper: dict[str, Any], style: str) -> str:
    language = paper["language"]
    names = _NAMES.get(language, {})
    first, more = _STYLES[style]
    authors = _escape(paper["authors"])
    packages = _PACKAGES.replace("amssymb,", "") if style == "acm" else _PACKAGES
    lines = [first, packages, more.replace("RUNNING", _escape(paper["title"])), _font(language)]
    lines += [rf"\renewcommand{{\{key}name}}{{{value}}}" for key, value in names.items()]
    lines += [rf"\title{{{_escape(paper['title'])}}}", _author(authors, style), r"\date{}", r"\begin{document}"]
    lines += _front(_escape(paper["abstract"]), style, lines)
    lines += [line for section in paper["sections"] for line in _section(section)]
    if paper["acknowledgements"]:
        lines += [r"\section*{Acknowledgements}", _escape(paper["acknowledgements"])]
    lines += [
        r"\begin{thebibliography}{9}",
        *(rf"\bibitem{{r{i}}} {_escape(r)}" for i, r in enumerate(paper["references"])),
        r"\end{thebibliography}",
    ]
    if paper["appendix"] and style != "ieee":
        lines += [r"\appendix", *(line for section in paper["appendix"] for line in _section(section))]
    return "\n".join([*lines, r"\end{document}", ""])


def _author(authors: str, style: str) -> str:
    if style == "ieee":
        return rf"\author{{\IEEEauthorblockN{{{authors}}}}}"
    place = {"lncs": r"\institute{Institute of Examples}", "acm": r"\affiliation{\country{Nowhere}}"}.get(style, "")
    return rf"\author{{{authors}}}{place}"


def _front(abstract: str, style: str, lines: list[str]) -> list[str]:
    """Return title and abstract in the order the class wants; elsarticle takes title and author inside."""
    made = [r"\begin{abstract}", abstract, r"\end{abstract}"]
    if style == "elsevier":
        inside = [lines.pop(-4), lines.pop(-3)]
        return [r"\begin{frontmatter}", *inside, *made, r"\end{frontmatter}"]
    if style == "physics":
        inside = [lines.pop(-4), lines.pop(-3)]
        return [*inside, *made, r"\maketitle"]
    return [*made, r"\maketitle"] if style in _ABSTRACT_FIRST else [r"\maketitle", *made]


def columns_of(style: str) -> int:
    """Return how many columns a style has."""
    return 2 if style in _TWO_COLUMNS else 1


def _font(language: str) -> str:
    if language not in _FONTS:
        return r"\usepackage[utf8]{inputenc}" + (
            r"\usepackage[T1]{fontenc}\usepackage{lmodern}" if language == "de" else ""
        )
    breaking = {"zh": "zh", "ja": "ja"}.get(language, "")
    locale = rf'\XeTeXlinebreaklocale "{breaking}"\XeTeXlinebreakskip = 0pt plus 1pt' if breaking else ""
    return rf"\usepackage{{fontspec}}\setmainfont{{{_FONTS[language]}}}{locale}"


def _section(section: dict[str, Any]) -> list[str]:
    command = ("section", "subsection", "subsubsection")[section["level"] - 1]
    return [rf"\{command}{{{_escape(section['title'])}}}", *(_block(block) for block in section["blocks"])]


def _block(block: dict[str, Any]) -> str:
    kind = block["kind"]
    if kind == "paragraph":
        return _escape(block["text"]) + "\n"
    if kind == "footnoted":
        return f"{_escape(block['text'])}\\footnote{{{_escape(block['note'])}}}\n"
    if kind == "equation":
        return f"\\begin{{equation}}\n{block['text']}\n\\end{{equation}}"
    if kind == "list":
        return (
            "\\begin{itemize}\n" + "\n".join(rf"\item {_escape(item)}" for item in block["items"]) + "\n\\end{itemize}"
        )
    if kind == "algorithm":
        states = "\n".join(rf"\STATE {_escape(line)}" for line in block["lines"])
        top = f"\\begin{{algorithm}}[t]\n\\caption{{{_escape(block['caption'])}}}\n\\begin{{algorithmic}}[1]\n"
        return f"{top}{states}\n\\end{{algorithmic}}\n\\end{{algorithm}}"
    if kind == "table":
        return _table(block)
    return (
        "\\begin{figure}[t]\\centering\n\\begin{tikzpicture}[scale=0.7]\\draw[->](0,0)--(7,0);\\draw[->](0,0)--(0,3);\n"
        + "".join(rf"\draw ({0.5 + 0.6 * i},{0.5 + 0.3 * (i % 4)}) circle (2pt) -- +(0.3,0.2);" for i in range(10))
        + "\n\\node at (6,-0.3) {\\scriptsize period};\\node at (0.9,2.8) {\\scriptsize accuracy};\\end{tikzpicture}\n"
        + rf"\caption{{{_escape(block['caption'])}}}"
        + "\n\\end{figure}"
    )


def _table(block: dict[str, Any]) -> str:
    head, *rows = [" & ".join(_escape(cell) for cell in row) + r" \\" for row in block["rows"]]
    columns = "l" + "r" * (len(block["rows"][0]) - 1)
    inner = "\n".join(
        [rf"\begin{{tabular}}{{{columns}}}", r"\toprule", head, r"\midrule", *rows, r"\bottomrule", r"\end{tabular}"]
    )
    return f"\\begin{{table}}[t]\\centering\\small\n\\caption{{{_escape(block['caption'])}}}\n{inner}\n\\end{{table}}"


def _escape(text: str) -> str:
    """Escape what TeX reads as commands, formulas left alone."""
    parts = re.split(r"(\$[^$]*\$)", text)
    return "".join(part if part.startswith("$") else re.sub(r"([%&#_])", r"\\\1", part) for part in parts)


if __name__ == "__main__":
    raise SystemExit(main())
