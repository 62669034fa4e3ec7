"""Signs of formulas as LaTeX."""

# ruff: noqa: RUF001 - the signs themselves are what this table is about

__all__ = ["OPERATORS", "as_latex"]

OPERATORS = frozenset("∑∏∫∮⋃⋂⨄⋀⋁⨁⨂⨀⨆∐")
"""Signs that carry limits under and over them."""

_NAMES = {
    "∑": "sum", "∏": "prod", "∫": "int", "∮": "oint", "⋃": "bigcup", "⋂": "bigcap", "⋀": "bigwedge", "⋁": "bigvee",
    "⨁": "bigoplus", "⨂": "bigotimes", "⨀": "bigodot", "⨆": "bigsqcup", "⨄": "biguplus", "∐": "coprod",
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ϵ": "epsilon", "ε": "varepsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ϑ": "vartheta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "µ": "mu", "ν": "nu", "ξ": "xi",
    "π": "pi", "ϖ": "varpi", "ρ": "rho", "ϱ": "varrho", "σ": "sigma", "ς": "varsigma", "τ": "tau", "υ": "upsilon",
    "ϕ": "phi", "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta",
    "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Υ": "Upsilon", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
    "∆": "Delta", "ℓ": "ell", "∂": "partial", "∇": "nabla", "∞": "infty", "∅": "emptyset", "ℏ": "hbar", "ℜ": "Re",
    "∈": "in", "∉": "notin", "∋": "ni", "⊂": "subset", "⊆": "subseteq", "⊃": "supset", "⊇": "supseteq", "∪": "cup",
    "∩": "cap", "∖": "setminus", "≤": "leq", "≥": "geq", "≪": "ll", "≫": "gg", "≠": "neq", "≈": "approx", "≃": "simeq",
    "∼": "sim", "≅": "cong", "≡": "equiv", "∝": "propto", "≺": "prec", "⪯": "preceq", "≻": "succ", "⪰": "succeq",
    "×": "times", "·": "cdot", "∗": "ast", "⋆": "star", "⋅": "cdot", "∘": "circ", "◦": "circ", "•": "bullet", "±": "pm",
    "∓": "mp", "÷": "div", "⊕": "oplus", "⊗": "otimes", "⊙": "odot", "∧": "wedge", "∨": "vee", "¬": "neg",
    "∀": "forall", "∃": "exists", "→": "to", "←": "leftarrow", "↔": "leftrightarrow", "⇒": "Rightarrow",
    "⇐": "Leftarrow", "⇔": "Leftrightarrow", "↦": "mapsto", "↑": "uparrow", "↓": "downarrow", "⊤": "top",
    "⊥": "perp", "∥": "|", "∣": "mid", "⟨": "langle", "⟩": "rangle", "⌊": "lfloor", "⌋": "rfloor", "⌈": "lceil",
    "⌉": "rceil", "…": "ldots", "⋯": "cdots", "⋮": "vdots", "⋱": "ddots", "{": "{", "}": "}", "%": "%", "#": "#",
    "&": "&", "$": "$", "_": "_", "≜": "triangleq", "≔": ":=", "′": "prime", "†": "dagger", "√": "surd",
}  # fmt: skip


def as_latex(text: str) -> str:
    """Return signs as LaTeX, letters and digits as they are."""
    return "".join(_sign(char) for char in text)


def _sign(char: str) -> str:
    if char == "\\":
        return "\\backslash "
    if char in {"−", "\ufffe"}:
        return "-"
    name = _NAMES.get(char)
    if name is None:
        return char
    if name == ":=":
        return name
    return f"\\{name} " if name[0].isalpha() else f"\\{name}"
