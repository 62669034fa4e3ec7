import pytest

from papercoder.errors import PaperError
from papercoder.papers.latex.mainfile import find_main

DOCUMENT = "\\documentclass{article}\\begin{document}\\section{A}text\\end{document}"


@pytest.mark.parametrize(
    ("files", "main"),
    [
        ({"a.tex": "\\section{A}"}, "a.tex"),
        ({"a.tex": DOCUMENT, "b.tex": "\\section{B}"}, "a.tex"),
        ({"body.tex": "\\section{B}", "x.tex": DOCUMENT.replace("text", "\\input{body}")}, "x.tex"),
        ({"main.tex": DOCUMENT, "other.tex": DOCUMENT}, "main.tex"),
        ({"paper1.tex": DOCUMENT, "supplement.tex": DOCUMENT}, "paper1.tex"),
        ({"one.tex": DOCUMENT, "two.tex": DOCUMENT, "two.bbl": ""}, "two.tex"),
        ({"one.tex": DOCUMENT, "two.tex": DOCUMENT + "x" * 2000}, "two.tex"),
        (
            {"one.tex": DOCUMENT, "two.tex": DOCUMENT, "00README.json": '{"filename": "one.tex", "usage": "toplevel"}'},
            "one.tex",
        ),
        ({"fig.tex": DOCUMENT.replace("{article}", "{standalone}"), "z.tex": DOCUMENT}, "z.tex"),
    ],
)
def test_the_main_file(files: dict[str, str], main: str) -> None:
    assert find_main(files, "source") == main


def test_several_main_files_are_named() -> None:
    with pytest.raises(PaperError, match=r"found 2: one.tex, two.tex") as caught:
        find_main({"one.tex": DOCUMENT, "two.tex": DOCUMENT}, "source")
    assert "its own path" in caught.value.hint


def test_no_latex_at_all() -> None:
    with pytest.raises(PaperError, match="found none among 1 files"):
        find_main({"a.bib": "@article{a}"}, "source")
