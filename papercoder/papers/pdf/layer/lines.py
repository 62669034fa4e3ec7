"""Runs -> lines: what shares a baseline, with super- and subscripts marked and wide gaps kept as cells."""

# ruff: noqa: RUF001 - the signs themselves are what this table is about

from papercoder.papers.pdf.layer.letters import clean, glue
from papercoder.papers.pdf.layer.shapes import Line, Run

__all__ = ["finish_line", "split_cells", "to_lines"]

_CELL_GAP = 0.8
"""Gap in em that parts two cells; a justified line hardly stretches a space beyond it."""

_ACCENTS = frozenset("ˆ˜¯ˉ˙¨ˇ˘")
"""Drawn as characters of their own over a letter that has no form with them: hats and bars of formulas."""
_RAISED = 0.75
"""An accent stands at most 0.75 em over its letter's baseline, which is over a capital."""


def to_lines(runs: list[Run], page: int) -> list[Line]:
    """Group runs that follow each other on one baseline, in the order they were drawn."""
    groups: list[list[Run]] = []
    main: Run | None = None
    for run in runs:
        if main is not None and _continues(groups[-1], main, run):
            groups[-1].append(run)
            # Small type that opens a line (a footnote mark) must not stand for it; one eighth is less than a step
            # between sizes.
            if _accent(main) or (run.size > 1.12 * main.size and not _tall(run)):
                main = run
        else:
            groups.append([run])
            main = run
    return [finish_line(Line(group, page)) for group in _joined(groups)]


def _joined(groups: list[list[Run]]) -> list[list[Run]]:
    """Put a small fraction or script that begins a line together with the line's larger type."""
    joined: list[list[Run]] = []
    for group in groups:
        last = joined[-1] if joined else None
        if last is not None and _leads(last, group):
            last.extend(group)
        else:
            joined.append(group)
    return joined


def _leads(small: list[Run], group: list[Run]) -> bool:
    """Tell whether a narrow group of small type stands right before a group whose line it overlaps."""
    size = max(run.size for run in group)
    # Scripts are set at 70 %, footnotes at 80 to 90 %; wider than five letters it is a line of its own.
    if max(run.size for run in small) > 0.87 * size or small[-1].x1 - small[0].x0 > 5 * size:
        return False
    base = next(run.base for run in group if run.size == size)
    near = small[0].x0 - 1 <= group[0].x0 <= small[-1].x1 + 0.6 * size
    # Raised or lowered by less than a line, or the line above would be drawn in.
    return near and 0.1 * size < abs(small[0].base - base) < 0.65 * size


def _accent(run: Run) -> bool:
    return run.text in _ACCENTS


def _tall(run: Run) -> bool:
    """Tell whether the run is a tall symbol (root, sum, brace) whose baseline says nothing."""
    return len(run.text) <= 2 and ("CMEX" in run.font or "√" in run.text)


def _continues(group: list[Run], main: Run, run: Run) -> bool:
    size = max(main.size, run.size)
    shift = abs(run.base - main.base)
    if _accent(run):
        # It is drawn before the letter under it, or behind it and the signs that follow in the same run.
        return shift < _RAISED * size and group[-1].x0 - 0.3 * size < run.x0 < group[-1].x1 + 0.8 * size
    last = next((each for each in reversed(group) if not _accent(each)), None)
    if last is None:
        return shift < _RAISED * size and -size < run.x0 - main.x1 < 0.4 * size
    if _tall(run) or (_tall(main) and len(group) == 1):
        # Tall signs hang from the top line: their baseline may be a line away, so only the distance sideways counts.
        return shift < 1.3 * size and -0.4 * size < run.x0 - last.x1 < 0.7 * size
    # TeX sets scripts at 70 to 80 % of the line; small capitals are above.
    small = min(main.size, run.size) < 0.88 * size
    # A script leaves the baseline by up to half its size; type of full size by no more than a kerned letter, or two
    # lines merge.
    if shift > (0.58 if small else 0.22) * size:
        return False
    if small and shift > 0.05 * size:
        # A lower script may begin under the upper one, so it is held against the last letter on the line itself.
        anchor = max((each.x1 for each in group if abs(each.base - main.base) < 0.05 * size), default=last.x1)
        return anchor - 0.6 * size < run.x0 < last.x1 + 5 * size
    # Over a wide gap only the very same baseline is the same line, or neighbouring columns with shifted lines would
    # merge.
    near = run.x0 - last.x1 < 0.8 * size or shift < 0.1 * size
    return run.x0 > last.x1 - 0.6 * size and run.x0 >= group[0].x0 - 0.3 * size and near


def finish_line(line: Line) -> Line:
    """Work out a line's text, edges and style from its runs."""
    runs = line.runs
    letters = sum(len(run.text) for run in runs)
    main = _main(runs)
    line.size, line.base = main.size, main.base
    line.x0, line.x1 = min(run.x0 for run in runs), max(run.x1 for run in runs)
    line.left, line.right = line.x0, line.x1
    line.bold = sum(len(run.text) for run in runs if run.bold) / letters
    line.italic = sum(len(run.text) for run in runs if run.italic) / letters
    line.math = sum(len(run.text) for run in runs if run.math) / letters
    line.mono = sum(len(run.text) for run in runs if run.mono) / letters
    line.cells = split_cells(line, _CELL_GAP, main)
    line.text = glue(cell[0] for cell in line.cells)
    cased = [char for run in runs for char in run.text if char.isalpha() and char.lower() != char.upper()]
    line.caps = len(cased) > 3 and all(char.isupper() for char in cased)
    return line


def _main(runs: list[Run]) -> Run:
    """Return the run that stands for the line: of the largest size that a fifth of its characters have.

    In a line of capitals all the way the largest counts, for the others are small capitals.
    """
    count: dict[float, int] = {}
    for run in runs:
        if not _tall(run):
            count[round(run.size, 1)] = count.get(round(run.size, 1), 0) + len(run.text)
    if not count:
        return runs[0]
    total = sum(count.values())
    # A fifth: a line of scripts and formulas has few letters of full size, and a stray large letter (a drop cap) has
    # less.
    needed = 0.0 if all(not run.text.islower() and run.text.upper() == run.text for run in runs) else 0.2
    size = max((key for key in count if count[key] >= needed * total), default=max(count))
    return max((run for run in runs if round(run.size, 1) == size), key=lambda run: (not _accent(run), len(run.text)))


def split_cells(line: Line, gap: float, main: Run | None = None) -> list[tuple[str, float, float]]:
    """Return text, left and right of the parts of a line between gaps wider than `gap` em."""
    runs, main = line.runs, main or _main(line.runs)
    cells: list[tuple[str, float, float]] = []
    start = 0
    for index in range(1, len(runs) + 1):
        if index < len(runs) and runs[index].x0 - runs[index - 1].x1 <= gap * main.size:
            continue
        part = runs[start:index]
        cells.append((clean(_text(part, main)), part[0].x0, max(run.x1 for run in part)))
        start = index
    return [cell for cell in cells if cell[0]] or [("", runs[0].x0, runs[-1].x1)]


def _text(runs: list[Run], main: Run) -> str:
    """Join runs, raised and lowered ones as ^{...} and _{...}."""
    parts: list[str] = []
    script = ""
    for index, run in enumerate(runs):
        now = _script(run, main)
        gap = run.x0 - runs[index - 1].x1 if index else 0.0
        space = " " if index and _space(run, gap, main.size) else ""
        if script and now != script:
            parts.append("}")
        if now and now != script:
            parts.append(f"{space if not runs[index - 1] or now == '^' else ''}{now}{{" if index else f"{now}{{")
            parts.append(run.text)
        else:
            parts.append(space + (run.text.lower() if _small_capital(run, main) else run.text))
        script = now
    return "".join(parts) + ("}" if script else "")


def _small_capital(run: Run, main: Run) -> bool:
    return run.size < 0.88 * main.size and abs(run.base - main.base) < 0.3 and run.text.upper() == run.text


def _space(run: Run, gap: float, size: float) -> bool:
    """A space counts where there is a gap: small capitals and kerning make pdfium see others."""
    # A space is a quarter em and shrinks to a tenth in tight lines; pdfium's own guess needs that much, no guess a
    # whole one.
    return gap > (0.09 if run.space else 0.24) * size


def _script(run: Run, main: Run) -> str:
    """Return '^' for a raised run, '_' for a lowered one, '' on the line."""
    # Smaller than footnotes against the text (80 to 90 %), larger than scripts (70 %).
    if run.size > 0.87 * main.size or _tall(run):
        return ""
    shift = (run.base - main.base) / main.size
    # Subscripts of TeX sink by 0.15 em and more, kerned signs by less; superscripts rise by 0.3 em and more.
    if shift > 0.15:
        return "^"
    return "_" if shift < -0.07 else ""
