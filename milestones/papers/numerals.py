"""Numbers as official documents count their headings: 一, 十二, 一百零三."""

DIGITS = "零一二三四五六七八九"
PLACES = ("", "十", "百", "千")


def chinese_numeral(number: int) -> str:
    """A whole number from 1 to 9999 in Chinese numerals."""
    text = ""
    for place, digit in reversed(list(enumerate(map(int, reversed(str(number)))))):
        if digit:
            text += DIGITS[digit] + PLACES[place]
        elif text and not text.endswith(DIGITS[0]):
            text += DIGITS[0]
    text = text.rstrip(DIGITS[0])
    return text.removeprefix("一") if text.startswith("一十") else text
