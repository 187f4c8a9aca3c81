"""How a body is read: JSON in UTF-8, each name once, and no deeper than any record of ours is."""

import json
from collections.abc import Mapping
from math import isfinite
from typing import IO, Any, NoReturn

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser, MultiPartParser

DEEPEST = 20


class StrictJSON(JSONParser):
    """The framework's parser falls over depth, keeps the last of two values, and complains in English."""

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The body as Python has it. Raise ParseError for what is no JSON, or what no body of ours looks like."""
        try:
            text = stream.read().decode("utf-8-sig")
            data = json.loads(
                text,
                object_pairs_hook=object_with_unique_names,
                parse_constant=refuse_non_number,
                parse_float=parse_finite_float,
            )
        except RecursionError:
            raise too_deep_error() from None
        except json.JSONDecodeError as fault:
            where = {"line": fault.lineno, "column": fault.colno}
            raise ParseError(_("This is no JSON from line %(line)s, column %(column)s on.") % where) from None
        except ValueError:  # bytes that are no UTF-8, numbers too long to read
            raise ParseError(_("This is no JSON in UTF-8, or a number in it is too long.")) from None
        refuse_deep_nesting(data)
        return data


class StrictMultipart(MultiPartParser):
    """The framework's parser complains in English."""

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The fields and files. Raise ParseError for what cannot be taken apart."""
        try:
            return super().parse(stream, media_type, parser_context)
        except ParseError:
            raise ParseError(
                _("This multipart body cannot be taken apart; its boundary or its end is wrong.")
            ) from None


def object_with_unique_names(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object; of two values under one name nobody knows which is meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ParseError(_("A name stands twice in one object."))
    return found


def parse_finite_float(text: str) -> float:
    """A number; one too great for any is Infinity under another name."""
    value = float(text)
    return value if isfinite(value) else refuse_non_number(text)


def refuse_non_number(word: str) -> NoReturn:
    """NaN and Infinity, which JSON does not know."""
    raise ParseError(_("%(word)s is no number in JSON.") % {"word": word})


def too_deep_error() -> ParseError:
    return ParseError(_("This JSON is nested too deep; at most %(most)s levels are read.") % {"most": DEEPEST})


def refuse_deep_nesting(data: object) -> None:
    """Raise ParseError below the deepest level; looks level by level, so that it cannot fall over depth itself."""
    level = [data]
    for _step in range(DEEPEST + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, list | dict)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return
    raise too_deep_error()
