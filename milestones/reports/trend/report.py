"""The last 26 weeks: how many milestones were overdue at each week's end, what the nightly job raised and cleared.

A week is seven days; the last one ends on the day reported, so that its count is that day's. The counts come from the
facts; raised and cleared come from the flags, which know only the nights on which the job ran.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from backoffice.clock import end_of_day, today
from milestones.models import BaselineVersion, JobRun, Milestone, OverdueFlag, Span
from milestones.reports.aggregates import fetch_named_rows, sql_with_named_params
from milestones.reports.provenance import page_checksum
from milestones.rules.flagging import JOB
from projects.models import User

SQL = Path(__file__).with_suffix(".sql").read_text("utf-8")
WEEKS = 26


@dataclass(frozen=True)
class TrendWeek:
    """Seven days; `nights` are those on which the job should have run, `runs` those on which it did."""

    first: dt.date
    last: dt.date
    overdue: int
    raised: int
    cleared: int
    nights: int
    runs: int

    @property
    def silent(self) -> bool:
        """The nightly job did not run at all."""
        return self.nights > 0 and not self.runs

    @property
    def missed(self) -> int:
        return self.nights - self.runs


@dataclass(frozen=True)
class OverdueTrend:
    """The weeks, the oldest first; `since` is the first night that the job ever ran."""

    on: dt.date
    weeks: list[TrendWeek]
    since: dt.date | None
    planned: bool  # whether anything had an approved date by the day

    @property
    def checksum(self) -> str:
        return page_checksum(self.on, *((week.last.isoformat(), *list(vars(week).values())[2:]) for week in self.weeks))

    @property
    def silent(self) -> list[TrendWeek]:
        return [week for week in self.weeks if week.silent]

    @property
    def before(self) -> list[TrendWeek]:
        """Weeks that were over before the first night."""
        return [week for week in self.weeks if self.since is None or week.last < self.since]

    @property
    def flat(self) -> bool:
        """Nothing was ever late in these weeks."""
        return not any(week.overdue or week.raised or week.cleared for week in self.weeks)


def overdue_trend(user: User, on: dt.date | None = None, leader: User | None = None) -> OverdueTrend:
    """The trend for a reader, in five queries; with a leader only what is in their charge."""
    on = on or today()
    ends = [on - dt.timedelta(weeks=back) for back in range(WEEKS)][::-1]
    counts = overdue_counts_at(user, ends, leader)
    runs = nights_run(on)
    first = min(runs, default=None)
    flags = flag_days_between(user, ends[0] - dt.timedelta(6), on, leader)
    raised, cleared = (Counter(week_end_of(day, on) for day in found) for found in flags)
    weeks = [_trend_week(end, counts.get(end, 0), raised[end], cleared[end], runs, first) for end in ends]
    return OverdueTrend(on, weeks, first, any(counts.values()) or has_approved_dates(user, on))


def overdue_counts_at(user: User, days: list[dt.date], leader: User | None = None) -> dict[dt.date, int]:
    """How many milestones were overdue at the end of each day, in one query."""
    try:
        seen, params = sql_with_named_params(Span.objects.visible_to(user).values("project_id", "overdue_on"), "seen")
    except EmptyResultSet:
        return {}
    params |= {"days": days, "leader": leader and leader.pk}
    return {row.asked: row.count for row in fetch_named_rows(SQL.replace("{seen}", seen), params)}


def has_approved_dates(user: User, on: dt.date) -> bool:
    """Whether any milestone in sight had an approved date by the end of a day."""
    seen = Milestone.objects.visible_to(user)
    return BaselineVersion.objects.filter(milestone__in=seen, from_at__lt=end_of_day(on)).exists()


def nights_run(on: dt.date) -> set[dt.date]:
    """The days up to `on` on which the nightly job was done."""
    done = JobRun.objects.filter(job=JOB, state=JobRun.State.DONE, slot__lte=on)
    return set(done.values_list("slot", flat=True))


def flags_visible_to(user: User, leader: User | None = None) -> QuerySet[OverdueFlag]:
    """The flags that a reader may see."""
    found = OverdueFlag.objects.visible_to(user)
    return found.filter(milestone__project__leader=leader) if leader else found


def flag_days_between(
    user: User, first: dt.date, last: dt.date, leader: User | None = None
) -> tuple[list[dt.date], list[dt.date]]:
    """The days on which flags were raised, and cleared, in a span."""
    found = flags_visible_to(user, leader)
    return (
        list(found.filter(raised_on__range=(first, last)).values_list("raised_on", flat=True)),
        list(found.filter(cleared_on__range=(first, last)).values_list("cleared_on", flat=True)),  # type: ignore[arg-type]
    )


def week_end_of(day: dt.date, on: dt.date) -> dt.date:
    """The end of the week in which a day falls, weeks being counted back from `on`."""
    return on - dt.timedelta(weeks=(on - day).days // 7)


def _trend_week(
    last: dt.date, overdue: int, raised: int, cleared: int, runs: set[dt.date], since: dt.date | None
) -> TrendWeek:
    days = [last - dt.timedelta(back) for back in range(7)]
    # Tonight's run is still to come; nights before the first one were never promised.
    owed = [day for day in days if since and day >= since and (day < today() or day in runs)]
    done = sum(day in runs for day in owed)
    return TrendWeek(days[-1], last, overdue, raised, cleared, len(owed), done)
