"""Who gets which digest."""

import datetime as dt

from projects.models import Role, User

READERS = (Role.STEWARD, Role.UNIT_HEAD, Role.SUPERVISOR, Role.LEADER)


def readers(kind: str, slot: dt.date) -> list[User]:
    """The active people who get a digest of this kind."""
    people = User.objects.filter(is_active=True, groups__name__in=READERS).prefetch_related("groups")
    return list(people.order_by("pk").distinct()) if kind == "digest" else []
