"""Bytes to text: UTF-8 and its marks first, then UTF-16, then the Asian and western encodings by evidence."""

import re

__all__ = ["decode_text", "looks_binary"]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_DECLARED = re.compile(
    rb"(?:inputenc\}|charset\s*+=\s*+[\"']?|encoding\s*+=\s*+[\"']|\\usepackage\[)\s*+\[?([A-Za-z0-9_-]{3,20})",
    re.IGNORECASE,
)
_ALIASES = {"latin1": "latin-1", "ansinew": "cp1252", "applemac": "mac-roman", "sjis": "cp932", "shift_jis": "cp932"}
PLAUSIBLE = 0.4
"""Share of common characters an Asian encoding must give; western text read in one gives rare ones at random."""
_CANDIDATES = ("cp932", "euc-jp", "gb18030", "euc-kr", "big5")
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所得经"
    "三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天日那事平形相全表间样与"
    "关各重新线内数正心反明看原利比或但质气第向道此变条只没结解问意建无系情者最立代已通并提直题程展果料象位入常文总次品式设及管特件长求"
    "基资边流路级少图统接知较将组见计别期根论运指几区强放被做先则任取据处训练模型习网络验损失函率批摘要引言参考献致谢究码层输随机向量"
    "稿習実験結案手関連研辞謝概図機械語処精評価値検証対応問題説明従来発話画像認識構造効性能較項時間場合"
)


def looks_binary(data: bytes) -> bool:
    """Tell data that is no text in any encoding we read."""
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    if b"\x00" in head:
        return True
    controls = sum(1 for b in head if b < 9 or 13 < b < 32)
    return bool(head) and controls / len(head) > 0.05


def decode_text(data: bytes) -> tuple[str, str]:
    """Decode text and normalise its line ends.

    Returns:
        The text without byte-order mark and control characters, and the name of the encoding used.
    """
    text, encoding = _decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\x0c", "\n\n")
    return _CONTROL.sub("", text), encoding


def _decode(data: bytes) -> tuple[str, str]:
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(name, errors="replace"), name
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if _mostly_utf8(data, error):
            return data.decode("utf-8", errors="replace"), "utf-8"
    return _decode_legacy(data)


def _mostly_utf8(data: bytes, error: UnicodeDecodeError) -> bool:
    """A single broken sequence in a text full of good ones is damage, not another encoding."""
    good = re.findall(rb"[\xc3-\xf4][\x80-\xbf]+", data[: error.start])
    high = sum(1 for b in data[:200_000] if b >= 0x80)
    text = data.decode("utf-8", errors="replace")
    return len(good) >= 3 and text.count("\ufffd") * 20 < high


def _decode_legacy(data: bytes) -> tuple[str, str]:
    for name in _declared(data):
        if (declared := _decoded(data, name)) is not None:
            return declared, name
    scored = [(_plausible(text), text, name) for name in _CANDIDATES if (text := _decoded(data, name)) is not None]
    if scored and (best := max(scored, key=lambda s: s[0]))[0] >= PLAUSIBLE:
        return best[1], best[2]
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def _declared(data: bytes) -> list[str]:
    found = (m.decode("ascii").lower() for m in _DECLARED.findall(data[:8192]))
    return [_ALIASES.get(name, name) for name in found if not name.startswith("utf")]


def _decoded(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _plausible(text: str) -> float:
    """Score how Asian the signs beyond ASCII look: kana, Hangul and frequent characters count most."""
    high = [c for c in text[:100_000] if ord(c) > 0x7F]
    return sum(_weight(c) for c in high) / max(1, len(high))


def _weight(char: str) -> float:
    if "\u3041" <= char <= "\u30fe" or "\uac00" <= char <= "\ud7a3":
        return 1.0
    if char in _COMMON or "\u3000" <= char <= "\u3011" or "\uff01" <= char <= "\uff5e":
        return 1.0
    return 0.2 if "\u4e00" <= char <= "\u9fff" else -1.0
