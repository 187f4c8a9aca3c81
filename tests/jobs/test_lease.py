"""One claim and one fence for runs, messages and imports: whoever lost a row, or never had it, writes nothing."""

import datetime as dt

import pytest

from milestones.jobs import lease
from milestones.models import Delivery, Import, JobRun
from projects.models import Role
from tests.cast import person

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2024, 6, 17, 4, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def a_run(number):
    return JobRun.objects.create(job="flag", slot=dt.date(2024, 6, number))


def a_message(number):
    return Delivery.objects.create(
        dedup_key=str(number),
        message_id=str(number),
        kind="digest",
        slot=NOON.date(),
        state="sending",
        recipient=person(f"reader{number}", Role.STEWARD),
        not_after=NOON,
    )


def an_import(number):
    return Import.objects.create(file="a.xlsx", name="a.xlsx", sha256="0" * 64, by=person(f"r{number}", Role.STEWARD))


@pytest.fixture(params=[a_run, a_message, an_import])
def make(request):
    return request.param


def claim(row, now):
    return lease.claim(type(row).objects.under_way().filter(lease.free(now)), now + MINUTE).first()


def test_what_was_never_claimed_is_held_by_nobody(make):
    row = make(1)
    assert lease.is_free(row, NOON) and not lease.held(row).exists()


def test_a_claimed_row_is_nobody_elses_until_its_lease_runs_out(make):
    row = make(1)
    mine = claim(row, NOON)
    assert lease.held(mine).exists() and not lease.is_free(mine, NOON)
    assert claim(row, NOON + MINUTE) is None
    theirs = claim(row, NOON + MINUTE + dt.timedelta(seconds=1))
    assert lease.held(theirs).exists() and not lease.held(mine).exists()
    assert (lease.write_held(mine, attempts=9), lease.write_held(theirs, attempts=8)) == (0, 1)
    row.refresh_from_db()
    assert row.attempts == 8


def test_a_write_of_the_instant_renews_the_lease(make):
    mine = claim(make(1), NOON)
    lease.write_held(mine, lease_until=NOON + 2 * MINUTE)
    assert claim(mine, NOON + 2 * MINUTE) is None and lease.held(mine).exists()


def test_no_more_rows_are_taken_than_asked_for_and_a_field_is_written_with_them(make):
    rows = [make(number) for number in (1, 2, 3)]
    taken = lease.claim(type(rows[0]).objects.order_by("pk"), NOON, most=2, attempts=5)
    assert [(row.pk, row.attempts) for row in taken.order_by("pk")] == [(row.pk, 5) for row in rows[:2]]
    assert not lease.claim(type(rows[0]).objects.none(), NOON)


def test_what_has_ended_is_held_by_nobody():
    mine = claim(a_run(1), NOON)
    JobRun.objects.update(state="failed")
    assert not lease.held(mine).exists()
