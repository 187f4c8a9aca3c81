"""What could not be handed over for twelve hours: one fresh digest of the same slot, or an end that is seen."""

import datetime as dt
import threading

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.utils import timezone

from milestones.digests.planning import plan_slot
from milestones.mail import outbox
from milestones.models import Delivery
from projects.models import User
from tests.cast import make_cast

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2024, 6, 17)
MORNING = dt.datetime(2024, 6, 17, 0, 0, tzinfo=dt.UTC)  # 08:00 in Shenyang
EVENING = MORNING + dt.timedelta(hours=12)


@pytest.fixture
def planned(db):
    """Monday's digests, planned at eight and never handed over."""
    cast = make_cast()
    cast.milestone.report(by=cast.steward, note="施工中", at=MORNING - dt.timedelta(days=20))
    with time_machine.travel(MORNING, tick=False):
        plan_slot(MONDAY)
    return cast


def states(person):
    return list(Delivery.objects.filter(recipient=person).order_by("id").values_list("state", flat=True))


def drained(at):
    with time_machine.travel(at, tick=False):
        return outbox.send_due_deliveries()


def test_past_its_time_it_is_replaced_by_one_fresh_digest_of_the_same_slot(planned):
    assert drained(EVENING)["sent"] == len(mail.outbox) == 4
    old, new = Delivery.objects.filter(recipient=planned.steward).order_by("id")
    assert (old.state, new.state, new.renews, new.slot) == ("superseded", "sent", old, MONDAY)
    assert new.not_after == EVENING + dt.timedelta(hours=12)
    assert new.message_id != old.message_id


def test_the_fresh_digest_says_what_is_true_by_then(planned):
    noon = MORNING + dt.timedelta(hours=4)
    planned.milestone.claim(by=planned.steward, finished_on=MONDAY, note="完成", at=noon)
    drained(EVENING)
    assert states(planned.steward) == ["suppressed"]  # nothing of theirs is overdue any more
    assert "待确认申报1项" in Delivery.objects.get(recipient=planned.supervisor, state="sent").text


def test_it_is_renewed_once_and_then_expires(planned):
    with time_machine.travel(EVENING, tick=False):
        outbox.reclaim_stale_deliveries(timezone.now())
    with time_machine.travel(EVENING + dt.timedelta(hours=12), tick=False):
        outbox.reclaim_stale_deliveries(timezone.now())
    assert states(planned.steward) == ["superseded", "expired"]
    assert mail.outbox == []


def test_after_the_next_slot_an_old_message_is_not_renewed(planned):
    drained(MORNING + dt.timedelta(days=1, hours=1))
    assert states(planned.steward) == ["expired"] and mail.outbox == []


def test_who_left_meanwhile_gets_no_fresh_one(planned):
    User.objects.filter(pk=planned.steward.pk).update(is_active=False)
    drained(EVENING)
    assert states(planned.steward) == ["suppressed"]


@pytest.mark.django_db(transaction=True)
def test_of_several_processes_one_renews():
    cast, start = make_cast(), threading.Barrier(4)
    with time_machine.travel(MORNING, tick=False):
        plan_slot(MONDAY)

    def work():
        start.wait()
        outbox.reclaim_stale_deliveries(EVENING)
        connection.close()

    workers = [threading.Thread(target=work) for _number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert states(cast.steward) == ["superseded", "pending"]
    assert Delivery.objects.count() == 8
