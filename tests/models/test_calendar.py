"""China's working days: the official table, its make-up weekends, and both twins of the count."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as st

from backoffice.clock import today
from milestones.models import CalendarDay, CalendarYear
from milestones.rules.official_calendar import published_calendar_days
from milestones.rules.workdays import Workdays
from tests.cast import owner

pytestmark = pytest.mark.django_db

SUNDAYS_WORKED = ["2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-09-29"]
SATURDAYS_WORKED = ["2024-05-11", "2024-09-14", "2024-10-12"]


def sync(*years, **options):
    output = StringIO()
    with owner():
        call_command("sync_calendar", *map(str, years), stdout=output, **options)
    return output.getvalue().strip().splitlines()[-1]


def worked(after, until):
    with connection.cursor() as cursor:
        cursor.execute("SELECT workdays(%s, %s, %s)", [after, until, today()])
        return cursor.fetchone()[0]


@pytest.mark.parametrize("day", SUNDAYS_WORKED + SATURDAYS_WORKED)
def test_a_make_up_weekend_of_2024_is_worked(day):
    sync(2024)
    day = dt.date.fromisoformat(day)
    assert worked(day - dt.timedelta(1), day) == 1


@pytest.mark.parametrize("day", ["2024-02-16", "2024-05-03", "2024-10-07", "2026-02-23", "2022-01-31"])
def test_a_weekday_of_a_holiday_is_not_worked(day):
    day = dt.date.fromisoformat(day)
    sync(day.year)
    assert worked(day - dt.timedelta(1), day) == 0


def test_the_last_line_counts_what_was_loaded():
    assert sync(2024) == "year=2024 holidays=19 makeup=8 status=official"


def test_only_days_that_differ_from_monday_to_friday_are_kept():
    sync(2022, 2023, 2024, 2025, 2026)
    assert CalendarYear.objects.filter(status="official").count() == 5
    for row in CalendarDay.objects.all():
        assert row.is_workday == (row.day.weekday() >= 5), row
        assert any("\u4e00" <= letter <= "\u9fff" for letter in row.name)


def test_a_year_without_make_up_days_is_refused_as_official():
    with pytest.raises(CommandError, match="2027"):
        sync(2027)
    assert not CalendarYear.objects.exists() and not CalendarDay.objects.exists()


def test_a_year_that_is_not_published_may_be_loaded_as_provisional():
    assert sync(2027, provisional=True).endswith("makeup=0 status=provisional")
    assert CalendarYear.objects.get(year=2027).status == "provisional"


def test_an_official_year_is_not_made_provisional():
    sync(2026)
    with pytest.raises(CommandError, match="2026"):
        sync(2026, provisional=True)


def test_a_second_load_changes_nothing_and_days_to_come_go_back_to_what_is_published():
    sync(2027, provisional=True)
    before = list(CalendarDay.objects.values("day", "is_workday", "name"))
    CalendarDay.objects.create(day=dt.date(2027, 3, 1), is_workday=False, name="误录")
    CalendarDay.objects.filter(day=dt.date(2027, 2, 8)).update(is_workday=True)
    sync(2027, provisional=True)
    assert list(CalendarDay.objects.values("day", "is_workday", "name")) == before


def test_a_year_out_of_range_is_a_bad_option():
    with pytest.raises(CommandError) as caught:
        sync(24)
    assert caught.value.returncode == 2


def test_the_committed_calendar_is_the_published_one():
    records = json.loads((settings.BASE_DIR / "fixtures" / "calendar.json").read_text("utf-8"))
    kept = {r["pk"]: r["fields"] for r in records if r["model"] == "milestones.calendarday"}
    for year in range(2022, 2027):
        for row in published_calendar_days(year):
            assert kept.pop(row.day.isoformat()) == {"is_workday": row.is_workday, "name": row.name}
    assert not kept


days = st.dates(dt.date(2021, 12, 1), dt.date(2027, 2, 1))


@tuned(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    corrections=st.dictionaries(days, st.booleans(), max_size=12),
    after=days,
    until=days,
    step=st.integers(-40, 40),
)
def test_both_twins_and_a_plain_count_agree(corrections, after, until, step):
    with owner():
        CalendarDay.objects.all().delete()
        CalendarDay.objects.bulk_create(CalendarDay(day=d, is_workday=w, name="更正") for d, w in corrections.items())
    calendar = Workdays(corrections)
    span = [after + dt.timedelta(n) for n in range(1, max(0, (until - after).days) + 1)]
    plain = sum(corrections.get(day, day.weekday() < 5) for day in span)
    assert worked(after, until) == calendar.between(after, until) == plain
    moved = calendar.add(after, step)
    assert calendar.is_workday(moved)
    if step > 0:
        assert calendar.between(after, moved) == step
