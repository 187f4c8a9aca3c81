"""Read a day, a month, a quarter or a stretch of time in any spelling; what is no full day is a proposal: its end."""

import datetime as dt
import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .fault import ValueFault
from .text import visible

CHINESE = {"十二": 12, "十一": 11, "十": 10} | {sign: value for value, sign in enumerate("一二三四五六七八九", 1)}
FULL_DAY = re.compile(
    r"(\d{4})(?:(?P<sign>[-/.])(\d{1,2})(?P=sign)(\d{1,2})[日号]?"
    r"|年(\d{1,2})月(\d{1,2})[日号]?|(\d{2})(\d{2}))"
)
SHORT_YEAR = re.compile(r"(\d{2})(?:年|[-/.](?=\d{1,2}[-/.月]))(\d{1,2})(?:[-/.月](\d{1,2})?[日号]?)?")
POINT = re.compile(r"(?:(\d{4})(?:年度?|[-/.](?=\d)|$))?(.*)")
CLOCK = re.compile(r"(?<=[\d日号])T?0?0:00(?::00(?:\.0+)?)?Z?$")
TAIL = re.compile(r"(?:以前|之前|前|内|完成|竣工|完工|交付|开工|启动|份)+$")
MONTH = re.compile(r"(\d{1,2}|十[一二]?|[一二三四五六七八九])(?:月份?)?(底|末|初|上旬|中旬|下旬|中)?")
MONTH_DAY = re.compile(r"(\d{1,2})[-/.月](\d{1,2})[日号]?")
QUARTER = re.compile(r"(?:第?([一二三四1-4])季度?|[Qq]([1-4]))[底末]?")
YEAR_ENDS = {"": (12, 31), "全": (12, 31), "底": (12, 31), "末": (12, 31), "终": (12, 31), "中": (6, 30), "初": (1, 31)}
HALVES = {"上半": (1, 6), "下半": (7, 12)}
DASHES = str.maketrans(dict.fromkeys("—–―‐‑‒−－~～〜至到", "-"))
ENDLESS = ("长期", "持续", "常态", "每年", "每月", "适时")


@dataclass(frozen=True)
class Stretch:
    """From when to when; `proposed` where the sheet wrote no full days."""

    first: dt.date
    last: dt.date
    proposed: bool = True
    has_start: bool = False


def read_stretch(text: str, year: int | None = None) -> Stretch:
    """What a cell's text says. Raise ValueFault where it says no time, or more than one."""
    plain = _plain(text)
    if day := full_day(plain):
        return Stretch(day, day, proposed=False)
    if short := SHORT_YEAR.fullmatch(plain):
        raise ValueFault(_("“%(text)s” has a year of two digits.") % {"text": text[:40]}, _long_year(short))
    for place, sign in enumerate(plain):
        if sign == "-" and (found := _from_to(plain[:place], plain[place + 1 :], year)):
            return found
    if found := _point(plain, year):
        return found
    if year is None and _point(plain, 2000):
        raise ValueFault(_("“%(text)s” names no year.") % {"text": text[:40]})
    if plain.startswith(ENDLESS):
        raise ValueFault(_("“%(text)s” names no day by which it is done.") % {"text": text[:40]})
    raise ValueFault(_("“%(text)s” is not a day; write it as 2026-11-23 or 2026年11月23日.") % {"text": text[:40]})


def full_day(plain: str) -> dt.date | None:
    """The one day that a text without blanks writes in full."""
    match = FULL_DAY.fullmatch(plain)
    parts = [int(part) for part in match.groups() if part and part.isdigit()] if match else []
    try:
        return dt.date(*parts) if parts else None
    except ValueError:
        return None


def _plain(text: str) -> str:
    # Dashes first: NFKC would leave them as they are, but makes the full-width ones ordinary.
    text = "".join(unicodedata.normalize("NFKC", visible(text).translate(DASHES)).split())
    return CLOCK.sub("", re.sub(r"-+", "-", text).rstrip("。;；,，"))


def _long_year(match: re.Match[str]) -> str | None:
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        last = day or monthrange(2000 + (year or 0), month or 1)[1]
        return dt.date(2000 + (year or 0), month or 1, last).isoformat()
    except ValueError:
        return None


def _from_to(left: str, right: str, year: int | None) -> Stretch | None:
    """Two points; the first may borrow its month sign from the second, which borrows its year from the first."""
    if not left or not right:
        return None
    start = _day(left) or _point(left, year)
    if start is None:
        return None
    if (
        re.fullmatch(r"\d{1,2}", right)
        and not re.search(r"月|[./]\d|年\d", left)
        and not re.fullmatch(r"\d{1,2}", left)
    ):
        return None
    end = _day(right) or _point(right, start.first.year)
    if end is None or end.last < start.first:
        return None
    return Stretch(start.first, end.last, start.proposed or end.proposed, has_start=True)


def _day(plain: str) -> Stretch | None:
    day = full_day(plain)
    return Stretch(day, day, proposed=False) if day else None


def _point(plain: str, year: int | None) -> Stretch | None:
    """A stretch that one word names: a year, a half, a quarter, a month, a part of a month, a day without its year."""
    plain = TAIL.sub("", plain) or plain
    if day := full_day(plain):
        return Stretch(day, day)
    match = POINT.fullmatch(plain)
    if not match:
        return None
    year, rest = (int(match[1]) if match[1] else year), match[2]
    if rest in ("本年", "本年度", "全年", "年底", "年末", "年内", "年中", "年初"):
        rest = rest.removeprefix("本").removeprefix("年").removesuffix("年度").removesuffix("年").removesuffix("内")
        named = True
    else:
        named = bool(match[1])
    if year is None or not 1900 <= year <= 2999:
        return None
    if rest in YEAR_ENDS and named:
        month, day_of_month = YEAR_ENDS[rest]
        return Stretch(dt.date(year, 1, 1), dt.date(year, month, day_of_month))
    return _part_of_year(rest, year)


def _part_of_year(rest: str, year: int) -> Stretch | None:
    if half := HALVES.get(re.sub(r"年[底末]?$", "", rest)):
        return _months(year, *half)
    if quarter := QUARTER.fullmatch(rest):
        number = int(CHINESE.get(quarter[1] or "", 0) or quarter[1] or quarter[2])
        return _months(year, 3 * number - 2, 3 * number)
    if (match := MONTH.fullmatch(rest)) and 1 <= (month := _number(match[1])) <= 12:
        whole = _months(year, month, month)
        last = {"初": 10, "上旬": 10, "中旬": 20, "中": 20}.get(match[2] or "", whole.last.day)
        return Stretch(whole.first, whole.last.replace(day=last))
    if match := MONTH_DAY.fullmatch(rest):
        try:
            day = dt.date(year, int(match[1]), int(match[2]))
        except ValueError:
            return None
        return Stretch(day, day)
    return None


def _number(text: str) -> int:
    return CHINESE[text] if text in CHINESE else int(text)


def _months(year: int, first: int, last: int) -> Stretch:
    return Stretch(dt.date(year, first, 1), dt.date(year, last, monthrange(year, last)[1]))
