"""The commands of LaTeX's math, amsmath and amssymb, so that a macro without a definition can be told from them."""

# ruff: noqa: SIM905  # long lists of words read better as words

import re
from collections import Counter
from collections.abc import Iterable

__all__ = ["unknown_in_math"]

_MATH = re.compile(r"\$\$([\s\S]*?)\$\$|(?<!\\)\$((?:\\.|[^$\\])*)\$")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_KNOWN = frozenset(
    """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi omicron pi
    varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma
    Upsilon Phi Psi Omega varGamma varDelta varTheta varLambda varSigma varPhi varPsi varOmega digamma frac
    dfrac tfrac cfrac binom dbinom tbinom genfrac over atop choose sqrt root sum prod coprod int iint iiint oint
    idotsint bigcup bigcap bigsqcup bigvee bigwedge bigoplus bigotimes bigodot biguplus limits nolimits
    displaylimits lim limsup liminf sup inf max min argmax argmin sin cos tan cot sec csc sinh cosh tanh coth
    arcsin arccos arctan exp log ln lg det dim ker deg gcd hom arg Pr mod bmod pmod pod injlim projlim varlimsup
    varliminf operatorname operatornamewithlimits left right middle big Big bigg Bigg bigl Bigl biggl Biggl bigr
    Bigr biggr Biggr bigm Bigm biggm Biggm langle rangle lceil rceil lfloor rfloor lvert rvert lVert rVert vert
    Vert lbrace rbrace lbrack rbrack ulcorner urcorner llcorner lrcorner lgroup rgroup lmoustache rmoustache
    backslash hat widehat tilde widetilde bar overline underline vec overrightarrow overleftarrow
    underrightarrow underleftarrow overleftrightarrow dot ddot dddot ddddot check breve acute grave mathring
    overbrace underbrace overset underset stackrel sideset substack xrightarrow xleftarrow boxed cancel not
    phantom hphantom vphantom smash prime backprime mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak
    mathscr mathnormal boldsymbol bm pmb bf rm it sf tt cal text textrm textbf textit texttt textsf textsc
    textnormal textup mbox hbox emph mathop mathbin mathrel mathord mathopen mathclose mathpunct mathinner
    mathds mathbbm bbm mathlarger ensuremath cdot cdots ldots dots dotsb dotsc dotsi dotsm dotso vdots ddots
    times div pm mp ast star circ bullet oplus ominus otimes oslash odot dagger ddagger cap cup uplus sqcap
    sqcup vee wedge setminus wr diamond bigtriangleup bigtriangledown triangleleft triangleright lhd rhd unlhd
    unrhd amalg land lor lnot neg ltimes rtimes boxplus boxtimes circledast intercal leq le geq ge neq ne equiv
    approx sim simeq cong propto ll gg lll ggg prec succ preceq succeq subset supset subseteq supseteq subsetneq
    supsetneq nsubseteq sqsubset sqsubseteq in notin ni owns perp parallel mid nmid vdash dashv models vDash
    Vdash asymp doteq doteqdot bowtie smile frown leqslant geqslant lesssim gtrsim lessgtr gtrless approxeq
    coloneqq eqqcolon triangleq eqsim thicksim thickapprox lessapprox gtrapprox nleq ngeq nless ngtr ncong
    nparallel lt gt colon defeq leftarrow gets rightarrow to leftrightarrow Leftarrow Rightarrow Leftrightarrow
    longleftarrow longrightarrow longleftrightarrow Longleftarrow Longrightarrow Longleftrightarrow mapsto
    longmapsto hookleftarrow hookrightarrow uparrow downarrow updownarrow Uparrow Downarrow nearrow searrow
    swarrow nwarrow rightleftharpoons leftharpoonup rightharpoonup leadsto rightsquigarrow iff implies impliedby
    twoheadrightarrow circlearrowleft circlearrowright upharpoonright restriction rightrightarrows nrightarrow
    infty nabla partial forall exists nexists emptyset varnothing ell hbar hslash imath jmath Re Im aleph beth
    wp angle triangle square Box blacksquare lozenge Diamond flat natural sharp clubsuit diamondsuit heartsuit
    spadesuit top bot surd complement eth mho checkmark maltese degree copyright dag ddag S P qed qedhere
    therefore because quad qquad enspace thinspace medspace thickspace negthinspace hspace vspace hskip hfill
    mspace mkern kern space nonumber notag tag label ref eqref cite displaystyle textstyle scriptstyle
    scriptscriptstyle begin end hline cline multicolumn intertext shortintertext allowbreak nobreak color
    textcolor colorbox mathcolor small footnotesize scriptsize tiny large Large normalsize centering linewidth
    textwidth par newline linebreak raisebox scalebox resizebox rotatebox makebox fbox framebox url href item
    medskip smallskip bigskip noindent protect relax unskip ignorespaces ss aa o i j ae oe l textquoteright
    textsuperscript textsubscript xspace strut mathstrut rule hfil vfill minipage includegraphics underbracket
    overbracket splitfrac Bbbk hdots dotfill iddots adots rlap llap mathrlap mathllap mathclap clap nicefrac
    sfrac SI si num unit qty ulcorner vcentcolon dblcolon prescript DeclareMathOperator footnote footnotemark""".split()
)


def unknown_in_math(texts: Iterable[str]) -> Counter[str]:
    """Count the commands in formulas that LaTeX and its math packages do not define."""
    found: Counter[str] = Counter()
    for text in texts:
        for match in _MATH.finditer(text):
            found.update(name for name in _COMMAND.findall(match[1] or match[2] or "") if name not in _KNOWN)
    return found
