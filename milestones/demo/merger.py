"""A unit that was merged into another some weeks ago, so that the demonstration shows what becomes of one."""

import datetime as dt

from django.utils import timezone

from projects.models import Reorganization, Unit, User

from . import texts

AGO = 40  # days


def merge_demo_unit(anchor: dt.date, cast: dict[str, User]) -> None:
    """Asked by the administrator, decided by the supervisor, and carried out on its day."""
    unit, into = (Unit.objects.get(code=code) for code in ("jiugai", "fangchan"))
    day = anchor - dt.timedelta(AGO)
    night = timezone.make_aware(dt.datetime.combine(day, dt.time(1)))
    asked = Reorganization.objects.create(
        kind=Reorganization.Kind.MERGE,
        unit=unit,
        into=into,
        day=day,
        text=texts.MERGED,
        asked_by=cast["admin"],
        at=night - dt.timedelta(5),
    )
    asked.state, asked.decided_by = Reorganization.State.APPROVED, cast["supervisor"]
    asked.decided_at = night - dt.timedelta(4)
    asked.save()
    asked.carried_out_at = night
    asked.save(update_fields=["carried_out_at"])
