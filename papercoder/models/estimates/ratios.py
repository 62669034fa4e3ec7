"""How long answers are for a paper of a given length: measured on two recorded runs, with what each ratio rests on.

The short run is benchmarks/recorded (3,645 tokens of paper, 10 files), the long one the larger paper of
benchmarks/cost/larger_paper.json (17,400 tokens, 20 files). Everything grows with the square root of the paper: five
times the paper gave two times the files and two times the plan. Ratios stand between those of the two runs, which are
given behind them; `tests/benchmarks/test_estimates.py` compares what comes out with both.
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
_FILES = 15.8  # 10 files in the short run, 20 in the long one
_FEWEST, _MOST = 4, 80  # what planners answer for an abstract, and for a thesis
_PLAN = 11_800  # 8,266 and 13,373, with the metrics as a grid in the place of one by one
_ARCHITECTURE = 157  # per file: 344 and 222 with both diagrams, which programs draw by now: 43% of it
_LOGIC = 676  # per file: 735 and 622
_CONFIG = 3_640  # 1,448 and 7,296; of all ratios the least sure
_CONTRACT = 2_580  # per file: 2,174 and 3,158, less the 7% that a program knows by now
_CODE = 2_390  # per file: 1,401 and 3,256
_AUDIT = 385  # per file: 520 and 690 with reasons for what is met, 61% of it without


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
        logic=_LOGIC * files,
        config=round(_CONFIG * scale),
        contract=round(_CONTRACT * scale**0.5),
        code=round(_CODE * scale),
        audit=round(_AUDIT * scale**0.5),
    )
