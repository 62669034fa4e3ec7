"""Measure how well and how fast PDFs are read: `python -m benchmarks.papers [--each]`; exit code 1: a goal is missed.

The six further classes were typeset when the rules had been made on the first nine documents. Read for the first time
they gave: body text .987 and .731, headings .667 (precision .778), abstract .667, table rows .708; two of their sources
were faulty as well (no title printed, a table lost). All that was then mended, so the figures printed now are no longer
held out. The same is true of the real papers.
"""

import argparse
import sys
from collections import defaultdict

from benchmarks.papers.agreement import agreements
from benchmarks.papers.measures import measure
from benchmarks.papers.speed import speeds
from benchmarks.papers.truth import Truth, own_documents, shared_documents
from papercoder.papers.pdf.read import read_pdf

__all__ = ["main"]

_GOALS = {
    "body text, 1 column": 0.99,
    "body text, 2 columns": 0.965,
    "headings, recall": 0.97,
    "headings, precision": 0.97,
    "headings, levels": 0.98,
    "title": 0.95,
    "abstract": 0.95,
    "captions": 0.95,
    "numbers of the body": 0.99,
    "table rows kept together": 0.98,
    "numbered equations found": 0.98,
    "references found": 0.98,
    "section trees agree, LaTeX and PDF": 0.97,
    "furniture in the body": 0.0,
}


def main() -> int:
    """Print the table; return 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description="Measure how well and how fast PDFs are read.")
    parser.add_argument("--each", action="store_true", help="also print every document's own values")
    each = parser.parse_args().each
    own = own_documents()
    missed = _quality("documents made for the project", [truth for truth in own if not truth.held_out], each=each)
    missed += _quality(
        "the English one in six further classes (see the note)", [truth for truth in own if truth.held_out], each=each
    )
    shared = shared_documents()
    if shared:
        missed += _quality("real papers", shared, each=each)
    else:
        print("real papers: not measured, ../shared/papers is absent\n")
    print(f"{'speed':<72}{'value':>9}{'goal':>9}  met")
    for name, value, goal in speeds():
        missed += value > goal
        print(f"{name:<72}{value:>9.3f}{goal:>9.2f}  {'yes' if value <= goal else 'NO'}")
    return 1 if missed else 0


def _quality(title: str, truths: list[Truth], *, each: bool) -> int:
    values: dict[str, list[float]] = defaultdict(list)
    for truth in truths:
        found = measure(truth, read_pdf(truth.pdf.read_bytes(), truth.pdf.name, sha256=""))
        found |= agreements(truth)
        for name, value in found.items():
            values[name].append(value)
        if each:
            print(f"  {truth.name}: " + ", ".join(f"{name} {value:.3f}" for name, value in found.items()))
    print(f"{title + f' ({len(truths)})':<72}{'value':>9}{'goal':>9}  met")
    missed = 0
    for name, goal in _GOALS.items():
        if name not in values:
            continue
        counted = name == "furniture in the body"
        value = sum(values[name]) if counted else sum(values[name]) / len(values[name])
        met = value <= goal if counted else value >= goal
        missed += not met
        print(f"{name + f' [{len(values[name])}]':<72}{value:>9.3f}{goal:>9.3f}  {'yes' if met else 'NO'}")
    print()
    return missed


if __name__ == "__main__":
    sys.exit(main())
