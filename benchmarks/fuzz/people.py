"""Readers of what people give: papers, settings, reviews, suites, rubrics and ratings."""

# ruff: noqa: E501  # seeds read better whole

import contextlib
import json
import os
from pathlib import Path

import ormsgpack

from benchmarks.fuzz.machines import BOMBS
from benchmarks.fuzz.reader import Reader
from papercoder.errors import PaperCoderError

__all__ = ["PEOPLE", "REVIEWED"]

_HTML = b"""<!doctype html><html><head><meta charset="utf-8"><title>T</title></head><body><h1>A Title</h1><h2>Abstract</h2>
<p>We train <i>x</i> with <math alttext="a^2"><mi>a</mi></math>.</p><table><tr><td colspan="2">1</td></tr></table>
<h2>1 Intro</h2><p>Text &amp; more &#x41;.</p></body></html>"""
_TEI = b"""<?xml version="1.0" encoding="UTF-8"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>
<title>A Title</title></titleStmt></fileDesc></teiHeader><text><body><div><head n="1">Intro</head><p>Text <formula>a</formula>
</p></div></body></text></TEI>"""
_S2ORC = b"""{"paper_id": "x", "title": "A Title", "abstract": "We train.", "pdf_parse": {"abstract": [], "body_text": [{"text":
"Text.", "section": "Introduction", "sec_num": "1", "eq_spans": [], "cite_spans": [], "ref_spans": []}], "back_matter": [],
"bib_entries": {"BIBREF0": {"title": "T", "authors": [], "year": 2020}}, "ref_entries": {"TABREF0": {"text": "Scores",
"type_str": "table", "content": "<table></table>"}}}}"""
_MARKDOWN = b"# A Title\n\n# Abstract\n\nWe train with $10^{-4}$.\n\n# 1 Intro\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n```\nx\n```\n"
_TEX = rb"\documentclass{article}\begin{document}\title{T}\maketitle\begin{abstract}A.\end{abstract}\section{I}$a$ \input{x}\end{document}"
_PLAIN = b"A Title\n\nAbstract\n\nWe train.\n\n1 Introduction\n\nText of it.\n\nReferences\n\n[1] A. One.\n"
_ENV = b"PAPERCODER_MODEL=openai:x\nexport PAPERCODER_MAX_PARALLEL='4'\n# note\nPAPERCODER_BUDGET=\"2.5\"\nOPENAI_API_KEY=k\n"
_CONFIG = b"train:\n  rate: 1.0e-4\n  layers: [1, 2]\n  name: adam\n  on: true\nsmoke:\n  train: {rate: 0.1}\n"
_ANSWER = b"""{"type": "edit", "config": "train:\\n  rate: 0.1\\n", "set": {"train.rate": "3e-4", "train.layers": [1, 2]},
"leave_out": {"R1": "no data"}, "args": {"action": "approve"}, "reason": "too large"}"""
REVIEWED = {
    "text": "",
    "entries": [
        {"key": "train.rate", "value": 1e-4, "provenance": "stated", "quote": "a rate", "section": "s1"},
        {"key": "train.layers", "value": [1, 2], "provenance": "chosen"},
        {"key": "train.name", "value": "adam", "provenance": "assumed", "reason": "usual"},
        {"key": "train.on", "value": True, "provenance": "chosen"},
        {"key": "smoke.train.rate", "value": 0.1, "provenance": "chosen"},
    ],
}
_SUITE = b"""name: small\npapers:\n  - id: a\n    source: arxiv:2409.1\nsystems:\n  - name: papercoder\n    settings: {trial: no}
judge: {models: ["openai:x"], samples: 2}\nlimits: {max_cost: 3.5}\nseeds: 2\n"""
_RUBRIC = b"""{"id": "r", "requirements": "all", "weight": 1, "sub_tasks": [{"id": "a", "requirements": "one", "weight": 2,
"sub_tasks": [], "task_category": "Code Development", "finegrained_task_category": null}]}"""
_RATINGS = b"paper,annotator,system,score\np1,anna,ours,4\np1,bert,ours,5\np1,anna,theirs,2\n"


def _paper(data: bytes, _: Path) -> object:
    from papercoder.papers.texts import read_text

    names = ("paper.html", "paper.xml", "paper.json", "paper.md", "paper.tex", "paper.txt", "paper")
    return read_text(data, names[len(data) % len(names)]).to_json()


def _settings(data: bytes, _: Path) -> object:
    """Every variable as a process may be started with it; the kernel hands over no NUL."""
    from papercoder.settings import load_settings

    lines = data.replace(b"\x00", b"").decode("utf-8", "surrogateescape").splitlines()
    pairs = [line.partition("=") for line in lines if "=" in line]
    return load_settings({}, {name.removeprefix("export ").strip(): value.strip("'\"") for name, _, value in pairs})


def _file_of_settings(data: bytes, folder: Path) -> object:
    from papercoder.env_files import load_user_settings, read_working_folder

    (folder / ".env").write_bytes(data)
    before = os.getcwd()
    os.environ["PAPERCODER_SETTINGS"] = str(folder / ".env")
    os.chdir(folder)
    try:
        found = read_working_folder({})
        load_user_settings({})
    finally:
        os.chdir(before)
        del os.environ["PAPERCODER_SETTINGS"]
    return found


def _review(data: bytes, _: Path) -> object:
    """An edited config.yaml, single values, and answers as a client sends them."""
    from papercoder.review.answer import apply_answer
    from papercoder.review.document import read_value
    from papercoder.review.left_out import make_ledger
    from papercoder.review.problem import ReviewProblem
    from papercoder.review.render import render_config
    from state.config import Config

    entries = Config.from_json(REVIEWED).entries
    config = Config(text=render_config(entries), entries=entries)
    ledger = make_ledger(("R1", "R2"), {"R2": "no data"})
    text = data.decode("utf-8", "surrogatepass") if len(data) % 2 else data.decode("utf-8", "replace")
    answers: list[object] = [text, {"type": "edit", "config": text}, {"set": {"train.rate": text, "train.name": text}}]
    answers += _as_json(text)
    for answer in answers:
        with contextlib.suppress(ReviewProblem):
            # What was taken must be kept by a checkpoint and read back.
            kept = apply_answer(answer, config, ledger).config
            if kept is not None:
                ormsgpack.packb(kept.to_json())
                Config.from_json(json.loads(json.dumps(kept.to_json())))
    return read_value(text)


def _as_json(text: str) -> list[object]:
    try:
        return [json.loads(text)]
    except (ValueError, RecursionError):
        return []


def _suite(data: bytes, folder: Path) -> object:
    from papercoder.evaluation.benchmark.suite import cells_of, read_suite

    (folder / "suite.yaml").write_bytes(data)
    return cells_of(read_suite(str(folder / "suite.yaml"), ("papercoder", "classic")))


def _rubric(data: bytes, folder: Path) -> object:
    from papercoder.evaluation.grading.rubric import leaves, prune, read_rubric

    (folder / "rubric.json").write_bytes(data)
    root = read_rubric(str(folder / "rubric.json"))
    return prune(root), list(leaves(root))


def _ratings(data: bytes, folder: Path) -> object:
    from papercoder.evaluation.statistics.ratings import agreement, read_ratings

    (folder / "ratings.csv").write_bytes(data)
    return agreement(read_ratings(str(folder / "ratings.csv")))


# A ReviewProblem is a ValueError: the review asks again.
_ASKS_AGAIN = (PaperCoderError, ValueError)

PEOPLE = (
    Reader("papers", "texts of every kind", (_HTML, _TEI, _S2ORC, _MARKDOWN, _TEX, _PLAIN), _paper),
    Reader("settings", "variables", (_ENV,), _settings),
    Reader("settings", "files of variables", (_ENV,), _file_of_settings),
    Reader(
        "reviews",
        "answers and edited configurations",
        (_CONFIG, _ANSWER, b"[1, 2.5]", b"approve", *BOMBS),
        _review,
        _ASKS_AGAIN,
    ),
    Reader("evaluation", "suites", (_SUITE, *BOMBS), _suite),
    Reader("evaluation", "rubrics", (_RUBRIC,), _rubric),
    Reader("evaluation", "ratings", (_RATINGS,), _ratings),
)
