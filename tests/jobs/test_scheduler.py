"""Jobs fall due by the calendar and are done once, whoever asks, however often, and after whatever pause."""

import datetime as dt
import threading
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from milestones.jobs import runs
from milestones.jobs import scheduler as jobs
from milestones.jobs.handlers import WORK
from milestones.models import Heartbeat, Job, JobRun
from milestones.rules import slots
from milestones.rules.workdays import Workdays
from tests.cast import make_cast, owner

pytestmark = pytest.mark.django_db
SHENYANG = ZoneInfo("Asia/Shanghai")
MONDAY = dt.date(2024, 6, 17)
WEEK = Workdays({})


def at(day, hour=12, minute=0):
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHENYANG)


def later(days):
    return MONDAY + dt.timedelta(days=days)


def tick(moment):
    with time_machine.travel(moment, tick=False):
        return jobs.run_due_jobs()


@pytest.fixture(autouse=True)
def travelled(monkeypatch, request):
    """The database does not travel: its clock is not compared here, and the nights of another year are the owner's."""
    monkeypatch.setattr(jobs, "clock_skew", lambda: dt.timedelta(0))
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "options", "-c role=tiexi_owner")
    if not {"db", "transactional_db"} & {*request.fixturenames} and not request.node.get_closest_marker("django_db"):
        yield
        return
    request.getfixturevalue("db")
    with owner():
        yield


def found(job):
    return {run.slot: run.state for run in JobRun.objects.filter(job=job)}


def daily(**fields):
    return Job(**{"name": "digest", "due_at": dt.time(8), "workdays_only": True} | fields)


@pytest.mark.parametrize(
    ("moment", "slot"),
    [
        (at(MONDAY, 7, 59), later(-3)),
        (at(MONDAY, 8, 0), MONDAY),
        (at(MONDAY, 23, 59), MONDAY),
        (at(later(5), 12), later(4)),
        (at(later(6), 23), later(4)),
    ],
)
def test_a_working_days_job_falls_due_at_its_local_hour(moment, slot):
    assert slots.newest_due_slot(daily(), moment, WEEK) == slot


def test_a_make_up_workday_is_a_slot_and_a_holiday_is_none():
    calendar = Workdays({later(5): True, later(1): False})
    assert slots.newest_due_slot(daily(), at(later(5)), calendar) == later(5)
    assert slots.newest_due_slot(daily(), at(later(1)), calendar) == MONDAY


def test_a_weekly_job_moves_to_the_next_working_day_of_its_week():
    weekly = daily(name="weekly", weekday=0)
    assert slots.newest_due_slot(weekly, at(later(2)), WEEK) == MONDAY
    assert slots.newest_due_slot(weekly, at(later(2)), Workdays({MONDAY: False})) == later(1)
    off = Workdays({later(number): False for number in range(5)})
    assert slots.newest_due_slot(weekly, at(later(4)), off) == later(-7)


@given(st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2040, 12, 31)), st.times())
def test_every_day_has_one_slot_of_a_daily_job_and_it_is_never_in_the_future(moment, due):
    moment = moment.replace(tzinfo=SHENYANG)
    job = Job(name="flag", due_at=due.replace(microsecond=0))
    slot = slots.newest_due_slot(job, moment, WEEK)
    assert slots.slot_due_at(job, slot) <= moment < slots.slot_due_at(job, slot + dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("due", "moment", "slot"),
    [
        (dt.time(0, 0), dt.datetime(2024, 6, 16, 23, 59, 59, 999999), later(-1)),
        (dt.time(0, 0), dt.datetime(2024, 6, 17, 0, 0, 0), MONDAY),
        (dt.time(23, 59, 59), dt.datetime(2024, 6, 17, 23, 59, 58, 999999), later(-1)),
        (dt.time(23, 59, 59), dt.datetime(2024, 6, 17, 23, 59, 59), MONDAY),
        (dt.time(23, 59, 59), dt.datetime(2024, 6, 18, 0, 0, 0), MONDAY),
    ],
)
def test_the_day_turns_at_midnight_in_the_district_to_the_second(due, moment, slot):
    job = Job(name="flag", due_at=due)
    assert slots.newest_due_slot(job, moment.replace(tzinfo=SHENYANG), WEEK) == slot
    assert slots.newest_due_slot(job, moment.replace(tzinfo=SHENYANG).astimezone(dt.UTC), WEEK) == slot


@given(st.lists(st.tuples(st.times(), st.integers(1, 30 * 60)), min_size=1, max_size=6))
def test_however_the_due_time_is_moved_no_day_has_a_second_slot(moves):
    """Between two looks somebody sets another hour: what was run stays the newest, or a later day's is."""
    moment, ran = at(MONDAY), []
    for due, minutes in moves:
        moment += dt.timedelta(minutes=minutes)
        slot = slots.newest_due_slot(Job(name="flag", due_at=due.replace(microsecond=0)), moment, WEEK)
        assert moment.date() - slot in (dt.timedelta(0), dt.timedelta(days=1))
        if not ran or slot > ran[-1]:
            ran.append(slot)
    assert len(ran) == len(set(ran)) and ran == sorted(ran)


def test_a_due_time_moved_after_the_run_of_the_day_makes_no_second_run():
    assert "flag" in tick(at(MONDAY, 9)).done
    for hour in (8, 9, 23):
        Job.objects.filter(name="flag").update(due_at=dt.time(hour))
        assert tick(at(MONDAY, 9, 5)).done == tick(at(MONDAY, 23, 30)).done == []
    assert JobRun.objects.filter(job="flag", state="done").count() == 1
    assert not JobRun.objects.filter(job="flag", slot__gt=MONDAY).exists()


def test_a_tick_does_what_is_due_and_the_next_ones_do_nothing():
    make_cast()
    assert set(tick(at(MONDAY, 9)).done) == {"flag", "purge", "calendar", "digest", "verify", "weekly"}
    assert JobRun.objects.get(job="flag").counts["raised"] == 1
    assert JobRun.objects.get(job="digest").counts["planned"] == 4
    again = tick(at(MONDAY, 9, 1))
    assert (again.done, again.skipped, again.failed) == ([], 0, [])
    assert Heartbeat.objects.get().component == "tick"


def test_the_hour_is_data():
    Job.objects.filter(name="digest").update(due_at=dt.time(17, 30))
    assert "digest" not in tick(at(MONDAY, 9)).done
    assert tick(at(MONDAY, 17, 30)).done == ["digest"]
    Job.objects.filter(name="flag").update(active=False)
    assert "flag" not in tick(at(later(1), 9)).done


@pytest.mark.parametrize("days", [1, 3, 30])
def test_after_a_pause_the_newest_slot_is_run_and_the_older_ones_are_skipped(days):
    tick(at(MONDAY, 9))
    tick(at(later(days), 9))
    assert list(found("flag").values()) == ["done", *["skipped"] * (days - 1), "done"]
    assert found("flag")[later(days)] == "done"


def test_a_digest_is_not_sent_late_on_a_day_off():
    tick(at(later(3), 9))
    tick(at(later(5), 10))
    assert found("digest") == {later(3): "done", later(4): "skipped"}
    assert tick(at(later(5), 11)).skipped == 0
    tick(at(later(7), 9))
    assert found("digest")[later(7)] == "done"


def test_a_job_that_fails_is_tried_again_after_its_lease_and_in_the_end_left_to_a_person(monkeypatch):
    def poison(run, now):
        raise ValueError("poison")

    monkeypatch.setitem(WORK, "calendar", poison)
    for minute in range(2 * runs.MOST_ATTEMPTS):
        ticked = tick(at(MONDAY, 9) + dt.timedelta(minutes=minute, seconds=minute))
        assert ticked.failed in ([], ["calendar"])
    run = JobRun.objects.get(job="calendar")
    assert (run.state, run.attempts) == ("failed", runs.MOST_ATTEMPTS) and "poison" in run.last_error
    assert found("flag") == {MONDAY: "done"}


def test_a_run_whose_process_died_is_done_by_the_next_tick_after_its_lease():
    job = Job.objects.get(name="flag")
    assert runs.claim_run(job, MONDAY, at(MONDAY, 9))
    assert "flag" not in tick(at(MONDAY, 9)).done
    assert "flag" in tick(at(MONDAY, 9) + runs.LEASE + dt.timedelta(seconds=1)).done


def test_who_lost_the_run_neither_ends_nor_fails_it():
    late = runs.claim_run(Job.objects.get(name="flag"), MONDAY, at(MONDAY, 9))
    tick(at(MONDAY, 9) + runs.LEASE + dt.timedelta(seconds=1))
    said = JobRun.objects.values("state", "counts", "ended_at", "last_error")
    done = said.get(job="flag")
    runs.end_run(late, at(MONDAY, 10), counts={"raised": 0})
    runs.fail_run(late, at(MONDAY, 10), ValueError("too late"))
    assert said.get(job="flag") == done


def test_a_run_that_died_half_way_before_a_newer_slot_is_skipped():
    assert runs.claim_run(Job.objects.get(name="flag"), MONDAY, at(MONDAY, 9))
    tick(at(later(1), 9))
    assert found("flag") == {MONDAY: "skipped", later(1): "done"}


def test_a_run_that_died_before_it_was_claimed_is_skipped_too():
    JobRun.objects.create(job="flag", slot=MONDAY)
    tick(at(later(1), 9))
    assert found("flag") == {MONDAY: "skipped", later(1): "done"}


def test_a_flag_run_that_a_later_day_overtook_ends_without_a_flag():
    make_cast()
    run = runs.claim_run(Job.objects.get(name="flag"), MONDAY, at(MONDAY, 9))
    JobRun.objects.create(job="flag", slot=later(1), state="done")
    WORK["flag"](run, at(later(1), 9))
    run.refresh_from_db()
    assert (run.state, run.counts["raised"]) == ("done", 0) and run.ended_at


def test_a_clock_far_off_the_databases_decides_nothing(monkeypatch):
    monkeypatch.setattr(jobs, "clock_skew", lambda: dt.timedelta(seconds=61))
    with pytest.raises(jobs.ClockIsWrong):
        jobs.run_due_jobs()
    assert not JobRun.objects.exists()


def test_the_command_ticks_and_hands_over():
    output = StringIO()
    with time_machine.travel(at(MONDAY, 9), tick=False):
        make_cast()
        call_command("tick", stdout=output)
    line = output.getvalue().splitlines()[-1]
    assert line.startswith("done=flag,") and line.endswith("skipped=0 failed=- sent=5")


@pytest.mark.django_db(transaction=True)
def test_many_ticks_at_once_make_one_run_of_each_slot():
    make_cast()
    start, seen = threading.Barrier(8), []

    def work():
        start.wait()
        seen.extend(jobs.run_due_jobs(at(MONDAY, 9)).done)
        connection.close()

    ticks = [threading.Thread(target=work) for _number in range(8)]
    for one in ticks:
        one.start()
    for one in ticks:
        one.join()
    assert sorted(seen) == ["calendar", "digest", "flag", "purge", "verify", "weekly"]
    assert JobRun.objects.count() == 6
