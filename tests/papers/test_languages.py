import pytest

from papercoder.papers.markdown import estimate_tokens
from papercoder.papers.parse import parse_bytes
from papercoder.papers.quotes import PaperIndex, holds_value

LATEX: dict[str, tuple[str, str, str, str, str, str, float]] = {
    "zh": (
        "摘要内容在此。",
        "引言",
        "相关工作",
        "致谢",
        "我们使用学习率为０．００１的Adam优化器，批大小为64。",
        "学习率为0.001的Adam优化器",
        0.001,
    ),
    "ja": (
        "本稿では小さなモデルを学習する。",
        "はじめに",
        "関連研究",
        "謝辞",
        "学習率は０．００１、バッチサイズは６４とした。",
        "バッチサイズは64とした",
        64,
    ),
    "ko": (
        "작은 모델을 학습한다.",
        "서론",
        "관련 연구",
        "감사의 글",
        "학습률은 0.001이고 배치 크기는 64이다.",
        "배치 크기는 64이다",
        64,
    ),
    "de": (
        "Wir trainieren ein kleines Modell.",
        "Einleitung",
        "Verwandte Arbeiten",
        "Danksagung",
        'Wir verwenden eine Lernrate von $10^{-3}$ f\\"ur alle L\\"aufe.',
        "Lernrate von 0.001 für alle Läufe",
        1e-3,
    ),
    "fr": (
        "Nous entra\\^{\\i}nons un petit mod\\`ele.",
        "Introduction",
        "Travaux connexes",
        "Remerciements",
        "Le taux d'apprentissage est de $10^{-3}$ \\`a chaque \\'etape.",
        "taux d’apprentissage est de 0.001 à chaque étape",
        1e-3,
    ),
}


def latex(language: str) -> str:
    abstract, first, related, thanks, text, _, _ = LATEX[language]
    return (
        f"\\documentclass{{article}}\\title{{T}}\\begin{{document}}\\begin{{abstract}}{abstract}\\end{{abstract}}\n"
        f"\\section{{{first}}}\n{text}\n\\section{{{related}}}\nx\n\\section*{{{thanks}}}\ny\n\\end{{document}}"
    )


@pytest.mark.parametrize("language", LATEX)
def test_latex_in_five_languages(language: str) -> None:
    paper = parse_bytes(latex(language).encode(), "paper.tex")
    assert [(s.id, s.part) for s in paper.sections] == [("s1", "body"), ("s2", "related"), ("u1", "acknowledgements")]
    assert paper.abstract
    assert paper.warnings == ()
    grounding = PaperIndex(paper).locate(LATEX[language][5])
    assert (grounding.result, grounding.section) == ("found", "s1")
    assert holds_value(grounding.text, LATEX[language][6])


@pytest.mark.parametrize(
    ("language", "encoding"),
    [("zh", "gb18030"), ("ja", "shift_jis"), ("ja", "euc-jp"), ("ko", "euc-kr"), ("zh", "utf-16"), ("ja", "utf-8-sig")],
)
def test_other_encodings(language: str, encoding: str) -> None:
    text = latex(language)
    assert parse_bytes(text.encode(encoding), "paper.tex").sections == parse_bytes(text.encode(), "paper.tex").sections


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "mac-roman"])
def test_western_encodings(encoding: str) -> None:
    body = "\\section{Über}\nDie Größe läßt sich für alle Läufe ändern; naïve Übergänge.".encode(encoding)
    option = {"mac-roman": b"applemac", "cp1252": b"ansinew"}.get(encoding, b"latin1")
    head = b"\\documentclass{article}\\usepackage[" + option + b"]{inputenc}\\begin{document}"
    paper = parse_bytes(head + body + b"\\end{document}", "paper.tex")
    assert paper.sections[0].title == "Über"
    assert paper.sections[0].blocks[0].text == "Die Größe läßt sich für alle Läufe ändern; naïve Übergänge."
    assert "Not UTF-8" in paper.warnings[-1]


def test_markdown_and_text_in_chinese() -> None:
    front = "# 小模型\n\n# 摘要\n\n我们训练一个模型。\n\n# 1 引言\n\n批大小为６４。\n\n"
    text = f"{front}# 参考文献\n\n[1] 甲。\n\n# 附录\n\n更多。\n"
    paper = parse_bytes(text.encode(), "paper.md")
    assert (paper.title, paper.abstract) == ("小模型", "我们训练一个模型。")
    assert [(s.id, s.part) for s in paper.sections] == [("s1", "body"), ("u1", "appendix")]
    plain = parse_bytes("小模型\n\n摘要\n\n我们训练一个\n模型。\n\n第一章 引言\n\n批大小为64。\n".encode(), "paper.txt")
    assert (plain.abstract, plain.sections[0].id, plain.sections[0].title) == ("我们训练一个模型。", "s1", "引言")


def test_tokens_of_wide_text() -> None:
    assert estimate_tokens("word" * 100) == 100
    assert estimate_tokens("学习率" * 100) == 300
