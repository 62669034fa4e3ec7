"""Links to code, data and models in a paper's text, told by where they lead."""

import re

from state.paper import Link, LinkKind, Paper

__all__ = ["find_links"]

_LINK = re.compile(
    r"(?:https?://|(?<![\w./@])(?=(?:www\.)?(?:github|gitlab|bitbucket|huggingface|zenodo)\.))[^\s<>\"'{}|\\^`\]]+"
)
_ENDS = ".,;:!?)*_"
_KINDS: tuple[tuple[LinkKind, re.Pattern[str]], ...] = (
    (
        "data",
        re.compile(
            r"huggingface\.co/datasets/|zenodo\.|kaggle\.com/|figshare\.|osf\.io/|dataverse|archive\.ics\.uci\.edu|openml\.org"
            r"|drive\.google\.com|dropbox\.com|doi\.org/10\.5281/|physionet\.org|opendata|\bdatasets?\b",
            re.IGNORECASE,
        ),
    ),
    (
        "code",
        re.compile(
            r"(?:github|gitlab|bitbucket|codeberg|sourceforge|gitee)\.|4open\.science|huggingface\.co/spaces/|\bcode\b"
            r"|colab\.research\.google",
            re.IGNORECASE,
        ),
    ),
    ("model", re.compile(r"huggingface\.co/[\w.-]+/[\w.-]+|modelscope\.cn/|/checkpoints?\b", re.IGNORECASE)),
)


def find_links(paper: Paper) -> tuple[Link, ...]:
    """Return each link once, in reading order; links of the reference list lead to other papers and are left out."""
    texts = [("abstract", paper.abstract)]
    texts += [(s.id, f"{block.caption}\n{block.text}") for s in paper.sections for block in s.blocks]
    found: dict[str, Link] = {}
    for section, text in texts:
        for match in _LINK.finditer(text):
            address = _whole(match[0])
            kind = next((kind for kind, pattern in _KINDS if pattern.search(address)), None)
            if kind is not None and len(address) > 12:
                found.setdefault(address, Link(url=address, kind=kind, section=section))
    return tuple(found.values())


def _whole(address: str) -> str:
    """Leave out the end of the sentence, and a bracket that the address itself does not open."""
    address = address.rstrip(_ENDS) if address.count("(") <= address.count(")") - 1 or ")" not in address else address
    return address.rstrip(".,;:!?*")
