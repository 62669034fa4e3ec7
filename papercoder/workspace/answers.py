"""Getting one whole file out of a model's answer, exactly, or saying what is wrong with the answer."""

import re

from papercoder.workspace.fences import FencedBlock, blocks, tagged_files
from papercoder.workspace.languages import has_parser, language_of, same_language, stands_alone, syntax_fault

__all__ = ["checked_file", "one_newline", "parse_file"]


def parse_file(answer: str, path: str) -> str:
    """Return the text of the file, with LF line ends and exactly one newline at its end.

    Args:
        answer: The model's whole answer.
        path: Safe path of the file that was asked for.

    Raises:
        ValueError: no file, more than one that could be meant, or one that does not parse in its language.
    """
    answer = _plain(answer)
    if language_of(path) in {"python", "json", "shell", "toml"} and stands_alone(_bare(answer, path), path):
        return checked_file(_bare(answer, path), path)
    tagged = tagged_files(answer)
    if tagged:
        return checked_file(_without_path_line(_from_tags(tagged, path), path), path)
    found = blocks(answer, path)
    if found:
        return checked_file(_without_path_line(_choose(found, path), path), path)
    if stands_alone(_bare(answer, path), path):
        return checked_file(_bare(answer, path), path)
    raise ValueError(f"The answer holds no file: expected one fenced block with the whole of {path}.")


def checked_file(text: str, path: str) -> str:
    """Return the text ending in one newline.

    Raises:
        ValueError: it is empty (allowed for `__init__.py`) or does not parse in the language of its path.
    """
    empty = not text.strip()
    if empty and path.rsplit("/", 1)[-1] != "__init__.py":
        raise ValueError(f"{path} is empty: expected the whole file.")
    fault = syntax_fault(text, path)
    if fault:
        raise ValueError(f"{path} does not parse as {language_of(path)}: {fault}{_quoted(text, fault)}")
    return one_newline("" if empty else text)


def one_newline(text: str) -> str:
    """Return the text with exactly one newline at its end."""
    return text.rstrip("\n") + "\n"


def _plain(answer: str) -> str:
    return answer.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _bare(answer: str, path: str) -> str:
    return _without_path_line(answer.strip("\n"), path)


def _quoted(text: str, fault: str) -> str:
    """Return the line that the fault names, for the model to find it."""
    number = int(fault.removeprefix("line ").split(":")[0])
    lines = text.split("\n")
    return f"\n    {number}: {lines[number - 1][:200]}" if number <= len(lines) else ""


def _from_tags(tagged: list[tuple[str, str]], path: str) -> str:
    matching = [text for name, text in tagged if _same_path(name, path)]
    if len(matching) != 1:
        names = ", ".join(name for name, _ in tagged)
        raise ValueError(f"The answer holds the files {names}: expected {path}, once and alone.")
    inside = blocks(matching[0], path)
    fenced = len(inside) == 1 and matching[0].lstrip().startswith(("```", "~~~"))
    return inside[0].text if fenced else matching[0].removeprefix("\n")


def _choose(found: list[FencedBlock], path: str) -> str:
    """Return the text of the block that is meant: by the path it names, else by language, else the only one left.

    Raises:
        ValueError: none fits, or several that differ.
    """
    language = language_of(path)
    fitting = [block for block in found if same_language(block.tag, language) is not False]
    named = [block for block in fitting if _names(block, path)]
    spoken = [block for block in fitting if same_language(block.tag, language)]
    pool = named or spoken or fitting
    texts = {block.text for block in pool}
    if len(texts) == 1 and (has_parser(path) or len(fitting) == 1):
        return pool[0].text
    if not pool:
        tags = ", ".join(sorted({block.tag for block in found}))
        raise ValueError(
            f"The answer holds only {tags} blocks: expected one {language} block with the whole of {path}."
        )
    raise ValueError(
        f"The answer holds {len(fitting)} blocks that could be {path}: expected exactly one with the whole file. "
        "Where the file itself holds a line of three backticks, fence it with four."
    )


def _names(block: FencedBlock, path: str) -> bool:
    """Tell whether the words before the block, its opening line or its first line name the path."""
    first = block.text.split("\n", 1)[0]
    heads = (block.hint, first if re.match(r"\s*(#|//|--|<!--|%)", first) or _is_path_line(first, path) else "")
    return any(re.search(rf"(?<![\w./-]){re.escape(path)}(?![\w/-]|\.\w)", head) for head in heads)


def _without_path_line(text: str, path: str) -> str:
    """Drop a first line that is only the path, in languages where that cannot be content."""
    first, _, rest = text.partition("\n")
    return rest.lstrip("\n") if has_parser(path) and _is_path_line(first, path) else text


def _is_path_line(line: str, path: str) -> bool:
    bare = re.sub(r"^(?:file(?:name)?|path)\s*:\s*", "", line.strip().strip("*`").strip(), flags=re.IGNORECASE)
    return _same_path(bare.strip("*`: "), path)


def _same_path(name: str, path: str) -> bool:
    return name.strip().removeprefix("./") == path
