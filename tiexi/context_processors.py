"""What every template knows."""

import datetime as dt
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from milestones.demo import demo_anchor_day


def demonstration_context(request: HttpRequest) -> dict[str, Any]:
    """Whether the invented dates of the demonstration are on show, and since when they are anchored."""
    return {"demonstration": settings.DEMONSTRATION, "anchored": known_anchor_day}


def known_anchor_day() -> dt.date | None:
    """The day of the anchor, asked of the database until it is known."""
    day = cached_anchor_day()
    if day is None:
        cached_anchor_day.cache_clear()
    return day


@lru_cache(maxsize=1)
def cached_anchor_day() -> dt.date | None:
    return demo_anchor_day()
