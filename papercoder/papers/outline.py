"""Section numbers, stable ids, levels and parts: the same rules for every source, so that trees agree."""

# ruff: noqa: RUF001  # the signs themselves are what these tables are about

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from state.paper import Block, PaperPart, Section

__all__ = [
    "Heading",
    "HeadingRole",
    "Outline",
    "heading_role",
    "level_of",
    "split_number",
]

HeadingRole = str
"""A key of `_ROLES` below, or '' for an ordinary section."""

_ROLES: dict[str, str] = {
    "abstract": r"abstract|zusammenfassung|kurzfassung|r[ée]sum[ée]|摘\s*要|概\s*要|要\s*旨|抄\s*録|초\s*록|요\s*약",
    "references": r"references(?: and notes| cited)?|bibliography|literatur(?:verzeichnis)?|quellenverzeichnis|"
    r"r[ée]f[ée]rences(?: bibliographiques)?|bibliographie|"
    r"参\s*考\s*文\s*献|參\s*考\s*文\s*獻|引用文献|참\s*고\s*문\s*헌",
    "acknowledgements": r"acknowledge?ments?(?: and disclosure of funding)?|danksagung(?:en)?|remerciements?|"
    r"致\s*谢|致\s*謝|謝\s*辞|감사의\s*글",
    "related": r"(?:related|prior|previous)\s+(?:works?|research|literature)|literature\s+(?:review|survey)|"
    r"verwandte\s+arbeiten|stand\s+der\s+(?:technik|forschung)|(?:travaux|articles)\s+connexes|[ée]tat\s+de\s+l['’]art|"
    r"相\s*关\s*工\s*作|相關工作|関\s*連\s*研\s*究|先行研究|관련\s*(?:연구|작업)",
    "appendix": r"appendi(?:x|ces)|supplementary\s+materials?|supplement|anhang|annexes?|"
    r"附\s*录|附\s*錄|付\s*録|부\s*록",
    "conclusion": r"(?:summary\s+and\s+)?(?:discussion\s+and\s+)?conclusions?(?:\s+and\s+.*)?|(?:schluss)?fazit|"
    r"schlussfolgerung(?:en)?|结\s*论|結\s*論|まとめ|おわりに|결\s*론",
    "backmatter": r"(?:broader\s+)?(?:societal\s+)?impacts?(?:\s+statement)?|limitations?|ethic.*|reproducibility.*|"
    r"data\s+availability.*|code\s+availability.*|author\s+contributions.*|contributions|funding.*|"
    r"(?:conflicts?|declaration)\s+of\s+.*|future\s+work|discussion",
}
_ROLE_PATTERNS = {role: re.compile(rf"(?:{pattern})\s*[.:：]?", re.IGNORECASE) for role, pattern in _ROLES.items()}

_NUMBER = re.compile(
    r"""(?:(?P<word>Appendix|Appendices|Section|Chapter|Part|Anhang|Annexe|附录|付録|부록)\s*)?
        (?P<number>(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,4}|[IVX]{1,5}(?=[.)]))
        (?P<end>[.):：]?)(?P<space>\s+|(?<=[.):：])|\s*$|(?=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]))""",
    re.VERBOSE,
)
_CJK_NUMBER = re.compile(r"第?\s*(?P<number>[一二三四五六七八九十]{1,3})\s*(?:章|节|節|、|．|\.)\s*")
_ROMAN = {"I": 1, "V": 5, "X": 10}
_CJK_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}


@dataclass(frozen=True)
class Heading:
    """A heading as a source gives it: its number may still stand in the title."""

    title: str
    number: str = ""
    level: int = 0
    appendix: bool = False


def heading_role(title: str) -> HeadingRole:
    """Return the role a title without its number announces, '' for an ordinary section."""
    plain = re.sub(r"[*_`\s]+", " ", title).strip()
    return next((role for role, pattern in _ROLE_PATTERNS.items() if pattern.fullmatch(plain)), "")


def split_number(text: str) -> tuple[str, str]:
    """Split '3.2 Attention' into ('3.2', 'Attention'); the number is '' where there is none."""
    text = " ".join(text.split())
    if cjk := _CJK_NUMBER.match(text):
        return str(_from_cjk(cjk["number"])), text[cjk.end() :].strip()
    match = _NUMBER.match(text)
    if not match:
        return "", text
    number, rest = match["number"], text[match.end() :].strip()
    if _is_prose(match, number, rest):
        return "", text
    return (_from_roman(number) if len(number) > 1 and number.isalpha() else number), rest


def _is_prose(match: re.Match[str], number: str, rest: str) -> bool:
    """Tell 'A Survey of X' or '3D vision' from a numbered heading."""
    if match["word"]:
        return False
    if not rest:
        return not match["end"]
    if number == "A" and not match["end"]:
        return bool(re.match(r"(?:Survey|New|Simple|Unified|General|Note|Case|Study|Brief|Novel|[a-z])", rest))
    return number.isalpha() and not match["end"] and rest[0].islower()


def _from_roman(text: str) -> str:
    values = [_ROMAN[c] for c in text]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return str(sum(-v if v < after else v for v, after in pairs))


def _from_cjk(text: str) -> int:
    if "十" not in text:
        return int("".join(str(_CJK_DIGITS[c]) for c in text))
    tens, _, ones = text.partition("十")
    return 10 * (_CJK_DIGITS[tens[-1]] if tens else 1) + (_CJK_DIGITS[ones[0]] if ones else 0)


def level_of(number: str) -> int:
    """Return the level a number says: 1 for '3', 2 for '3.2', at most 6."""
    return min(6, number.count(".") + 1)


@dataclass
class Outline:
    """Collect sections in reading order and give them ids, levels and parts.

    A number that already exists, or that follows lettered appendices (a checklist that starts again at 1), does not
    make a second `s1`: such a section keeps its number in the title and gets a `u` id. Unnumbered sections are counted
    apart, so that a heading one source lacks does not move the ids of numbered ones.
    """

    sections: list[Section] = field(default_factory=list)
    _blocks: list[list[Block]] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _unnumbered: int = 0
    _tail: str = ""
    _lettered: bool = False
    _numbered: bool = False
    _concluded: bool = False

    def start(self, heading: Heading) -> None:
        """Open a section; the blocks added from now on belong to it."""
        number, title = heading.number, heading.title.strip()
        if number and (f"s{number}" in self._seen or (self._lettered and number[0].isdigit())):
            number, title = "", f"{number} {title}"
        if number:
            section_id = f"s{number}"
        else:
            self._unnumbered += 1
            section_id = f"u{self._unnumbered}"
        self._seen.add(section_id)
        self._lettered = self._lettered or number[:1].isalpha()
        level = heading.level or (level_of(number) if number else 1)
        part = self._part(number, title, level, appendix=heading.appendix)
        self.sections.append(Section(id=section_id, number=number, title=title, level=max(1, min(6, level)), part=part))
        self._blocks.append([])
        self._numbered = self._numbered or bool(number)
        self._concluded = self._concluded or heading_role(title) == "conclusion"

    def after_references(self) -> None:
        """Note that the reference list has passed: what follows without a number is appendix."""
        self._tail = "appendix"

    def add(self, block: Block) -> None:
        """Add a block to the open section, opening an untitled one where none is."""
        if not self.sections:
            self.start(Heading(""))
        self._blocks[-1].append(block)

    def last(self) -> Block | None:
        """Return the last block of the open section."""
        return self._blocks[-1][-1] if self._blocks and self._blocks[-1] else None

    def replace_last(self, block: Block) -> None:
        """Put a block in the place of the last one."""
        self._blocks[-1][-1] = block

    def extend(self, blocks: Iterable[Block]) -> None:
        """Add several blocks."""
        for block in blocks:
            self.add(block)

    def add_footnote(self, text: str) -> None:
        """Add a footnote whose place is unknown to the last section; a fragment continues the footnote before it."""
        blocks = self._blocks[-1]
        if blocks and blocks[-1].kind == "footnote" and not blocks[-1].text.rstrip().endswith((".", "!", "?", ")")):
            blocks[-1] = blocks[-1].model_copy(update={"text": f"{blocks[-1].text} {text}"})
        else:
            blocks.append(Block(kind="footnote", text=text))

    def finish(self) -> tuple[Section, ...]:
        """Return the sections with their blocks."""
        pairs = zip(self.sections, self._blocks, strict=True)
        return tuple(section.model_copy(update={"blocks": tuple(blocks)}) for section, blocks in pairs)

    def _part(self, number: str, title: str, level: int, *, appendix: bool) -> PaperPart:
        role = heading_role(title)
        if appendix or number[:1].isalpha() or role == "appendix":
            self._tail = "appendix"
            return "acknowledgements" if role == "acknowledgements" else "appendix"
        if role in {"acknowledgements", "related"}:
            return "acknowledgements" if role == "acknowledgements" else "related"
        if inherited := self._inherited(level):
            return inherited
        if number:
            return "body"
        return self._unnumbered_part(role)

    def _inherited(self, level: int) -> PaperPart | None:
        parent = next((s for s in reversed(self.sections) if s.level < level), None) if level > 1 else None
        return parent.part if parent and parent.part != "body" else None

    def _unnumbered_part(self, role: HeadingRole) -> PaperPart:
        if self._tail == "appendix" and role != "backmatter":
            return "appendix"
        return "appendix" if self._concluded and self._numbered and not role else "body"
