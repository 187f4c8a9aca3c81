"""The words of headings, totals, notes and signatures, kept as data in `lexicon.toml`."""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

TABLES = tomllib.loads(Path(__file__).with_name("lexicon.toml").read_text("utf-8"))
FIELDS: dict[str, str] = {word: field for field, words in TABLES["fields"].items() for word in words}
MONEY: dict[str, int] = TABLES["money"]
# Fields that the register's rows have no column for, but that help to read the others.
HELPING = ("code", "measure_unit", "plan_year", "as_written")
BRACKETS = re.compile(r"[(\[【〔（][^)\]】〕）]*[)\]】〕）]")
MONTH_HEAD = re.compile(r"(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?(?:进展情况|进展|进度|完成情况)?")
LONGEST_HEAD = 24


def plain_heading(text: str) -> str:
    """A heading without blanks, brackets, years and the sign at its end."""
    text = "".join(unicodedata.normalize("NFKC", text).split())
    return re.sub(r"20\d\d年?|[:：*]", "", BRACKETS.sub("", text))


@cache
def field_of(heading: str) -> str | None:
    """The field that a heading names; `unknown` where it is known to be none, None where no word of ours is in it."""
    plain = plain_heading(heading)
    if not plain or len(plain) > LONGEST_HEAD:
        return None
    if MONTH_HEAD.fullmatch(plain):
        return "month_progress"
    found = [(len(word), plain.rindex(word) + len(word), field) for word, field in FIELDS.items() if word in plain]
    return max(found)[2] if found else None
