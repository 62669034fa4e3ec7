"""How long answers are for a paper of a given length: measured on three recorded runs, with what each ratio rests on.

The short run is examples/recorded (3,826 tokens of paper, 11 files), the long ones the two larger papers of
benchmarks/cost (larger_paper.json: 17,400 tokens, 20 files; answered_anew.json: 16,900 tokens, 20 files); answers are
counted in the forms of today. Most grows with the square root of the paper: five times the paper gave two times the
files and two times the plan. Ratios stand between those of the three runs, which are given behind them;
`tests/benchmarks/test_estimates.py` compares what comes out with all.
"""

from dataclasses import dataclass

__all__ = ["OUTPUT_PER_SECOND", "READ_PER_SECOND", "SPREAD", "Sizes", "sizes_for"]

OUTPUT_PER_SECOND = 80.0
"""Output tokens a second of one answer of a large model, as providers serve it; smaller ones are faster."""
READ_PER_SECOND = 20_000.0
"""Uncached input tokens read a second; ten times slower still adds less than a tenth to the whole."""
SPREAD = (0.7, 1.6)
"""The range around the estimate: two runs differ from the law by a fifth; above it come second answers and repairs."""

_LENGTH = 10_000
"""Tokens of a conference paper of ten pages; the ratios below are those of such a paper."""
_FILES = 16.0  # 11 files in the short run, 20 in the long ones
_FEWEST, _MOST = 4, 80  # what planners answer for an abstract, and for a thesis
_PLAN = 10_000  # 8,085, 11,362 and 13,898, without the prose that repeats the ledger
_ARCHITECTURE = 190  # per file: 247, 126 and 207, without the diagrams that programs draw
_LOGIC = 530  # per file: 470, 611 and 591, more where files are longer
_CONFIG = 3_600  # 2,250, 5,828 and 7,027, faster than the rest: five times the paper gave five times the values
_CONTRACT = 2_580  # per file: 2,174 where the short run was recorded before and 3,158, less 7% that a program knows
_CODE = 2_500  # per file that a model writes: 1,505, 3,390 and 3,420
_AUDIT = 320  # per file: 153, 418 and 499, without reasons for what is plainly met


@dataclass(frozen=True)
class Sizes:
    """Tokens of the answers of one run.

    Args:
        files: Files that will be written.
        plan: Of the overall plan with its ledger.
        architecture: Of the architecture.
        logic: Of the logic design.
        config: Of the configuration.
        contract: About one file.
        code: Of one file.
        audit: About one file.
    """

    files: int
    plan: int
    architecture: int
    logic: int
    config: int
    contract: int
    code: int
    audit: int


def sizes_for(paper: int, files: int = 0) -> Sizes:
    """Return the sizes to expect.

    Args:
        paper: Tokens of the paper.
        files: How many files there will be, where that is known.
    """
    scale = (max(paper, 1) / _LENGTH) ** 0.5
    files = files or min(max(round(_FILES * scale), _FEWEST), _MOST)
    return Sizes(
        files=files,
        plan=round(_PLAN * scale),
        architecture=_ARCHITECTURE * files,
        logic=round(_LOGIC * scale**0.5 * files),
        config=round(_CONFIG * scale**2),
        contract=round(_CONTRACT * scale**0.5),
        code=round(_CODE * scale),
        audit=round(_AUDIT * scale**0.5),
    )
