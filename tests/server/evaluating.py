"""Answers of judges, graders and baselines: from the code that the request shows, the same for the same request."""

import hashlib
import json
import re
from typing import Any

from tests.server.project import Project
from tests.server.request import Asked
from tests.server.sources import source

__all__ = ["EVALUATING", "evaluated"]

EVALUATING = frozenset({"judge", "grader", "baseline"})
_CODE = re.compile(r'^<data name="file ([^"\n]+\.(?:py|sh))">$', re.MULTILINE)
_TREE = re.compile(r'<data name="file tree">\n(.*?)\n</data>', re.DOTALL)
_IMPORT = re.compile(r"^from (src\.[\w.]+) import", re.MULTILINE)
_PAPER_FUNCTIONS = ("make_data", "split_data", "train", "run", "evaluate")


def evaluated(project: Project, asked: Asked) -> str:
    """Return the whole answer."""
    if asked.agent == "judge":
        return json.dumps(_judgement(asked))
    if asked.agent == "grader":
        return json.dumps(_ranking(asked) if asked.subject.startswith("rank ") else _grade(asked))
    return json.dumps(_step(project, asked)) if asked.subject.endswith("-agent") else _whole(project, asked)


def _shown(asked: Asked) -> dict[str, str]:
    """Return the text after each code file's mark, by path."""
    text = "\n".join(text for role, text in asked.messages[: asked.task_at] if role == "user")
    marks = list(_CODE.finditer(text))
    return {m.group(1): text[m.end() : text.find("\n</data>", m.end())] for m in marks}


def _judgement(asked: Asked) -> dict[str, Any]:
    """Judge leniently in the plain protocols, and by the functions that exist in the strict one."""
    code = {path: text for path, text in _shown(asked).items() if text.strip()}
    found = {name: next((p for p, text in code.items() if f"def {name}(" in text), "") for name in _PAPER_FUNCTIONS}
    missing = [name for name, path in found.items() if not path]
    wanted = {name for text in code.values() for name in _IMPORT.findall(text)}
    absent = sorted(name for name in wanted if f"{name.replace('.', '/')}.py" not in code)
    critiques = [{"file": "", "function": name, "severity": "high", "text": f"No {name}."} for name in missing[:2]]
    critiques += [{"file": "", "function": "", "severity": "medium", "text": f"No module {name}."} for name in absent]
    wobble = int(asked.key, 16) % 4 == 0
    critiques += [{"file": p, "function": "", "severity": "low", "text": "A name."} for p in list(code)[: 1 + wobble]]
    score = _score(missing, wobble or bool(absent))
    if asked.subject == "strict":
        strict = 1 if score == 1 else max(1, score - len(absent[:2]))
        return {"critiques": critiques, "score": strict, "components": _components(found)}
    return {"critiques": critiques, "score": max(score, 4 - wobble)}


def _score(missing: list[str], wobble: bool) -> int:
    if len(missing) == len(_PAPER_FUNCTIONS):
        return 1
    return max(1, 5 - len(missing) - wobble)


def _components(found: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"name": name, "result": "implemented" if path else "missing", "file": path, "function": name if path else ""}
        for name, path in found.items()
    ]


def _ranking(asked: Asked) -> dict[str, Any]:
    found = _TREE.search(asked.task)
    folders: list[str] = []
    paths = []
    for line in found.group(1).split("\n") if found else []:
        depth = (len(line) - len(line.lstrip())) // 2
        del folders[depth:]
        if line.endswith("/"):
            folders.append(line.strip())
        else:
            paths.append("".join(folders) + line.strip())
    return {"files": [path for path in paths if path.endswith(".py")][:10]}


def _grade(asked: Asked) -> dict[str, Any]:
    digest = int(hashlib.sha256(asked.subject.encode()).hexdigest(), 16)
    met = bool(_shown(asked)) and digest % 3 > 0
    words = "The functions are there." if met else "Nothing of it is there."
    return {"expected": "A function for it.", "found": words, "explanation": words, "score": int(met)}


def _whole(project: Project, asked: Asked) -> str:
    """Answer in one call with the whole project; from the abstract alone, with its entry point only."""
    files = [f for f in project.files if asked.subject != "abstract" or f.kind == "entry"]
    texts = {f.path: source(project, f) for f in files}
    return "\n\n".join(f"File: `{path}`\n````\n{text}````" for path, text in texts.items())


def _step(project: Project, asked: Asked) -> dict[str, Any]:
    """Look around, write two files, read one, try one; then hand in, or go on where that is not offered."""
    number = sum(role == "assistant" for role, _ in asked.after) - sum("# Faults" in text for _, text in asked.after)
    written = [project.entry, project.modules[0]]
    steps: list[dict[str, Any]] = [{"tool": "bash", "arguments": {"command": "ls; wc -c paper.md"}}]
    for file in written:
        path, text = repr(file.path), repr(source(project, file))
        code = f"import pathlib\np = pathlib.Path({path})\np.parent.mkdir(exist_ok=True)\np.write_text({text})\n"
        steps.append({"tool": "python", "arguments": {"code": code}})
    steps.append({"tool": "read_file", "arguments": {"path": written[0].path}})
    steps.append({"tool": "bash", "arguments": {"command": f"python -m py_compile {written[0].path} && echo compiled"}})
    if number < len(steps):
        return {"thought": f"Step {number + 1}."} | steps[number]
    if "`submit`" in asked.task:
        return {"thought": "Done.", "tool": "submit", "arguments": {"summary": "Two files."}}
    return {"thought": "One more look.", "tool": "bash", "arguments": {"command": f"echo look {number}"}}
