"""None lost, and none repeated without being counted: what becomes of a stored message under each answer and crash."""

import datetime as dt
import random
import threading
from email import policy
from email.parser import BytesParser

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, example, given
from hypothesis import settings as rounds
from hypothesis import strategies as st

from milestones.digests.letter import build_message
from milestones.jobs import lease
from milestones.mail import outbox, transport
from milestones.models import Delivery
from projects.models import Role, User
from tests import sink as smtp
from tests.cast import person

pytestmark = pytest.mark.django_db
START = dt.datetime(2024, 6, 17, 0, 0, tzinfo=dt.UTC)


@pytest.fixture
def reader(db):
    return person("reader", Role.STEWARD)


@pytest.fixture
def relay(settings):
    with smtp.running() as sink:
        settings.EMAIL_BACKEND = "tiexi.mail_backends.RelayBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 5
        yield sink


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def stored(reader, number=0, **fields):
    now = timezone.now()
    values = {
        "dedup_key": f"digest:{reader.username}:{number}",
        "kind": "digest",
        "slot": now.date(),
        "recipient": reader,
        "to_addr": reader.email,
        "language": "zh-hans",
        "subject": "逾期1项",
        "text": "正文",
        "html": "<!-- again --><p>正文",
        "message_id": f"<{number}@example.com>",
        "planned_at": now,
        "next_at": now,
        "not_after": now + dt.timedelta(hours=12),
    }
    return Delivery.objects.create(**values | fields)


def states(*fields):
    return list(Delivery.objects.order_by("id").values_list("state", *fields))


def parsed(raw):
    return BytesParser(policy=policy.default).parsebytes(raw)


def test_an_accepted_message_is_sent_once_with_the_headers_of_a_machine(reader, relay, clock):
    stored(reader)
    assert outbox.send_due_deliveries() == {"sent": 1}
    assert outbox.send_due_deliveries() == {}
    assert states("attempts", "last_error") == [("sent", 1, "")]
    (raw,) = relay.accepted
    message = parsed(raw)
    assert message["Message-ID"] == "<0@example.com>"
    assert message["Date"].datetime == START
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["List-Id"] == "<digest.localhost>"
    assert message["Subject"] == "逾期1项"
    assert message["From"].addresses[0].addr_spec == "tiexi@localhost"
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


@pytest.mark.parametrize("phase", ["MAIL", "RCPT", "DATA", "END"])
@pytest.mark.parametrize("code", [421, 432, 450, 451, 452])
def test_a_passing_refusal_is_tried_again_with_the_same_message_id(reader, relay, clock, phase, code):
    stored(reader)
    relay.answers[phase] = f"{code} not now"
    assert outbox.send_due_deliveries() == {"retry": 1}
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.ambiguous, row.last_code) == ("pending", 1, 0, code)
    relay.answers.clear()
    clock.shift(dt.timedelta(seconds=59))
    assert outbox.send_due_deliveries() == {}
    clock.shift(dt.timedelta(seconds=2))
    assert outbox.send_due_deliveries() == {"sent": 1}
    assert [parsed(raw)["Message-ID"] for raw in relay.accepted] == ["<0@example.com>"]


@pytest.mark.parametrize("phase", ["MAIL", "RCPT", "DATA", "END"])
def test_a_lasting_refusal_is_the_end_after_one_attempt(reader, relay, clock, phase):
    stored(reader)
    relay.answers[phase] = "550 nobody here"
    assert outbox.send_due_deliveries() == {"dead": 1}
    assert states("attempts", "last_code") == [("dead", 1, 550)]


def test_the_waits_grow_until_the_message_is_too_old(reader, relay, clock):
    stored(reader)
    relay.answers["RCPT"] = "450 greylisted"
    waits = []
    for _turn in range(9):
        outbox.send_due_deliveries()
        row = Delivery.objects.get()
        if row.state == "pending":
            waits.append((row.next_at - timezone.now()).seconds // 60)
            clock.move_to(row.next_at)
    assert waits == [1, 5, 15, 60, 180, 180, 180, 180]
    assert states() == [("suppressed",)]  # a fresh one would have nothing to say


def test_a_relay_out_of_reach_costs_no_attempt(reader, relay, clock, settings):
    for number in range(3):
        stored(reader, number)
    settings.EMAIL_PORT = 1
    assert outbox.send_due_deliveries() == {"unreachable": 3}
    assert set(states("attempts", "handoff_at")) == {("pending", 0, None)}
    settings.EMAIL_PORT = relay.port
    clock.shift(dt.timedelta(minutes=2))
    assert outbox.send_due_deliveries() == {"sent": 3}


def test_a_cut_after_the_data_is_repeated_once_counted_and_then_left_to_a_person(reader, relay, clock):
    stored(reader)
    relay.answers["END"] = "cut"
    assert outbox.send_due_deliveries() == {"retry": 1}
    assert states("ambiguous", "handoff_at") == [("pending", 1, None)]
    clock.shift(dt.timedelta(minutes=2))
    assert outbox.send_due_deliveries() == {"uncertain": 1}
    clock.shift(dt.timedelta(minutes=30))
    assert outbox.send_due_deliveries() == {}
    assert len(relay.accepted) == 2
    again = parsed(relay.accepted[1])
    assert (again["Message-ID"], again["X-Possible-Duplicate"]) == ("<0@example.com>", "yes")


def test_one_bad_connection_does_not_spoil_the_rows_after_it(reader, relay, clock):
    for number in range(3):
        stored(reader, number)
    relay.answers["END"] = "cut"
    assert outbox.send_due_deliveries() == {"retry": 3}
    assert set(states("ambiguous")) == {("pending", 1)}


def test_who_died_before_the_hand_over_surely_sent_nothing(reader, relay, clock, settings):
    stored(reader)
    assert outbox.claim_due_deliveries(timezone.now())
    clock.shift(settings.OUTBOX_LEASE + dt.timedelta(seconds=1))
    assert outbox.send_due_deliveries() == {"sent": 1}
    assert states("ambiguous") == [("sent", 0)]


def test_who_died_after_the_hand_over_began_is_counted_and_repeated_once(reader, relay, clock, settings):
    stored(reader)
    for expected in [("pending", 1), ("uncertain", 1)]:
        (row,) = outbox.claim_due_deliveries(timezone.now())
        transport.record_handoff(row, timezone.now())
        clock.shift(settings.OUTBOX_LEASE + dt.timedelta(seconds=1))
        outbox.reclaim_stale_deliveries(timezone.now())
        assert states("ambiguous") == [expected]


def test_a_lease_that_still_runs_is_left_alone(reader, relay, clock, settings):
    stored(reader)
    outbox.claim_due_deliveries(timezone.now())
    clock.shift(settings.OUTBOX_LEASE - dt.timedelta(seconds=1))
    assert outbox.send_due_deliveries() == {}


def test_who_lost_the_row_to_one_that_has_it_in_hand_sends_nothing(reader, relay, clock, settings):
    stored(reader)
    late = outbox.claim_due_deliveries(timezone.now())
    clock.shift(settings.OUTBOX_LEASE + dt.timedelta(seconds=1))
    outbox.reclaim_stale_deliveries(timezone.now())
    (taken,) = outbox.claim_due_deliveries(timezone.now())
    assert outbox.send_claimed_deliveries(late, timezone.now) == {"lost": 1}
    assert relay.accepted == [] and lease.held(taken).exists()


def test_who_lost_the_row_neither_sends_nor_writes(reader, relay, clock, settings):
    stored(reader)
    late = outbox.claim_due_deliveries(timezone.now())
    clock.shift(settings.OUTBOX_LEASE + dt.timedelta(seconds=1))
    assert outbox.send_due_deliveries() == {"sent": 1}
    assert outbox.send_claimed_deliveries(late, timezone.now) == {"lost": 1}
    assert len(relay.accepted) == 1
    assert transport.finish_delivery(late[0], outbox.State.DEAD) == "lost"
    assert states("attempts") == [("sent", 1)]


def test_a_message_past_its_time_is_never_sent(reader, relay, clock):
    stored(reader, slot=dt.date(2024, 6, 14))
    stored(reader, 1, state="held")
    stored(reader, 2, state="uncertain")
    clock.shift(dt.timedelta(hours=12))
    assert outbox.send_due_deliveries() == {}
    assert states() == [("expired",)] * 3


def test_a_message_that_grew_too_old_in_a_processs_hands_is_not_sent_but_ended_like_any_other(reader, relay, clock):
    stored(reader, slot=dt.date(2024, 6, 14))
    rows = outbox.claim_due_deliveries(timezone.now())
    clock.shift(dt.timedelta(hours=12))
    assert outbox.send_claimed_deliveries(rows, timezone.now) == {"returned": 1}
    assert states("attempts") == [("pending", 0)] and relay.accepted == []
    outbox.send_due_deliveries()
    assert states() == [("expired",)]


def test_who_is_disabled_after_planning_gets_nothing(reader, relay, clock):
    stored(reader)
    rows = outbox.claim_due_deliveries(timezone.now())
    User.objects.update(is_active=False)
    assert outbox.send_claimed_deliveries(rows, timezone.now) == {"suppressed": 1}
    assert relay.accepted == []


@pytest.mark.parametrize("address", ['evil@x.y, "n" <q@w.e>', "two@x.y,three@x.y", "none", "a@b\r\nBcc: c@d"])
def test_what_is_no_single_address_is_never_sent(reader, relay, clock, address):
    stored(reader, to_addr=address)
    stored(reader, 1)
    assert outbox.send_due_deliveries() == {"dead": 1, "sent": 1}
    assert states("attempts") == [("dead", 0), ("sent", 1)]


@rounds(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example('evil@x.y, "n" <q@w.e>', "a\nBcc: b@c.d")
@example("=?utf-8?q?a=40b=2Ec=2C_=3Cd=40e=2Ef=3E?=", "=?utf-8?q?=0ABcc:_b=40c?=")
@example("王\r\nBcc: x@y.z", "逾期")
@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30),
)
def test_a_name_is_never_an_address_nor_a_header(reader, name, subject):
    row = Delivery(
        recipient=User(name=name),
        to_addr="reader@example.com",
        subject=" ".join(subject.split()),
        text="正文",
        html="<p>",
        language="en",
        message_id="<1@example.com>",
        planned_at=START,
        kind="digest",
    )
    message = parsed(build_message(row).message().as_bytes())
    assert [address.addr_spec for address in message["To"].addresses] == ["reader@example.com"]
    assert len(message.get_all("From")) == len(message.get_all("To")) == len(message.get_all("Subject")) == 1
    assert message["Bcc"] is None
    assert message["Cc"] is None


def test_a_long_subject_starts_on_the_line_of_its_name(reader):
    row = stored(reader, subject="逾期4项：市政道路标线、停车位、盲道施划逾期100天")
    raw = build_message(row).message().as_bytes()
    assert b"\nSubject: =?utf-8?" in raw
    assert parsed(raw)["Subject"] == row.subject


def test_without_a_relay_each_message_is_a_file(reader, settings, tmp_path, clock):
    settings.EMAIL_BACKEND, settings.MAIL_DIR = "tiexi.mail_backends.EmlBackend", tmp_path
    stored(reader)
    assert outbox.send_due_deliveries() == {"sent": 1}
    (file,) = tmp_path.iterdir()
    assert parsed(file.read_bytes())["To"].addresses[0].addr_spec == reader.email


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_never_take_the_same_row():
    reader = User.objects.create_user("reader", "reader@example.com")
    for number in range(60):
        stored(reader, number)
    taken, start = [], threading.Barrier(4)

    def work():
        start.wait()
        while rows := outbox.claim_due_deliveries(timezone.now()):
            taken.extend(row.pk for row in rows)
        connection.close()

    workers = [threading.Thread(target=work) for _number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(taken) == len(set(taken)) == 60


def test_the_outbox_asks_the_database_a_fixed_number_of_times_for_each_message(
    reader, clock, django_assert_num_queries
):
    for number in range(10):
        stored(reader, number)
    with django_assert_num_queries(33):
        assert outbox.send_due_deliveries() == {"sent": 10}
    assert len(mail.outbox) == 10


@pytest.mark.parametrize("phase", ["MAIL", "RCPT", "DATA"])
def test_a_connection_cut_before_the_message_left_costs_nothing(reader, relay, clock, phase):
    stored(reader)
    relay.answers[phase] = "cut"
    ended = "retry" if phase == "DATA" else "postponed"
    assert outbox.send_due_deliveries() == {ended: 1}
    assert states("attempts", "ambiguous", "handoff_at") == [
        ("pending", int(phase == "DATA"), int(phase == "DATA"), None)
    ]
    relay.answers.clear()
    clock.shift(dt.timedelta(minutes=2))
    assert outbox.send_due_deliveries() == {"sent": 1}


def test_a_relay_that_fails_at_tls_costs_no_attempt(reader, relay, clock, settings):
    stored(reader)
    settings.EMAIL_USE_SSL = True
    assert outbox.send_due_deliveries() == {"unreachable": 1}
    assert states("attempts", "ambiguous") == [("pending", 0, 0)]


def test_six_hours_without_a_relay_burn_no_attempt_and_all_goes_out_after_its_return(reader, relay, clock, settings):
    for number in range(50):
        stored(reader, number)
    settings.EMAIL_PORT = 1
    for _turn in range(6 * 6):
        outbox.send_due_deliveries()
        clock.shift(dt.timedelta(minutes=10))
    settings.EMAIL_PORT = relay.port
    clock.shift(dt.timedelta(minutes=1))
    assert outbox.send_due_deliveries() == {"sent": 50}
    assert set(states("attempts")) == {("sent", 1)}


@pytest.mark.parametrize("seed", range(20))
def test_whoever_leaves_between_planning_and_hand_over_gets_nothing(relay, clock, seed):
    """Some are disabled before the drain, some while it runs."""
    chance = random.Random(seed)
    people = [person(f"reader{number}", Role.STEWARD) for number in range(25)]
    for number, reader in enumerate(people):
        stored(reader, number)
    gone = set(chance.sample(people, 8))
    early = set(chance.sample(sorted(gone, key=str), 4))
    User.objects.filter(pk__in=[one.pk for one in early]).update(is_active=False)
    rows = outbox.claim_due_deliveries(timezone.now())
    User.objects.filter(pk__in=[one.pk for one in gone]).update(is_active=False)
    outbox.send_claimed_deliveries(rows, timezone.now)
    outbox.send_due_deliveries()
    assert {parsed(raw)["To"].addresses[0].addr_spec for raw in relay.accepted} == {
        one.email for one in people if one not in gone
    }
    assert sorted(states()) == [("sent",)] * 17 + [("suppressed",)] * 8
