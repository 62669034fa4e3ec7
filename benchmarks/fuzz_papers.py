"""Feed the LaTeX, Markdown, JSON and archive readers damaged papers for some minutes: no crash, no hang.

    python -m benchmarks.fuzz_papers [--minutes 10] [--seed 0] [--limit 10]

Every input is a seed document changed at random places: bytes flipped, parts cut, doubled, moved, tokens of the format
thrown in. A reader may answer with a paper or with a `PaperError`; anything else, or more than `--limit` seconds of the
processor for one input, is a failure, and the input is printed (and kept whole with `--keep`). The exit code says
whether there was one. Without `--minutes` or `--seed` of its own the result is written to results/fuzz_papers.json.
"""

# ruff: noqa: SIM905  # long lists of words read better as words

import argparse
import gzip
import io
import json
import random
import signal
import sys
import tarfile
import time
import traceback
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.harness.results import keep
from papercoder.errors import PaperError
from papercoder.papers.decode import decode_text
from papercoder.papers.kinds import kind_of, kind_of_text
from papercoder.papers.latex.read import read_latex
from papercoder.papers.markdown import render_paper
from papercoder.papers.markup.markdown import read_markdown
from papercoder.papers.quotes import PaperIndex
from papercoder.papers.sources.archive import gunzip, unpack
from papercoder.papers.structured.s2orc import is_s2orc, read_s2orc
from state.paper import Paper, Source

ROOT = Path(__file__).parents[1]
LATEX = ROOT / "tests/papers/data/torture.tex"

MARKDOWN = r"""# A Title

# Abstract

We train with $10^{-4}$ and `code`.

# 1 Introduction

Text with [a link](http://x.y), **bold**, $\frac{a}{b}$ and $1 3 . 5 \%$.

$$
\sum_i x_i
$$

- item one
- item two

| a | b |
| --- | --- |
| 1 | 2 |

<table><tr><td colspan="2">x</td></tr><tr><td>1</td><td>2</td></tr></table>

Table 1: Numbers.

```python
x = 1
```

# References

[1] A. One. First.
"""

S2ORC: dict[str, Any] = {
    "paper_id": "x",
    "title": "A Title",
    "abstract": "We train.",
    "pdf_parse": {
        "abstract": [{"text": "We train.", "section": "Abstract"}],
        "body_text": [
            {"text": "Text.", "section": "Introduction", "sec_num": "1", "eq_spans": []},
            {
                "text": "EQUATION",
                "section": "Loss",
                "sec_num": "1.1",
                "eq_spans": [{"text": "EQUATION", "raw_str": "L = x", "eq_num": "(1)"}],
            },
            {"text": "2 Results", "section": "Loss", "sec_num": "1.1"},
            {"text": "See Table 1.", "section": "Main", "sec_num": "2.1"},
            {"text": "A note", "section": "", "sec_num": None},
        ],
        "back_matter": [{"text": "Thanks", "section": "acknowledgement", "sec_num": None}],
        "bib_entries": {
            "BIBREF0": {"raw_text": "A. One."},
            "BIBREF1": {"title": "T", "authors": [{"first": "A", "last": "B"}], "year": 2020},
        },
        "ref_entries": {
            "TABREF0": {"text": "Scores", "type_str": "table", "content": "<table><tr><td>1</td></tr></table>"}
        },
    },
}

TOKENS = {
    "latex": [
        *r"\begin{ \end{ \begin{tabular} \end{tabular} \begin{itemize}\item \end{itemize} \section{ \[ \]".split(),
        *r"$$ $ \ \\ & % { } [ ]".split(),
        *r"\input{paper} \def\a{\a\a} \a \newcommand{\x}[9][ \if \else \fi \iffalse \newif\ifz \verb|".split(),
        *r"\caption{ \label{ \ref{ \cite{ \footnote{ \begin{align} \begin{algorithm} \For{ #1 ~ ^ _ \( \)".split(),
    ],
    "markdown": [
        *("$ $$ ` ``` | <table> </table> [ ]( ![ # * _ ** \\( \\[ & < > ZQ0X0QZ <td rowspan=99999>".split()),
        *("\n|---|\n", "\n# ", "\n- ", "    ", "---\n", "<td colspan=99999>"),
    ],
    "json": [
        *('{" "} [ ] null 1e999 "text" "pdf_parse" : , "section":5 true'.split()),
        *('"\\ud800"', "[" * 50),
    ],
    "archive": ["\x00", "../", "PK\x03\x04", "\x1f\x8b", "ustar", "7777777"],
}


@dataclass
class Tally:
    """What happened to the inputs of one reader."""

    read: int = 0
    refused: int = 0
    failed: int = 0
    slowest: float = 0.0
    worst: bytes = b""
    examples: list[str] = field(default_factory=list)


class Hang(BaseException):
    """One input took longer than the limit; no reader may swallow it."""


def archives() -> list[bytes]:
    """Return a tar, a gzipped tar, a zip and a gzip of the LaTeX seed."""
    text = LATEX.read_bytes()
    tar_buffer, zip_buffer = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=tar_buffer, mode="w") as archive:
        info = tarfile.TarInfo("paper.tex")
        info.size = len(text)
        archive.addfile(info, io.BytesIO(text))
    with zipfile.ZipFile(zip_buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("paper.tex", text)
    return [tar_buffer.getvalue(), gzip.compress(tar_buffer.getvalue()), zip_buffer.getvalue(), gzip.compress(text)]


def mutate(data: bytes, tokens: list[str], rng: random.Random) -> bytes:
    """Change a document at a few random places."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 2, 4, 8, 30))):
        at, length = rng.randrange(len(out) + 1), rng.choice((1, 2, 10, 100, 1000))
        action = rng.randrange(6)
        if action == 0 and out:
            out[at % len(out)] = rng.randrange(256)
        elif action == 1:
            del out[at : at + length]
        elif action == 2:
            out[at:at] = out[at : at + length] * rng.choice((1, 2, 20))
        elif action == 3:
            source = rng.randrange(len(out) + 1)
            out[at:at] = out[source : source + length]
        elif action == 4:
            out[at:at] = rng.choice(tokens).encode("utf-8", errors="replace") * rng.choice((1, 1, 3, 300))
        else:
            del out[at + rng.randrange(5000) :]
        del out[400_000:]
    return bytes(out)


def read_as_latex(data: bytes) -> Paper:
    """Read bytes as one LaTeX file."""
    return read_latex({"paper.tex": decode_text(data)[0]}, Source(kind="latex", name="paper.tex"), main="paper.tex")


def read_as_markdown(data: bytes) -> Paper:
    """Read bytes as Markdown."""
    return read_markdown(decode_text(data)[0], Source(kind="markdown", name="paper.md"))


def read_as_json(data: bytes) -> Paper:
    """Read bytes as S2ORC JSON, damaged as text or, where it is still JSON, in its values."""
    try:
        value = json.loads(decode_text(data)[0])
    except (ValueError, RecursionError) as error:
        raise PaperError("not JSON") from error
    if not is_s2orc(value):
        raise PaperError("not S2ORC")
    return read_s2orc(value, Source(kind="s2orc", name="paper.json"))


def read_as_archive(data: bytes) -> Paper:
    """Read bytes as whatever archive they are."""
    kind = kind_of(data, "source")
    if kind == "gzip":
        data = gunzip(data, "source")
        kind = kind_of(data, "source")
    if kind in {"tar", "zip"}:
        files = {path: decode_text(content)[0] for path, content in unpack(data, kind, "source").items()}
        return read_latex(files, Source(kind="latex", name="source"))
    kind_of_text(decode_text(data)[0])
    return read_as_latex(data)


def try_one(reader: Callable[[bytes], Paper], data: bytes, limit: int, tally: Tally) -> None:
    """Read one input under limits of processor and wall time and note what happened."""
    started = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, limit)
    signal.alarm(30 * limit)
    try:
        paper = reader(data)
        render_paper(paper)
        PaperIndex(paper).locate("a rate of $10^{-4}$ in every one of the runs")
        tally.read += 1
    except PaperError:
        tally.refused += 1
    except (Exception, Hang) as error:  # noqa: BLE001  # finding them is what this is for
        tally.failed += 1
        tally.worst = data
        if len(tally.examples) < 3:
            tally.examples.append(
                f"{type(error).__name__}: {error}\n{traceback.format_exc(limit=-4)}\ninput: {data!r:.4000}"
            )
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)
        tally.slowest = max(tally.slowest, time.process_time() - started)


def main() -> int:
    """Run the readers in turn until the time is over."""
    parser = argparse.ArgumentParser(description="Fuzz the readers of papers.")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--limit", type=int, default=10, help="processor seconds one input may take")
    parser.add_argument("--keep", type=Path, help="folder for the last input that failed, one file for each reader")
    options = parser.parse_args()
    _set_alarms(options.limit)
    tallies = _campaign(options.minutes, options.seed, options.limit)
    for name, tally in tallies.items():
        _show(name, tally)
        if options.keep and tally.worst:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / name).write_bytes(tally.worst)
    if (options.minutes, options.seed) == (10.0, 0):
        keep("fuzz_papers", _document(options.minutes, options.limit, tallies))
    return 1 if any(tally.failed for tally in tallies.values()) else 0


def _set_alarms(limit: int) -> None:
    def on_alarm(*_: object) -> None:
        raise Hang(f"more than {limit} s of the processor, or {30 * limit} s")

    signal.signal(signal.SIGALRM, on_alarm)
    signal.signal(signal.SIGPROF, on_alarm)


def _campaign(minutes: float, seed: int, limit: int) -> dict[str, Tally]:
    seeds: dict[str, tuple[list[bytes], Callable[[bytes], Paper]]] = {
        "latex": ([LATEX.read_bytes()], read_as_latex),
        "markdown": ([MARKDOWN.encode()], read_as_markdown),
        "json": ([json.dumps(S2ORC).encode()], read_as_json),
        "archive": (archives(), read_as_archive),
    }
    tallies = {name: Tally() for name in seeds}
    rng = random.Random(seed)
    try_one(read_as_markdown, MARKDOWN.encode(), 120, Tally())
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        for name, (documents, reader) in seeds.items():
            data = mutate(rng.choice(documents), TOKENS[name], rng)
            try_one(reader, data, limit, tallies[name])
    return tallies


def _show(name: str, tally: Tally) -> None:
    total = tally.read + tally.refused + tally.failed
    print(
        f"{name:9} {total:7} inputs: {tally.read} read, {tally.refused} refused, {tally.failed} failed; "
        f"slowest {tally.slowest:.2f} s"
    )
    for example in tally.examples:
        print(example)


def _document(minutes: float, limit: int, tallies: dict[str, Tally]) -> dict[str, Any]:
    readers = {
        name: {"read": t.read, "refused": t.refused, "failed": t.failed, "slowest_seconds": round(t.slowest, 2)}
        for name, t in tallies.items()
    }
    return {"minutes": minutes, "limit_seconds": limit, "readers": readers}


if __name__ == "__main__":
    sys.exit(main())
