"""A slot is planned once: on working days, for who can be reached, held when it is far above the usual."""

import datetime as dt
import threading
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from milestones.digests import planning
from milestones.digests.compose import compose_digest
from milestones.mail.sending import send_digests
from milestones.models import CalendarDay, Delivery, JobRun, Subscription
from projects.models import User
from tests.cast import day, owner

pytestmark = pytest.mark.django_db
MONDAY, SATURDAY = dt.date(2024, 6, 17), dt.date(2024, 6, 15)


@pytest.fixture
def cast(cast):
    Subscription.objects.create(user=cast.leader, scope="in_charge", frequency="daily")
    return cast


def readers():
    return set(Delivery.objects.filter(state="sent").values_list("recipient__username", flat=True))


def command(*options):
    output = StringIO()
    call_command("send_digests", *options, stdout=output)
    return output.getvalue().strip().splitlines()


def test_a_second_run_plans_and_sends_nothing(cast):
    send_digests(MONDAY)
    assert str(send_digests(MONDAY)) == "planned=0 sent=0 held=0 skipped=0 failed=0"
    assert str(send_digests(MONDAY, first=True)) == "planned=0 sent=0 held=0 skipped=0 failed=0"
    assert len(mail.outbox) == Delivery.objects.filter(state="sent").count() == 5


def test_a_slot_whose_run_was_lost_is_planned_once_more_without_a_second_copy(cast):
    send_digests(MONDAY)
    with owner():
        JobRun.objects.filter(job="digest").delete()
    send_digests(MONDAY)
    assert len(mail.outbox) == 5


def test_nothing_goes_out_on_a_day_off_but_on_a_make_up_working_day(cast):
    assert command("--on", SATURDAY.isoformat())[-1] == "planned=0 sent=0 held=0 skipped=0 failed=0"
    assert not JobRun.objects.exists()
    with owner():
        CalendarDay.objects.create(day=SATURDAY, is_workday=True, name="调休上班")
    assert send_digests(SATURDAY).sent == 5


def test_the_first_start_sends_whatever_the_day(cast):
    assert command("--on", SATURDAY.isoformat(), "--first")[-1] == "planned=5 sent=5 held=0 skipped=0 failed=0"


def test_who_is_away_or_has_no_address_is_skipped(cast):
    User.objects.filter(pk=cast.steward.pk).update(away_from=MONDAY, away_until=MONDAY)
    User.objects.filter(pk=cast.head.pk).update(email="")
    assert str(send_digests(MONDAY)) == "planned=3 sent=3 held=0 skipped=2 failed=0"
    assert readers() == {"supervisor", "second", "leader"}


def test_an_account_that_is_disabled_gets_none(cast):
    User.objects.filter(pk=cast.steward.pk).update(is_active=False)
    assert send_digests(MONDAY).planned == 4


def test_a_dry_run_prints_and_writes_nothing(cast):
    lines = command("--on", MONDAY.isoformat(), "--dry-run")
    assert lines[-1] == "planned=5 sent=0 held=0 skipped=0 failed=0"
    assert sum(line.startswith("To: ") for line in lines) == 5
    assert not Delivery.objects.exists()
    assert not JobRun.objects.exists()
    assert mail.outbox == []


def test_a_run_far_above_the_usual_is_held_until_a_person_releases_it(cast, monkeypatch):
    monkeypatch.setattr(planning, "ALWAYS_ALLOWED", 3)
    assert command("--on", MONDAY.isoformat())[-1] == "planned=5 sent=0 held=5 skipped=0 failed=0"
    assert command("--on", MONDAY.isoformat())[-1] == "planned=0 sent=0 held=5 skipped=0 failed=0"
    assert mail.outbox == []
    assert command("--on", MONDAY.isoformat(), "--release") == [
        "released=5",
        "planned=0 sent=5 held=0 skipped=0 failed=0",
    ]


def test_three_times_the_median_of_the_last_runs_is_usual(cast, monkeypatch):
    monkeypatch.setattr(planning, "ALWAYS_ALLOWED", 0)
    for number in range(1, 6):
        JobRun.objects.create(job="digest", slot=day(6, number), state="done", counts={"planned": 2})
    assert send_digests(MONDAY).held == 0


def test_one_person_whose_digest_cannot_be_composed_does_not_stop_the_others(cast, monkeypatch):
    def poisoned(reader, edition):
        if reader.person.username == "head":
            raise ValueError("poison")
        return compose_digest(reader, edition)

    monkeypatch.setattr(planning, "compose_digest", poisoned)
    assert str(send_digests(MONDAY)) == "planned=4 sent=4 held=0 skipped=0 failed=1"
    assert "poison" in Delivery.objects.get(state="dead").last_error


def test_a_bad_day_ends_with_code_two(cast):
    with pytest.raises(CommandError, match="--on") as caught:
        call_command("send_digests", "--on", "yesterday")
    assert caught.value.returncode == 2


@pytest.mark.django_db(transaction=True)
def test_of_planners_at_once_one_stores_its_plan():
    reader = User.objects.create_user("reader", "reader@example.com")
    start, stored = threading.Barrier(4), []

    def work():
        found = planning.DigestPlan("digest", MONDAY, timezone.now())
        found.deliveries = [planning.new_delivery(reader, found, subject="逾期1项")]
        start.wait()
        stored.append(planning.store_plan(found))
        connection.close()

    planners = [threading.Thread(target=work) for _number in range(4)]
    for planner in planners:
        planner.start()
    for planner in planners:
        planner.join()
    assert sorted(stored) == [False, False, False, True]
    assert Delivery.objects.count() == JobRun.objects.count() == 1
