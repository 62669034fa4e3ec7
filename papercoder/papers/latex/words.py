"""What LaTeX commands mean in running text: symbols, accents, wrappers, and what is only layout."""

# ruff: noqa: RUF001  # the signs themselves are what these tables are about

# ruff: noqa: SIM905  # long lists of words read better as words

__all__ = [
    "ACCENTS",
    "CITES",
    "LAYOUT",
    "MATH_ENVIRONMENTS",
    "QUIET",
    "REFS",
    "SYMBOLS",
    "TRANSPARENT_ARGUMENTS",
    "WRAPPERS",
]

SYMBOLS = {
    "ldots": "...", "dots": "...", "textellipsis": "...", "LaTeX": "LaTeX", "TeX": "TeX", "S": "§", "P": "¶",
    "copyright": "©", "textregistered": "®", "texttrademark": "™", "textdegree": "°", "degree": "°", "ss": "ß",
    "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "aa": "å", "AA": "Å",
    "i": "ı", "j": "ȷ", "dag": "†", "ddag": "‡", "pounds": "£", "euro": "€", "texteuro": "€", "EUR": "€",
    "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textunderscore": "_", "textbar": "|",
    "textless": "<", "textgreater": ">", "textendash": "–", "textemdash": "—", "textbullet": "•",
    "textquotedblleft": "“", "textquotedblright": "”", "textquoteleft": "‘", "textquoteright": "’", "lq": "‘",
    "rq": "’", "glqq": "„", "grqq": "“", "flqq": "«", "frqq": "»", "guillemotleft": "«", "guillemotright": "»",
    "og": "« ", "fg": " »", "textmu": "µ", "texttimes": "×", "textpm": "±", "cmark": "✓", "xmark": "✗",
    "checkmark": "✓", "slash": "/", "quad": " ", "qquad": " ", "space": " ", "enspace": " ", "thinspace": " ",
    "newline": " ", "linebreak": " ", "textperthousand": "‰", "ie": "i.e.", "eg": "e.g.", "etal": "et al.",
    "etc": "etc.", "wrt": "w.r.t.", "par": "\n\n", "and": ", ", "aka": "a.k.a.", "vs": "vs.", "cf": "cf.",
}  # fmt: skip

ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323",
    "b": "\u0331", "t": "\u0361",
}  # fmt: skip

WRAPPERS = {
    "textbf": "**", "textit": "*", "emph": "*", "textsl": "*", "texttt": "`", "code": "`", "lstinline": "`",
    "strong": "**", "path": "`",
}  # fmt: skip

LAYOUT = {
    "vspace": 1, "hspace": 1, "vskip": 0, "hskip": 0, "label": 1, "includegraphics": 1, "index": 1,
    "bibliographystyle": 1, "pagestyle": 1, "thispagestyle": 1, "setlength": 2, "addtolength": 2, "setcounter": 2,
    "addtocounter": 2, "stepcounter": 1, "refstepcounter": 1, "color": 1, "fontsize": 2, "rule": 2, "hypersetup": 1,
    "phantomsection": 0, "addcontentsline": 3, "usepackage": 1, "RequirePackage": 1, "documentclass": 1,
    "graphicspath": 1, "captionsetup": 1, "footnotemark": 0, "cmidrule": 1, "cline": 1, "specialrule": 3,
    "addlinespace": 0, "rowcolor": 1, "cellcolor": 1, "columncolor": 1, "rowcolors": 3, "arrayrulecolor": 1,
    "hline": 0, "toprule": 0, "midrule": 0, "bottomrule": 0, "Xhline": 1, "hlinewd": 1, "theoremstyle": 1,
    "newtheorem": 2, "bibliography": 1, "printbibliography": 0, "nocite": 1, "pdfinfo": 1, "selectlanguage": 1,
    "renewcommand": 2, "newcommand": 2, "tikzset": 1, "pgfplotsset": 1, "lstset": 1, "definecolor": 3,
    "colorlet": 2, "DeclareUnicodeCharacter": 2, "hyphenation": 1, "vspace*": 1, "ifx": 0, "arraystretch": 0,
    "tabcolsep": 0, "input": 1, "include": 1, "newlength": 1, "settowidth": 2, "raisebox": 1, "balance": 0,
    "numberwithin": 2, "allowdisplaybreaks": 0, "crefname": 3, "Crefname": 3, "date": 1, "thanks": 1, "author": 1,
    "affiliation": 1, "institute": 1, "email": 1, "keywords": 1, "subtitle": 1, "title": 1, "markboth": 2,
    "markright": 1, "icmltitlerunning": 1, "icmltitle": 1, "icmlauthor": 2, "icmlaffiliation": 2,
    "icmlcorrespondingauthor": 2,
    "icmlsetsymbol": 2, "printAffiliationsAndNotice": 1, "etocsettagdepth": 2, "etocdepthtag": 1, "selectfont": 0,
    "maketitlesupplementary": 0, "SetKwInOut": 2, "icmlkeywords": 1, "titlerunning": 1, "authorrunning": 1, "orcid": 1,
    "address": 1,
}  # fmt: skip
"""Commands without text of their own, and how many brace arguments go with them."""

QUIET = frozenset(
    """centering raggedright raggedleft small footnotesize scriptsize tiny normalsize large Large LARGE huge Huge bf it
    em rm sf tt sc sl bfseries itshape ttfamily rmfamily sffamily scshape slshape mdseries upshape boldmath
    unboldmath noindent indent bigskip medskip smallskip newpage clearpage cleardoublepage pagebreak nopagebreak
    maketitle tableofcontents appendix hfill vfill hfil vfil null relax protect leavevmode ignorespaces unskip
    xspace frenchspacing sloppy fussy twocolumn onecolumn nobreak allowbreak break strut hrule hrulefill dotfill
    vline Hline xspace textrm textsf textsc textup textmd textnormal text mbox hbox fbox makebox framebox parbox
    underline uline sout textcolor colorbox ensuremath textsuperscript textsubscript multirow multicolumn
    makecell shortstack resizebox scalebox rotatebox adjustbox caption captionof subcaption subfloat subfigure
    item today doublespacing singlespacing onehalfspacing topsep itemsep parskip parindent baselineskip url href
    footnote footnotetext verb cite ref begin end section subsection makeatletter makeatother endinput bibitem
    newblock urlstyle DeclareMathOperator mathbf acknowledgments acknowledgements backmatter frontmatter
    mainmatter flushbottom raggedbottom columnbreak FloatBarrier do operatorname if else fi or nonumber notag
    bibinfo bibfield bibnamefont citenamefont BibitemOpen BibitemShut natexlab enquote textquotesingle phantom
    hphantom vphantom smash llap rlap name titlefont ULforem normalem linewidth textwidth columnwidth linespread
    the value arabic roman alph Alph thepage thesection numexpr dimexpr textheight paperwidth csname
    endcsname""".split()
)
"""Known commands whose arguments, if any, are text."""

CITES = frozenset(
    """cite citep citet citealp citealt citeauthor citeyear citeyearpar Citet Citep parencite textcite autocite
    footcite supercite shortcite citenum fullcite citetalias onlinecite newcite citeNP shortciteN""".split()
)
REFS = {
    "ref": "", "eqref": "()", "cref": "kind", "Cref": "kind", "autoref": "kind", "vref": "", "nameref": "",
    "pageref": "", "subref": "", "hyperref": "", "figref": "", "secref": "", "Sref": "", "labelcref": "",
    "autoeqref": "()",
}  # fmt: skip
"""How a reference is written: the number, in brackets, or with its kind before it."""

MATH_ENVIRONMENTS = frozenset(
    """equation align gather multline eqnarray flalign alignat displaymath dmath IEEEeqnarray xalignat xxalignat
    gathered aligned split math empheq dgroup darray subarray numcases""".split()
)

TRANSPARENT_ARGUMENTS = {
    "minipage": 1, "multicols": 1, "adjustbox": 1, "adjustwidth": 2, "spacing": 1, "tcolorbox": 0, "mdframed": 0,
    "textblock": 1, "onecolabstract": 0, "subfigure": 1, "subtable": 1, "wrapfigure": 2, "wraptable": 2, "CJK": 2,
    "CJK*": 2, "otherlanguage": 1, "otherlanguage*": 1, "footnotesize": 0, "small": 0, "turn": 1, "rotate": 1,
    "scope": 0, "list": 2,
}  # fmt: skip
"""Environments that only arrange what is in them, and how many brace arguments stand after \\begin."""
