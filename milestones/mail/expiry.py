"""What could not be handed over in its twelve hours: replaced once by a fresh digest of the same slot, or ended."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from milestones.digests import planning
from milestones.models import Delivery, Job, JobRun
from milestones.models.delivery import release_runs
from milestones.rules import slots
from milestones.rules.official_calendar import workday_calendar

State = Delivery.State


def renew_stale_deliveries(now: dt.datetime) -> None:
    """End whatever is past its time. A renewal is never renewed: the next slot says it all again."""
    stale = Delivery.objects.filter(not_after__lte=now)
    if stale.filter(state__in=[State.HELD, State.UNCERTAIN]).update(state=State.EXPIRED, token=None):
        release_runs(JobRun.objects.all())
    if stale.filter(state=State.PENDING).exists():
        supersede_stale_deliveries(stale.filter(state=State.PENDING), now)


@transaction.atomic
def supersede_stale_deliveries(stale: QuerySet[Delivery], now: dt.datetime) -> None:
    """Supersede what is still its reader's newest; the rest expires. Whoever comes second finds the rows taken."""
    rows = list(
        renewable_deliveries(stale, now).select_related("recipient").select_for_update(skip_locked=True, of=("self",))
    )
    for row, fresh in planning.recompose_stale(rows, now):
        row.state = State.SUPERSEDED if fresh else State.SUPPRESSED
        if fresh:
            fresh.save()
    Delivery.objects.bulk_update(rows, ["state"], batch_size=500)
    locked = stale.exclude(pk__in=[row.pk for row in rows]).select_for_update(skip_locked=True)
    Delivery.objects.filter(pk__in=[row.pk for row in locked.only("pk")]).update(state=State.EXPIRED)


def renewable_deliveries(stale: QuerySet[Delivery], now: dt.datetime) -> QuerySet[Delivery]:
    """Rows of a slot that is still the newest of its job, which no later row of the same reader follows."""
    calendar, current = workday_calendar(), Q(pk=None)
    for job in Job.objects.filter(active=True):
        current |= Q(kind=job.name, slot=slots.newest_due_slot(job, now, calendar))
    later = Delivery.objects.filter(recipient=OuterRef("recipient"), kind=OuterRef("kind"), slot__gt=OuterRef("slot"))
    return stale.filter(current, ~Exists(later), renews=None)
