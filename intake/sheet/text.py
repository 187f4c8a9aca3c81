"""Text as people typed it, without signs that nobody sees."""

import re

INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f]")
BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u3000]+")
BREAKS = re.compile(r"\s*[\r\n\u2028\u2029\x0b]+\s*")
ASCII_DIGITS = str.maketrans("０１２３４５６７８９．，－％＋", "0123456789.,-%+")


def visible(text: str) -> str:
    """A text without the signs that are not seen."""
    return INVISIBLE.sub("", text)


def one_line(text: str) -> str:
    """A text on one line, with single blanks; a break between Chinese signs leaves no blank."""
    text = BREAKS.sub("\n", visible(text)).strip()
    text = re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u3000-\u9fff\uff00-\uffef])", "", text)
    return BLANKS.sub(" ", text.replace("\n", " ")).strip()


def cleaned_signs(text: str) -> list[str]:
    """The sorts of signs that `one_line` takes away, by name."""
    found = sorted({f"U+{ord(sign):04X}" for sign in INVISIBLE.findall(text)})
    found += ["Alt+Enter"] if BREAKS.search(text.strip()) else []
    return found + ([" "] if re.search(r"\S(?:[ \u3000]{2,}|[\t\u00a0])\S", text) else [])


def half_width_digits(text: str) -> str:
    """Full-width digits as ordinary ones; ① and ² are no digits and stay."""
    return text.translate(ASCII_DIGITS)
