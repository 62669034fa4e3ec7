"""Whatever a model wraps around a file, the file comes out whole or the answer is refused."""

import re
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercoder.workspace.answers import parse_file

CODE = 'import sys\n\n\ndef main() -> int:\n    """Run."""\n    return 0\n\n\nsys.exit(main())\n'
DOCSTRING = '"""Usage:\n\n```bash\npython main.py\n```\n\nor\n\n```\nplain\n```\n"""\n\nX = 1\n'


def fenced(text: str, tag: str = "python", marks: str = "```") -> str:
    return f"{marks}{tag}\n{text.removesuffix(chr(10))}\n{marks}\n"


@pytest.mark.parametrize(
    "answer",
    [
        fenced(CODE),
        "Here it is:\n\n" + fenced(CODE) + "\nIt has no dependencies.",
        fenced(CODE, "py"),
        fenced(CODE, ""),
        fenced(CODE, "Python title=main.py"),
        fenced(CODE, "{.python}"),
        fenced(CODE, marks="~~~~"),
        fenced(CODE).replace("\n", "\r\n"),
        "\ufeff" + fenced(CODE),
        fenced(CODE).rstrip().removesuffix("```"),
        fenced(CODE + "\n\n\n"),
        CODE,
        "main.py\n" + CODE,
        "`main.py`:\n\n" + CODE,
        fenced("main.py\n" + CODE),
        fenced("File: `main.py`\n" + CODE),
        "Run it:\n" + fenced("pip install numpy", "bash") + "Then:\n" + fenced(CODE),
        fenced(CODE) + "Run it:\n" + fenced("python main.py --smoke", "bash"),
        fenced(CODE) + "Output:\n" + fenced("0", ""),
        fenced("x = 1") + "The file main.py:\n" + fenced(CODE),
        fenced(CODE) + "Again:\n" + fenced(CODE),
        f'<file path="main.py">\n{CODE}</file>',
        f"<file path='./main.py'>\n{fenced(CODE)}</file>\nDone.",
        "- the file:\n\n  ```python\n"
        + "".join(f"  {line}\n" if line else "\n" for line in CODE.splitlines())
        + "  ```\n",
    ],
)
def test_finds_the_python_file(answer: str) -> None:
    assert parse_file(answer, "main.py") == CODE


@pytest.mark.parametrize("tail", ["", "\nThat is all.\n", "\nRun:\n```bash\npython main.py\n```\n"])
def test_a_fence_inside_a_docstring_ends_nothing(tail: str) -> None:
    assert parse_file(fenced(DOCSTRING) + tail, "main.py") == DOCSTRING


@pytest.mark.parametrize(
    "answer", [fenced(DOCSTRING, marks="````"), DOCSTRING, fenced(DOCSTRING).rstrip().removesuffix("```")]
)
def test_a_docstring_with_fences_survives_other_wrappings(answer: str) -> None:
    assert parse_file(answer, "main.py") == DOCSTRING


def test_a_comment_with_the_path_is_kept() -> None:
    text = "# src/model.py\nX = 1\n"
    assert parse_file(fenced(text), "src/model.py") == text
    two = fenced("# src/data.py\nY = 2") + fenced(text)
    assert parse_file(two, "src/model.py") == text


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (fenced("x = 1") + fenced("y = 2"), "2 blocks"),
        ("I am sorry, I cannot do that.", "holds no file"),
        ("Sure, here", "holds no file"),
        ("", "holds no file"),
        (fenced(""), "is empty"),
        (fenced("def f(:\n    pass"), "line 1: "),
        (fenced("return 3"), "'return' outside function"),
        (fenced("x = 1\ny = (\n"), "line 2: "),
        (fenced("pip install x", "bash"), "only bash blocks"),
        ('<file path="other.py">\nx = 1\n</file>', "other.py"),
        (fenced("x = '\0'"), "NUL"),
        (fenced("x = '\ud800'"), "surrogate"),
        (fenced("x = " + "(" * 4000 + ")" * 4000), "line 1"),
    ],
)
def test_says_what_is_wrong(answer: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        parse_file(answer, "main.py")


@pytest.mark.parametrize(
    ("path", "tag", "good", "bad"),
    [
        ("a.yaml", "yaml", "a: 1\nb: [1, 2]\n", "a: [1\nb: 2\n"),
        ("a.json", "json", '{"a": 1}\n', '{"a": 1,}\n'),
        ("a.toml", "toml", 'a = """\n```\n"""\n', "a = \n"),
        ("a.sh", "bash", "#!/bin/sh\ncat <<'X'\n```\nX\n", "if true; then\n"),
    ],
)
def test_other_languages(path: str, tag: str, good: str, bad: str) -> None:
    if tag == "bash" and shutil.which("bash") is None:
        pytest.skip("no bash on this machine to read shell scripts with")
    assert parse_file(fenced(good, tag), path) == good
    assert parse_file(good, path) == good
    with pytest.raises(ValueError, match=r"line [0-9]+: "):
        parse_file(fenced(bad, tag), path)


def test_only_init_may_be_empty() -> None:
    assert parse_file(fenced(""), "src/__init__.py") == "\n"
    assert parse_file('"""The models."""', "src/__init__.py") == '"""The models."""\n'


def test_invalid_escapes_warn_nobody() -> None:
    assert parse_file(fenced("x = '\\d'"), "main.py") == "x = '\\d'\n"


def test_markdown_with_nested_blocks() -> None:
    text = "# Data\n\n```bash\nls\n```\n\nMore.\n"
    assert parse_file(fenced(text, "markdown"), "data.md") == text
    assert parse_file(fenced(text, "markdown", "````"), "data.md") == text
    with pytest.raises(ValueError, match="fence it with four"):
        parse_file(fenced("# T\n```\nx\n```\nend", "markdown"), "data.md")


TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\0"), min_size=1).filter(str.strip)
LINES = st.lists(
    st.sampled_from(["```", "```bash", "  ```", "~~~", "````", "# a", "text", "", "<file path='x'>", "</file>"])
)


@given(
    st.one_of(TEXT, LINES.map("\n".join).filter(str.strip)), st.sampled_from("`~"), st.sampled_from(["", "text", "txt"])
)
def test_any_text_in_a_long_enough_fence_comes_back(text: str, mark: str, tag: str) -> None:
    runs = [len(run) for run in re.findall(f"{re.escape(mark)}+", text)]
    marks = mark * max([3, *(run + 1 for run in runs)])
    assert parse_file(f"Here.\n\n{marks}{tag}\n{text}\n{marks}\n", "notes.txt") == text.rstrip("\n") + "\n"


@given(TEXT, st.sampled_from(["```", "````", "~~~"]))
def test_any_text_in_a_python_docstring_comes_back(text: str, marks: str) -> None:
    body = text.replace("\\", "/").replace('"', "'")
    code = f'"""Doc.\n{body}\n"""\nX = 1\n'
    assert parse_file(f"{marks}python\n{code}{marks}", "a.py") == code


@given(st.text())
def test_any_answer_is_a_file_or_refused(answer: str) -> None:
    try:
        text = parse_file(answer, "a.py")
    except ValueError:
        return
    compile(text, "a.py", "exec")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
