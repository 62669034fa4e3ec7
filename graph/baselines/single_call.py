"""A repository in one answer: the abstract or the whole paper goes in, all files come out."""

from typing import Literal

from agents.shared.tools import Tools
from papercoder.errors import InputError, UnsafePath
from papercoder.models.prompt import Prompt
from papercoder.models.window import context_window
from papercoder.papers.markdown import fit_paper
from papercoder.workspace.answers import parse_file
from papercoder.workspace.paths import safe_path
from prompts.loader import render
from state.channels import State
from state.paper import Paper

__all__ = ["parse_files", "write_whole"]

Kind = Literal["abstract", "paper"]
_HEAD = "File:"


async def write_whole(state: State, tools: Tools, kind: Kind) -> dict[str, str]:
    """Return the files that one call gives for the abstract or the paper."""
    paper = (await tools.settled(state)).paper
    shown = render("evaluation/judge_shared", name="paper", parts=[{"name": kind, "text": _text(tools, paper, kind)}])
    prompt = Prompt(render("baselines/system"), (shown,), render("baselines/single_call", kind=kind))
    return await tools.client("baseline").ask_text(prompt, parse_files, subject=kind)


def _text(tools: Tools, paper: Paper, kind: Kind) -> str:
    if kind == "paper":
        return fit_paper(paper, context_window(tools.settings, "baseline") // 2)[0]
    if not paper.abstract:
        raise InputError(f"{paper.title or 'The paper'} has no abstract to work from.", "Use another baseline for it.")
    return f"# {paper.title}\n\n{paper.abstract}"


def parse_files(answer: str) -> dict[str, str]:
    """Return path -> text of an answer that holds `File:` lines, each followed by one fenced block.

    Raises:
        ValueError: there is no file, a path is unsafe or stands twice, or a file does not parse; all faults are listed.
    """
    found: dict[str, str] = {}
    faults: list[str] = []
    for name, text in _parts(answer):
        try:
            path = safe_path(name)
            if path in found:
                faults.append(f"{path} stands twice")
            found[path] = parse_file(text, path)
        except (ValueError, UnsafePath) as error:
            faults.append(str(error))
    if not found and not faults:
        faults = [f"the answer holds no file: expected lines '{_HEAD} `path`', each followed by one fenced block"]
    if faults:
        raise ValueError("\n".join(faults))
    return found


def _parts(answer: str) -> list[tuple[str, str]]:
    """Cut the answer at its `File:` lines that a fence follows."""
    lines = answer.replace("\r\n", "\n").split("\n")
    heads = [at for at, line in enumerate(lines) if line.startswith(_HEAD) and _fence_follows(lines[at + 1 : at + 3])]
    ends = [*heads, len(lines)][1:]
    return [
        (lines[head].removeprefix(_HEAD).strip().strip("`* "), "\n".join(lines[head + 1 : end]))
        for head, end in zip(heads, ends, strict=True)
    ]


def _fence_follows(lines: list[str]) -> bool:
    first = next((line for line in lines if line.strip()), "")
    return first.startswith(("```", "~~~"))
