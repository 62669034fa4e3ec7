"""Headings among the lines of a document: numbered ones by looks and number, the others by looks alone."""

# ruff: noqa: RUF001 - signs of other scripts are what is looked for
import re
from collections import Counter
from dataclasses import dataclass

from papercoder.papers.pdf.layer.lines import finish_line
from papercoder.papers.pdf.layer.shapes import Line
from papercoder.papers.pdf.numbering import Candidate, Number, best_chain, read_nested, read_numbers
from papercoder.papers.pdf.words import ABSTRACT, ACKNOWLEDGEMENTS, APPENDIX, KEYWORDS, REFERENCES, caption_start

__all__ = ["FoundHeading", "Looks", "find_headings", "part_run_in"]


@dataclass(slots=True)
class FoundHeading:
    """A heading: its first line, how many lines it takes, number (empty without), title, level."""

    index: int
    count: int
    number: Number
    title: str
    level: int


class Looks:
    """What running text looks like in this document, and how far a line differs from it."""

    def __init__(self, lines: list[Line], body: float) -> None:
        self.lines = lines
        self.body = body
        fonts: Counter[str] = Counter()
        leads: Counter[int] = Counter()
        for before, line in zip([None, *lines], lines, strict=False):
            fonts[line.runs[0].font] += len(line.text)
            # Only lines of the text's own size tell its spacing.
            if before is not None and before.page == line.page and abs(line.size - body) < 0.5:
                leads[round((before.base - line.base) * 2)] += 1
        self.font = fonts.most_common(1)[0][0] if fonts else ""
        self.apart = _heading_fonts(lines, self.font)
        # In half points: spacings of 0.8 to 2 em; less are scripts, more are paragraph breaks.
        positive = [(count, lead) for lead, count in leads.items() if 1.6 * body < lead < 4 * body]
        self.lead = max(positive)[1] / 2 if positive else 1.2 * body

    def above(self, index: int) -> float:
        """Return the white above a line in lines of text; 2 at the top of a column."""
        if index == 0:
            return 2.0
        before, line = self.lines[index - 1], self.lines[index]
        if before.page != line.page or before.base <= line.base:
            return 2.0
        return (before.base - line.base) / self.lead

    def score(self, index: int) -> float:
        """Return how much a line looks like a heading; running text has about 0."""
        line = self.lines[index]
        score = (
            # Weights are votes: bold or larger type alone gives 2, which needs white above or another sign to reach 3,
            # the score at which an unnumbered line is a heading.
            2.0 * _bold(line) + 1.0 * (line.italic > 0.85 and line.math < 0.3) + 1.0 * (line.caps and not _bold(line))
        )
        score += 2.0 * (line.size > 1.06 * self.body) + 1.0 * (line.size > 1.15 * self.body)
        # Captions, notes and tables are set smaller; their bold labels are no headings.
        score -= 2.0 * (line.size < 0.93 * self.body)
        plain_font = line.runs[-1].font == self.font and line.runs[0].font == self.font
        score += 0.5 * (not plain_font and line.math < 0.2)
        # White above, a quarter line and more; the skip between paragraphs is smaller in most classes.
        score += 1.0 * (self.above(index) > 1.25)
        score -= 1.5 * (line.text.endswith((",", ";", ".", "-", "\ufffe")) and not line.run_in) + 2.0 * (
            line.math > 0.5
        )
        # Publishers subset fonts under names that say nothing; one that only ever fills whole lines is a heading's.
        plain = line.bold < 0.85 and not line.caps and line.size < 1.06 * self.body
        score += 1.5 * (plain and all(run.font in self.apart for run in line.runs))
        small_capitals = "CSC" in line.runs[-1].font or line.runs[-1].font.endswith("SC")
        score += 1.0 * small_capitals + 0.5 * _centred(line) + 1.5 * line.run_in
        return score - 1.0 * (line.x1 > line.right - 2 and line.size < 1.06 * self.body and line.bold < 0.85)


def _heading_fonts(lines: list[Line], body_font: str) -> frozenset[str]:
    """Return fonts that fill short lines from end to end and are hardly ever mixed into others."""
    whole: Counter[str] = Counter()
    mixed: Counter[str] = Counter()
    letters: Counter[str] = Counter()
    for line in lines:
        used = {run.font for run in line.runs}
        letters.update({font: sum(len(run.text) for run in line.runs if run.font == font) for font in used})
        if len(used) == 1 and line.math == 0 and line.mono == 0 and len(line.cells) == 1:
            whole.update(used)
        else:
            mixed.update(used)
    total = sum(letters.values())
    # Two headings at least; headings are a fiftieth of a paper's letters or less, captions and quotations more.
    return frozenset(
        font
        for font, count in whole.items()
        if font != body_font and count >= 2 and mixed[font] <= 0.1 * count and letters[font] < 0.02 * total
    )


def _bold(line: Line) -> bool:
    """Tell whether a line is bold; formulas in it are set in their own fonts and do not count."""
    if line.bold > 0.85 or line.math == 0 or line.bold < 0.4:
        return line.bold > 0.85
    # Words have two letters at least; a formula's are single, and its brackets and numbers stand in fonts for text.
    words = [run for run in line.runs if not run.math and sum(char.isalpha() for char in run.text) > 1]
    return bool(words) and all(run.bold for run in words)


def _centred(line: Line) -> bool:
    left, right = line.x0 - line.left, line.right - line.x1
    # Centred headings are short: white of three letters on both sides, equal within a letter and a half.
    return left > 3 * line.size and abs(left - right) < 1.5 * line.size


def part_run_in(lines: list[Line]) -> list[Line]:
    """Part lines that begin with a numbered heading in bold or italics ('2.1. Data. The text') from their text."""
    parted: list[Line] = []
    for line in lines:
        end = _run_in_end(line)
        if not end:
            parted.append(line)
            continue
        for runs, heading in ((line.runs[:end], True), (line.runs[end:], False)):
            part = finish_line(Line(runs, line.page, column=line.column, run_in=heading))
            part.left, part.right = line.left, line.right
            parted.append(part)
    return parted


_ITALIC_NUMBER = re.compile(r"^\d{1,2}\.\s+[^\W\d_]")
_RUN_IN = re.compile(r"^(?:\d{1,2}\)|(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){1,3}\.?)\s+\S")


def _run_in_end(line: Line) -> int:
    """Return how many runs a heading takes that its text follows on the same line; 0 where there is none."""
    if not _RUN_IN.match(line.text):
        return 0
    number = line.text.split(None, 1)[0]
    start = next(
        (i for i, run in enumerate(line.runs[:3]) if (run.bold or run.italic) and run.text[:1].isalpha()), None
    )
    if start is None:
        return 0
    style = (line.runs[start].bold, line.runs[start].italic)
    end = start
    while end < len(line.runs) and (line.runs[end].bold, line.runs[end].italic) == style:
        end += 1
    if all(run.text.strip(".") in number for run in line.runs[:end]):
        return 0  # the number alone is bold, and a formula begins the title
    return end if end < len(line.runs) and line.runs[end - 1].text.endswith((".", ":")) else 0


def find_headings(lines: list[Line], looks: Looks, start: int = 0) -> list[FoundHeading]:
    """Return the headings from a line on in reading order; the abstract's and the references' among them."""
    # A title may begin like an appendix ('A Model ...'), so what stands before the start is no candidate.
    candidates = [each for each in _candidates(lines, looks) if each.index >= start]
    numbered = {each.index: each for each in best_chain(candidates)}
    _drop_weak(numbered, lines, looks)
    models = [lines[index] for index in numbered]
    found: list[FoundHeading] = []
    index = start
    while index < len(lines):
        heading = _heading_at(index, lines, looks, numbered, models)
        if heading is not None:
            found.append(heading)
            index += heading.count
        else:
            index += 1
    return found


def _candidates(lines: list[Line], looks: Looks) -> list[Candidate]:
    found: list[Candidate] = []
    in_references = False
    for index, line in enumerate(lines):
        if REFERENCES.match(line.text):
            in_references = True
        # A heading fits on a line or two; longer numbered lines are items, and more than three cells are a table row.
        if len(line.text) > 160 or len(line.cells) > 3 or caption_start(line.text):
            continue
        nested = read_nested(line.text)
        if nested is not None and line.italic > 0.5:
            found.append(Candidate(index, *nested, 1.0, nested=True))
        if _ITALIC_NUMBER.match(line.text) and line.italic > 0.7:
            found.append(
                Candidate(index, (int(line.text.split(".")[0]),), line.text.split(".", 1)[1].strip(), 1.0, nested=True)
            )
        for number, title, roman in read_numbers(line.text):
            # A number alone must not make a heading: every numbered list would; the looks have to add something.
            score = looks.score(index) - 1.5
            score -= 3.0 * (not _like_title(title)) + 1.5 * in_references * (number[0] < 100) + 1.0 * (len(title) > 90)
            # Lists are numbered 1, 2, 3; two numbers with white above are a subsection, also in fonts whose names say
            # nothing of bold or italics.
            score += 0.5 * (len(number) > 1 and looks.above(index) > 1.25)
            # A weak candidate may still be the link that makes a chain of numbers whole; hopeless ones only cost time.
            if score > -0.2:
                found.append(Candidate(index, number, title, score, roman, appendix=bool(APPENDIX.match(line.text))))
    return found


def _like_title(title: str) -> bool:
    """A title begins with a letter (upper case where the script has it), a digit in a name, or a formula."""
    first = next((char for char in title if char.isalnum()), "")
    letters = sum(char.isalpha() for char in title)
    return (
        bool(first)
        and letters >= 2
        # Titles are words; rows of numbers and formulas have fewer letters than other signs.
        and letters >= 0.45 * len(title.replace(" ", ""))
        # A sentence of a list begins with a word; a Greek letter that stands alone is a formula.
        and not (first.islower() and len(title) > 40 and not re.match(r"[\u03b1-\u03c9]\b", title))
    )


def _drop_weak(numbered: dict[int, Candidate], lines: list[Line], looks: Looks) -> None:
    """Remove numbered lines that look like nothing else of their depth when the others share one look."""
    depths = {len(each.number) for each in numbered.values()}
    for depth in depths:
        same = [each for each in numbered.values() if len(each.number) == depth]
        bold = sum(lines[each.index].bold > 0.6 for each in same)
        # Where three in four headings of a level are bold, a plain numbered line of that level is an item of a list.
        if bold > 0.75 * len(same) and len(same) > 2:
            for each in same:
                if lines[each.index].bold < 0.3 and lines[each.index].size < 1.06 * looks.body:
                    del numbered[each.index]


def _heading_at(
    index: int, lines: list[Line], looks: Looks, numbered: dict[int, Candidate], models: list[Line]
) -> FoundHeading | None:
    line = lines[index]
    if index in numbered:
        count = _wrapped(index, lines, looks, numbered)
        title = " ".join([numbered[index].title, *(each.text for each in lines[index + 1 : index + count])])
        title = title.rstrip(".:") if line.run_in else title
        return FoundHeading(index, count, numbered[index].number, title, min(6, len(numbered[index].number)))
    if not _named(line, looks, index) and not _unnumbered(index, lines, looks, models):
        return None
    count = _wrapped(index, lines, looks, numbered)
    title = " ".join(each.text for each in lines[index : index + count])
    return FoundHeading(index, count, (), title, _level(line, lines, numbered))


def _named(line: Line, looks: Looks, index: int) -> bool:
    """Tell whether the line is one of the headings every paper has, standing on its own."""
    text = line.text.rstrip(".:： ")
    if len(text) > 60:
        return False
    abstract = ABSTRACT.match(text)
    known = REFERENCES.match(text) or ACKNOWLEDGEMENTS.match(text) or (abstract is not None and not abstract["rest"])
    lone_appendix = APPENDIX.match(text) and len(text) < 40
    # The name is nearly enough; without any sign of a heading it is a sentence that begins with it.
    # Alone on its line with white above, the name itself is sign enough where the paper begins or ends.
    alone = looks.above(index) > 1.25 and (abstract is not None or REFERENCES.match(text) is not None)
    return bool(known or lone_appendix) and (looks.score(index) >= 1.0 or alone)


def _unnumbered(index: int, lines: list[Line], looks: Looks, models: list[Line]) -> bool:
    """Tell whether a line without a number is set like a heading."""
    line, text = lines[index], lines[index].text
    # Without a number to go by, only short plain lines are considered; theorem heads and formulas go out here.
    if len(text) > 110 or len(line.cells) > 2 or line.math > 0.4 or sum(char.isalpha() for char in text) < 3:
        return False
    if text[0].islower() or caption_start(text) or KEYWORDS.match(text) or line.mono > 0.5 or text[0] in "•–-*(":
        return False
    if (read_numbers(text) and models) or _runs_in(index, lines):
        return False
    score = looks.score(index)
    if line.size > 1.06 * looks.body:
        return score >= 3.0 and (not models or any(_alike(line, model) for model in models) or line.bold > 0.85)
    if models:
        like = any(_alike(line, model) for model in models)
        return like and score >= 3.0 and looks.above(index) > 1.4 and line.bold > 0.85 and not text.endswith((":", "."))
    return score >= 3.0 and looks.above(index) > 1.3


def _runs_in(index: int, lines: list[Line]) -> bool:
    """Tell whether the next line ends a bold phrase that this line begins, and its text follows on that line."""
    line, after = lines[index], lines[index + 1] if index + 1 < len(lines) else None
    if after is None or after.page != line.page or not 0 < line.base - after.base < 1.5 * line.size:
        return False
    return (
        line.bold > 0.85 and after.runs[0].bold and not after.runs[-1].bold and after.runs[0].font == line.runs[-1].font
    )


def _alike(line: Line, model: Line) -> bool:
    return (
        # Sizes of one style differ by rounding only; the next step of a class is a whole point.
        abs(line.size - model.size) < 0.4
        and (line.bold > 0.85) == (model.bold > 0.6)
        and line.runs[-1].font == model.runs[-1].font
    )


def _wrapped(index: int, lines: list[Line], looks: Looks, numbered: dict[int, Candidate]) -> int:
    """Return how many lines a heading takes."""
    count = 1
    # No title takes more than four lines; a bold paragraph could go on for ever.
    while not lines[index].run_in and index + count < len(lines) and count < 4:
        last, line = lines[index + count - 1], lines[index + count]
        step = last.base - line.base
        full = (
            # A heading that is broken has filled its line; a ragged one more than half of it.
            last.x1 > last.left + 0.6 * (last.right - last.left)
            or abs((last.x0 + last.x1) / 2 - (line.x0 + line.x1) / 2) < 4
        )
        # The second line of a numbered heading often hangs under the first word, wherever the column ends.
        full = full or (index in numbered and line.x0 > lines[index].x0 + 0.8 * line.size)
        same = abs(line.size - last.size) < 0.3 and line.runs[0].font == last.runs[-1].font and _styled(line, looks)
        if not (same and full and 0 < step < 1.5 * last.size and line.page == last.page) or index + count in numbered:
            break
        if read_numbers(line.text) and line.x0 <= lines[index].x0 + 1:
            break
        count += 1
    return count


def _styled(line: Line, looks: Looks) -> bool:
    return line.bold > 0.85 or line.size > 1.06 * looks.body or line.caps or line.italic > 0.85


def _level(line: Line, lines: list[Line], numbered: dict[int, Candidate]) -> int:
    """Return the level whose numbered headings look the same; 1 where none does."""
    for level in (1, 2, 3, 4):
        if any(_alike(line, lines[each.index]) for each in numbered.values() if len(each.number) == level):
            return level
    return 1
