"""Names in the order of their pinyin, and as they are searched: keys that the database writes with the name."""

from pathlib import Path
from typing import Any

import pgtrigger
from django.db import models

from .triggers import Guard

# The text of the functions; a migration installs a copy of it, frozen when it was written.
SQL = Path(__file__).with_suffix(".sql")
KEYS = ("name_key", "search_key")


def pinyin_key_field() -> models.TextField:
    """A key of a name, compared by bytes; whatever is written, `spells_the_name` has the last word."""
    return models.TextField(editable=False, default="", db_default="", db_collation="C")


def pinyin_keys_guard(code: str = "", person: bool = False) -> Guard:
    """The keys follow from the name and from the code column, through every channel; a person's name begins with a
    surname.
    """
    columns = [*filter(None, ["name", code]), *KEYS]
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    first = f"lower(NEW.{code})" if code else "''"
    return Guard(
        name="spells_the_name",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(*columns),
        func=f"""
            IF TG_OP = 'INSERT' OR NEW.name_key = '' OR ({old}) IS DISTINCT FROM ({new}) THEN
                SELECT key, concat({first}, E'\\n', replace(plain_text(NEW.name), ' ', ''), E'\\n', initials, E'\\n\\n', sound)
                INTO NEW.name_key, NEW.search_key FROM spell(NEW.name, {person});
            END IF;
            RETURN NEW;
        """,  # noqa: E501
    )


class PinyinKey(models.Func):
    """The order of a name that has no stored key, in lists of a few rows; or its `sound`, or its `initials`."""

    function = "spell"
    template = "(%(function)s(%(expressions)s, FALSE)).%(part)s"
    output_field = models.TextField(db_collation="C")

    def __init__(self, name: Any, part: str = "key") -> None:
        super().__init__(name, part=part)
