"""What every template knows."""

from functools import lru_cache

from django.conf import settings

from milestones.demo import anchored_on


def demonstration(request):
    """Whether the invented dates of the demonstration are on show, and since when they are anchored."""
    return {"demonstration": settings.DEMONSTRATION, "anchored": anchored}


def anchored():
    """The day of the anchor, asked of the database until it is known."""
    day = known_anchor()
    if day is None:
        known_anchor.cache_clear()
    return day


@lru_cache(maxsize=1)
def known_anchor():
    return anchored_on()
