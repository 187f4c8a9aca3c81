"""How wide a text is likely to be: the server has no fonts, so one rule serves every label of every chart."""

import re

WIDE = re.compile(
    r"[\u1100-\u11ff\u2014\u2026\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]"
)
# Chromium sets an eighth of an em between a Chinese character and a digit or letter.
SEAM = re.compile(r"(?<=[\u3400-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[\u3400-\u9fff])")


def text_ems(text: str) -> float:
    """The width of a text in ems: 1 for a Chinese character, .56 for any other."""
    wide = len(WIDE.findall(text))
    return wide + 0.56 * (len(text) - wide) + 0.125 * len(SEAM.findall(text))


def fit_text(text: str, room: float) -> str:
    """The text, cut with an ellipsis where it would be wider than so many ems."""
    if text_ems(text) <= room:
        return text
    while text and text_ems(text) + 1 > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def spread_apart(wanted: list[float], gap: float, lowest: float, highest: float = 0) -> list[float]:
    """Places for labels that want to stand at some heights: none closer than the gap, pushed up from the lowest.

    Answer them in the given order; heights grow downwards and none is below `lowest`. What would rise above `highest`
    pushes the others down again.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index], reverse=True)
    placed, below = [0.0] * len(wanted), lowest + gap
    for index in order:
        below = placed[index] = min(wanted[index], below - gap)
    above = highest - gap
    for index in reversed(order):
        above = placed[index] = max(placed[index], above + gap)
    return placed
