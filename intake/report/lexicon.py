"""The words that the reader knows, from `lexicon.toml`, as sets and patterns."""

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

with Path(__file__).with_name("lexicon.toml").open("rb") as _file:
    TABLES: dict[str, dict[str, Any]] = tomllib.load(_file)


@lru_cache(maxsize=256)
def words(table: str, key: str) -> tuple[str, ...]:
    """The words of one entry, the longest first."""
    entry = TABLES[table][key]
    return longest_first(entry.split() if isinstance(entry, str) else entry)


def longest_first(entries: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(entries), key=lambda word: (-len(word), word)))


def any_of(*entries: Iterable[str]) -> str:
    """A pattern for one of these words, the longest first."""
    return "|".join(re.escape(word) for word in longest_first(word for some in entries for word in some))


@lru_cache(maxsize=16384)
def ends_with(text: str, table: str, key: str) -> str:
    """The longest word of the entry that the text ends with; empty where there is none."""
    return next((word for word in words(table, key) if text.endswith(word)), "")


def holds_any(text: str, table: str, key: str) -> str:
    """The longest word of the entry that stands in the text; empty where there is none."""
    return next((word for word in words(table, key) if word in text), "")
