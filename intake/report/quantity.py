"""Find quantities: a number, what qualifies it, and its unit, each as a stretch of the text."""

import re
from dataclasses import dataclass
from decimal import Decimal

from .lexicon import TABLES, any_of, ends_with, holds_any, words
from .reason import Reason
from .span import Span, nesting

SIZES = {"": 1, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "万亿": 10**12}
DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
UNITS = any_of(*(words("units", key) for key in ("count", "money", "rate", "point", "capacity")))
SPECIFICATIONS = any_of(words("units", "specification"))
NUMBER = r"(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:[.．]\d+)?"
SIZE = r"(?:万亿|亿|万|百|千(?!米|瓦|克|伏|卡|赫))?"
BEFORE = any_of(TABLES["qualifiers"]["before"])
QUANTITY = re.compile(
    rf"(?P<before>{BEFORE})?\s?"
    rf"(?:(?P<low>{NUMBER})(?P<lowsize>{SIZE})(?P<lowunit>{UNITS})?[-－—–~～至到](?=\d))?"
    rf"(?:(?P<number>{NUMBER})|(?P<chinese>[一二两三四五六七八九十百千万零]+)(?=[余多]?[万亿]?(?:{UNITS})))"
    rf"(?P<more>[余多])?\s?(?P<size>{SIZE})(?P<then>[余多])?(?P<extra>[万亿])?\s?(?P<unit>{UNITS})"
    rf"(?P<after>{any_of(TABLES['qualifiers']['after'])})?"
)
SPECIFIED = re.compile(rf"{NUMBER}[万亿]?余?(?:{SPECIFICATIONS})|{NUMBER}\s?[#A-Za-z]+|[A-Za-z][A-Za-z.+\-]*{NUMBER}")
# Words that end with a qualifier's sign and qualify nothing.
NO_QUALIFIER = re.compile(r"(?:[附最邻就靠临远亲]近|[节契公签预合制大]约|[赶高]超|[以之向晚早]上)$")
ORDINAL = re.compile(r"(?:第|[A-Za-z#.+＋%]|[一二三四五六七八九十百千万\d][.．]?)$")
TEMPORAL = re.compile(r"(?:连续|历时|为期|每|近|前|上)$")
START_VALUE = re.compile(r"[由从]$")
TARGET_OF = re.compile(r"^(?:[^，。；]{0,6}?)(?:增|扩|提|升|降|减|上)[^，。；]{0,6}?[至到为]")
MEASURE_EDGE = re.compile(r"[，。；、：,;:\s（）()▁]")


@dataclass(frozen=True)
class Quantity:
    """One promised number with the place where it is written."""

    span: Span
    value: Decimal
    value_max: Decimal | None
    unit: str
    qualifier: str
    why_not: Reason | None = None  # why it is not a quantity of a work
    plain: bool = True  # whether it is written in digits

    @property
    def as_written(self) -> str:
        return self.span.text

    @property
    def is_rate(self) -> bool:
        return self.unit == "%"

    @property
    def is_money(self) -> bool:
        return self.unit in words("units", "money")

    @property
    def key(self) -> tuple[Decimal, Decimal | None, str, str]:
        return self.value, self.value_max, self.unit, self.qualifier


def find_quantities(span: Span) -> list[Quantity]:
    """Every quantity of a stretch, in order, also those that are none of a work (`why_not` says why)."""
    _depth, quoted = nesting(span.source)
    found: list[Quantity] = []
    place = span.start
    while match := QUANTITY.search(span.source, place, span.end):
        place = match.start("low") if match["low"] else match.start("number" if match["number"] else "chinese")
        if quoted[place] or ORDINAL.search(span.source[max(span.start, place - 3) : place]):
            place = _past_number(span, place)
            continue
        quantity = _quantity(span, match)
        place = match.end() if quantity else _past_number(span, place)
        found += [quantity] if quantity else []
    return found


def _past_number(span: Span, place: int) -> int:
    number = re.compile(rf"{NUMBER}|[一二两三四五六七八九十百千万零]+").match(span.source, place)
    return number.end() if number else place + 1


def _quantity(span: Span, match: re.Match[str]) -> Quantity | None:
    start = match.start()
    before = match["before"] or ""
    if before and NO_QUALIFIER.search(span.source[max(span.start, start - 1) : match.end("before")]):
        start, before = match.end("before"), ""
    value = _value(match)
    if value is None or _is_year(match):
        return None
    low = _low_value(match, value)
    here = Span(span.line, start, match.end(), span.source)
    here = here.part(len(here.text) - len(here.text.lstrip()), len(here.text))
    unit = TABLES["units"]["same"].get(match["unit"], match["unit"])
    qualifier = "range" if low is not None else _qualifier(before, match)
    why_not = _why_not(span, match, here, unit, qualifier)
    if why_not is Reason.NO_QUANTITY:
        return None
    least, most = (value, None) if low is None else (low, value)
    return Quantity(here, least, most, unit, qualifier, why_not, match["chinese"] is None)


def _value(match: re.Match[str]) -> Decimal | None:
    number = plain_number(match["number"]) if match["number"] else chinese_number(match["chinese"])
    if number is None:
        return None
    return number * SIZES[match["size"] or ""] * SIZES[match["extra"] or ""]


def _low_value(match: re.Match[str], value: Decimal) -> Decimal | None:
    if not match["low"]:
        return None
    size = match["lowsize"] or match["size"] or ""
    low = plain_number(match["low"]) * SIZES[size]
    return low if low < value else None


def plain_number(text: str) -> Decimal:
    """The value of digits with or without parted thousands."""
    return Decimal(re.sub(r"[,，]", "", text).replace("．", "."))


def chinese_number(text: str) -> Decimal | None:
    """The value of a number in Chinese characters; None where it is none."""
    total = section = digit = 0
    for sign in text:
        if sign in DIGITS:
            if digit:
                return None
            digit = DIGITS[sign]
        elif PLACES[sign] < 10**4:
            section, digit = section + (digit or 1) * PLACES[sign], 0
        else:
            total, section, digit = total + (section + digit or 1) * PLACES[sign], 0, 0
    return Decimal(total + section + digit)


def _is_year(match: re.Match[str]) -> bool:
    return bool(match["number"] and re.fullmatch(r"20\d\d", match["number"]) and match["unit"] in ("年", "度"))


def _qualifier(before: str, match: re.Match[str]) -> str:
    after = TABLES["qualifiers"]["after"].get(match["after"] or "", "")
    if after:
        return after
    if before and TABLES["qualifiers"]["before"][before] != "~":
        return TABLES["qualifiers"]["before"][before]
    if match["more"] or match["then"]:
        return ">"
    return TABLES["qualifiers"]["before"].get(before, "=")


def _why_not(span: Span, match: re.Match[str], here: Span, unit: str, qualifier: str) -> Reason | None:
    before, behind = span.source[span.start : here.start], span.source[here.end : span.end]
    noun = re.match(r"[\u4e00-\u9fffA-Za-z]", behind)
    if match["chinese"] and not _is_solid(match, before, behind):
        return Reason.NO_QUANTITY
    if TEMPORAL.search(before) and match["unit"] in ("天", "小时"):
        return Reason.SPECIFICATION
    describes = match["unit"] in words("units", "capacity") or match["after"] in ("以上", "以下")
    if describes and noun and not _goes_on(behind, match):
        return Reason.SPECIFICATION
    if unit in words("units", "money") and re.match(r"(?:以上|级|以下)", behind):
        return Reason.SPECIFICATION
    if START_VALUE.search(before) and TARGET_OF.match(behind):
        return Reason.START_VALUE
    if match["unit"] in words("units", "point"):
        return Reason.GROWTH
    return _why_not_by_noun(before, unit, qualifier)


def _why_not_by_noun(before: str, unit: str, qualifier: str) -> Reason | None:
    noun = re.split(r"[，。；,;]", before)[-1][-24:]
    if unit == "%" and re.search(
        r"(?:增长|下降|提高|上升|降低|回落|增幅|同比|减少|增加|拉动)(?:了|约|达|到|至)*$", noun
    ):
        return Reason.GROWTH
    if unit == "%" and re.search(r"(?:增速|增幅|同比)[^%]*$", noun):
        return Reason.GROWTH
    if holds_any(noun, "indicators", "totals"):
        return Reason.DISTRICT_TOTAL
    if qualifier == "<=" or re.search(rf"(?:{any_of(words('qualifiers', 'most'))})$", before):
        return Reason.UPPER_BOUND
    return None


def _goes_on(behind: str, match: re.Match[str]) -> bool:
    """Whether a bound is followed by no noun that it describes, but by the next words of the clause."""
    return bool(re.match(r"(?:的?(?:目标|水平)|并|且|和|以|，)", behind)) and match["after"] is not None


def _is_solid(match: re.Match[str], before: str, behind: str) -> bool:
    """Whether a number in Chinese characters counts things, and is no figure of speech."""
    vague = match["more"] or match["then"] or match["before"]
    if match["chinese"].startswith("零"):
        return False
    if match["chinese"] == "一":
        built = re.search(r"(?:新建|建成|建设|改造|拆除|扩建|迁建|新增)(?:了)?$", before)
        return bool(built) and match["unit"] in words("units", "solid")
    if set(match["chinese"]) <= set("百千万十") and not vague:
        return False
    if match["unit"] in words("units", "solid"):
        return True
    head = re.match(r"[\u4e00-\u9fff]{1,8}", behind)
    return bool(vague) or bool(match["unit"] in ("个", "项") and head and ends_with(head[0], "words", "facilities"))
