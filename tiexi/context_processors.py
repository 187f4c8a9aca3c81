"""What every template knows."""

from functools import lru_cache

from django.conf import settings

from milestones.demo import demo_anchor_day


def demonstration_context(request):
    """Whether the invented dates of the demonstration are on show, and since when they are anchored."""
    return {"demonstration": settings.DEMONSTRATION, "anchored": known_anchor_day}


def known_anchor_day():
    """The day of the anchor, asked of the database until it is known."""
    day = cached_anchor_day()
    if day is None:
        cached_anchor_day.cache_clear()
    return day


@lru_cache(maxsize=1)
def cached_anchor_day():
    return demo_anchor_day()
