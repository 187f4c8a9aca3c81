"""The nightly record of lateness: flags raised and cleared, and the ladder of escalation, over all milestones at
once.
"""

import datetime as dt
from dataclasses import asdict, dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from backoffice import clock
from backoffice.guards import BY_APPLICATION
from milestones.models import JobRun, OverdueFlag
from milestones.models.job import end_runs
from milestones.models.policy import TODAY

JOB = "flag"
SQL = {
    part.partition("\n")[0].strip(): part.partition("\n")[2]
    for part in Path(__file__).with_suffix(".sql").read_text("utf-8").split("-- name:")[1:]
}


@dataclass(frozen=True)
class FlagCounts:
    """What one run did; `newest` is set when a later day is flagged already, and then nothing was written."""

    raised: int = 0
    cleared: int = 0
    escalated: int = 0
    open: int = 0
    newest: dt.date | None = None

    def as_counts(self) -> dict[str, int]:
        return {name: value for name, value in asdict(self).items() if name != "newest"}

    def __str__(self) -> str:
        return " ".join(f"{name}={value}" for name, value in self.as_counts().items())


def flag_overdue(on: dt.date | None = None, *, now: dt.datetime | None = None) -> FlagCounts:
    """Flag what is overdue at the end of a day, today by default. A rerun raises and clears nothing.

    Nothing is written for a day before the newest one flagged. Raise ValidationError for a day that has not come, and,
    but in a replay, for one that has ended: its pages are final.
    """
    now = now or clock.now()
    day = on or clock.day_of_instant(now)
    if day > clock.day_of_instant(now):
        raise ValidationError(
            {"on": ValidationError(_("%(text)s has not come yet; the newest day is today.") % {"text": day}, "future")}
        )
    with transaction.atomic(), connection.cursor() as cursor:
        # One run at a time; readers go on.
        cursor.execute(
            f"SELECT {BY_APPLICATION} AND %s < {TODAY} FROM pg_advisory_xact_lock(hashtext('flag_overdue'))", [day]
        )
        if cursor.fetchone()[0]:
            text = _("%(text)s has ended; a night is flagged on its day, and what was missed by the next one.")
            raise ValidationError({"on": ValidationError(text % {"text": day}, "past")})
        newest = JobRun.objects.filter(job=JOB, slot__gt=day, state=JobRun.State.DONE).order_by("-slot").first()
        if newest:
            return FlagCounts(open=count_open_flags(), newest=newest.slot)
        counts = FlagCounts(
            cleared=run_named_sql(cursor, "clear", day),
            raised=run_named_sql(cursor, "raise", day),
            escalated=run_named_sql(cursor, "escalate", day),
            open=count_open_flags(),
        )
        record_flag_run(day, counts, now)
    return counts


def run_named_sql(cursor: CursorWrapper, name: str, day: dt.date) -> int:
    """Run one named statement; answer how many rows it touched."""
    cursor.execute(SQL[name], {"day": day})
    return cursor.rowcount


def count_open_flags() -> int:
    return OverdueFlag.objects.filter(cleared_on=None).count()


def record_flag_run(day: dt.date, counts: FlagCounts, now: dt.datetime) -> None:
    """The day's run, its counts added up over reruns."""
    run, _created = JobRun.objects.get_or_create(job=JOB, slot=day)
    done = {name: run.counts.get(name, 0) + value for name, value in counts.as_counts().items()}
    # Whatever its run was: a failed day that is flagged again by hand is done.
    end_runs(JobRun.objects.filter(pk=run.pk), JobRun.State.DONE, now, counts=done | {"open": counts.open})
