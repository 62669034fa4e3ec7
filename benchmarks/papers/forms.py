"""The same documents read from LaTeX, HTML, Markdown and JSON, and real papers in the forms they have."""

import json
import re
from typing import Any

from benchmarks.papers.agreement import share
from benchmarks.papers.build import DOCUMENTS, FOLDER
from benchmarks.papers.measures import kept_verbatim, measure
from benchmarks.papers.truth import SHARED, Truth, latex_paper, own_documents
from benchmarks.papers.written import as_markdown, as_s2orc
from papercoder.papers.parse import parse_bytes
from state.paper import Paper

__all__ = ["FORMS", "Values", "form_values", "real_values"]

Values = list[dict[str, float]]

FORMS = {
    "latex": "LaTeX, as written for the PDFs",
    "html": "HTML, made from the LaTeX by LaTeXML",
    "markdown": "Markdown, written as layout models do",
    "s2orc": "S2ORC JSON, written as GROBID's conversion does",
}
_VERBATIM = {"latex", "markdown", "s2orc"}
"""LaTeXML writes LaTeX anew (`c_{t}` for `c_t`), so nothing can be kept letter for letter."""
_DISPLAY = re.compile(r"\\begin\{(equation|align)(\*?)\}(.*?)\\end\{\1\2\}", re.DOTALL)


def form_values(form: str) -> Values:
    """Measure every document made for the project in one form."""
    found = []
    for truth in own_documents():
        paper = _read(truth, form)
        if paper is None:
            continue
        values = measure(truth, paper)
        columns = next((name for name in values if name.startswith("body text")), "")
        values["body text"] = values.pop(columns)
        if form in _VERBATIM:
            values["equations kept verbatim"] = kept_verbatim(truth.formulas, paper)
        if form != "latex":
            values["section trees agree with LaTeX"] = share(latex_paper(truth.pdf.with_suffix(".tex")), paper)
        found.append(values)
    return found


def _read(truth: Truth, form: str) -> Paper | None:
    if form == "latex":
        return latex_paper(truth.pdf.with_suffix(".tex"))
    if form == "html":
        page = truth.pdf.with_suffix(".html")
        return parse_bytes(page.read_bytes(), page.name) if page.exists() else None
    language, style = DOCUMENTS[truth.name]
    if style not in {"one", "two"} or truth.name == "english-two":
        return None
    written: dict[str, Any] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    text = as_markdown(written) if form == "markdown" else as_s2orc(written)
    return parse_bytes(text.encode(), f"{language}.{'md' if form == 'markdown' else 'json'}")


def real_values() -> Values:
    """Measure the real paper that is there in LaTeX and JSON; nothing where it is absent."""
    source = SHARED / "transformer/paper.tex"
    if not source.exists():
        return []
    latex, text = latex_paper(source), source.read_text(encoding="utf-8")
    formulas = [re.sub(r"\\label\{[^}]*\}", "", match[3]).strip() for match in _DISPLAY.finditer(text)]
    values = {"equations kept verbatim": kept_verbatim(formulas, latex)}
    for name in ("s2orc.json", "s2orc_cleaned.json"):
        other = parse_bytes((source.parent / name).read_bytes(), name)
        values[f"numbered sections agree, LaTeX and {name}"] = share(latex, other, numbered=True)
    return [values]
