"""What the codes of TeX's font of large signs mean."""

# ruff: noqa: RUF001 - the signs themselves are what this table is about

__all__ = ["LARGE_SIGNS"]

_FENCES = "()[]⌊⌋⌈⌉{}⟨⟩"
LARGE_SIGNS: dict[int, str] = {
    **{start + at: sign for start in (0x00, 0x20) for at, sign in enumerate(_FENCES)},
    **dict(zip(range(0x0C, 0x14), "|∥/\\()()", strict=True)),
    **dict(zip(range(0x14, 0x20), "[]⌊⌋⌈⌉{}⟨⟩/\\", strict=True)),
    **dict(zip(range(0x2C, 0x30), "/\\/\\", strict=True)),
    **dict(zip(range(0x30, 0x44), "⎛⎞⎡⎤⎣⎦⎢⎥⎧⎫⎩⎭⎨⎬⎪⏐⎝⎠⎜⎟", strict=True)),
    **dict(zip(range(0x44, 0x46), "⟨⟩", strict=True)),
    0x46: "⨆",
    0x47: "⨆",
    0x48: "∮",
    0x49: "∮",
    0x4A: "⨀",
    0x4B: "⨀",
    0x4C: "⨁",
    0x4D: "⨁",
    0x4E: "⨂",
    0x4F: "⨂",
    **dict(zip(range(0x50, 0x60), "∑∏∫⋃⋂⨄⋀⋁∑∏∫⋃⋂⨄⋀⋁", strict=True)),
    0x60: "∐",
    0x61: "∐",
    **dict(zip(range(0x68, 0x70), "[]⌊⌋⌈⌉{}", strict=True)),
    **dict.fromkeys(range(0x70, 0x75), "√"),
}
"""Meaning of the codes of Computer Modern's extension font, whose PDFs rarely say what they mean; parts of accents and
of braces over formulas are left out."""
