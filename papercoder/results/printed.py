"""A number as a table prints it: its value, its deviation, and how finely it is printed."""

# ruff: noqa: RUF001  # the signs themselves are what this reads

import re
from dataclasses import dataclass

__all__ = ["Printed", "read_printed"]

_FOLD = {**dict.fromkeys(map(ord, "\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d"), "-"), ord("\u00a0"): " "}
_MARKUP = re.compile(r"\\(?:mathbf|textbf|mathrm|text|underline|bf|mathit)\b|[*$†‡§↑↓]|\\[,;!% ]|(?<!\w)[≈~∼]")
_BRACED = re.compile(r"^\{([^{}]*)\}")
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_PRINTED = re.compile(
    rf"""(?P<sign>[+-])?\s*+(?P<number>{_NUMBER})\s*+(?P<percent>%)?
    (?:\s*+(?:×|x|\\times|·)\s*+10\s*+\^?\s*+\{{?\s*+(?P<power>-?\s*+\d{{1,3}})\s*+\}}?)?
    (?:\s*+_?\s*+[{{(]*\s*+(?:±|\\pm|\+/-)\s*+(?P<deviation>{_NUMBER})\s*+%?\s*+[}})]*
      |\s*+_\s*+\{{?\s*+(?P<lowered>{_NUMBER})\s*+%?\s*+\}}?
      |\s*+\(\s*+(?P<bracketed>{_NUMBER})\s*+(?P<share>%)?\s*+\)
    )?
    \s*+(?:(?P<behind>%)|[A-Za-zµ]{{1,3}})?""",
    re.VERBOSE,
)
_LONGEST = 60
"""Characters of a cell that may be one number; longer ones are sentences, on which the pattern need not be tried."""


@dataclass(frozen=True)
class Printed:
    """One number of a table.

    Args:
        text: The cell as it is printed.
        value: The number.
        deviation: What stands behind the sign ±, or in brackets or lowered where the caption speaks of deviations.
        step: One unit of its last printed digit.
        percent: Whether a percent sign stands behind it.
    """

    text: str
    value: float
    deviation: float | None
    step: float
    percent: bool = False


def read_printed(text: str, *, has_deviations: bool = False) -> Printed | None:
    """Return the number that a cell holds; None where it holds none, several, or words.

    Args:
        text: The cell.
        has_deviations: Whether the caption says that deviations are given, so that a number in brackets is one.
    """
    plain = " ".join(text.translate(_FOLD).split())
    if not 0 < len(plain) <= _LONGEST:
        return None
    plain = _MARKUP.sub("", plain).strip()
    match = _PRINTED.fullmatch(_BRACED.sub(r"\1", plain))
    if match is None:
        return None
    number = match["number"].replace(",", "")
    scale = 10.0 ** int(match["power"].replace(" ", "")) if match["power"] else 1.0
    digits = len(number.partition(".")[2])
    value = float(number) * scale
    extra = match["deviation"] or (has_deviations and not match["share"] and (match["lowered"] or match["bracketed"]))
    return Printed(
        text=" ".join(text.split()),
        value=-value if match["sign"] == "-" else value,
        deviation=float(extra.replace(",", "")) * scale if extra else None,
        step=10.0**-digits * scale,
        percent=bool(match["percent"] or match["behind"]),
    )
