"""Deep health: 200 while all is well, and 503 with the reason for each part that stops."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from milestones.jobs import health
from milestones.jobs.scheduler import record_heartbeat, run_due_jobs
from milestones.models import Delivery, Heartbeat, JobRun
from tests.cast import make_cast, owner
from tests.mail.test_outbox import stored

pytestmark = pytest.mark.django_db
URL = "/healthz/deep"


@pytest.fixture
def working(db):
    """Everything ticks."""
    cast = make_cast()
    run_due_jobs()
    for component in ("beat", "worker"):
        record_heartbeat(component)
    with owner():
        Delivery.objects.all().delete()
    return cast


def reasons(client):
    answer = client.get(URL)
    assert answer.status_code == (503 if answer.json()["reasons"] else 200)
    return answer.json()["reasons"]


def test_while_all_is_well_it_says_so(client, working):
    assert reasons(client) == []
    facts = client.get(URL).json()
    assert set(facts["heartbeats"]) == {"beat", "worker", "tick"} and facts["well"]


@pytest.mark.parametrize("component", ["beat", "worker"])
def test_a_part_that_falls_silent_is_named(client, working, component):
    Heartbeat.objects.filter(component=component).update(at=timezone.now() - dt.timedelta(seconds=181))
    (reason,) = reasons(client)
    assert reason.startswith(component)


def test_a_dead_beat_is_named_and_not_the_worker_that_it_no_longer_asks(client, working):
    Heartbeat.objects.update(at=timezone.now() - dt.timedelta(seconds=181))
    nobody, beat = reasons(client)
    assert nobody.startswith("nobody ticks") and beat.startswith("beat") and beat.endswith("no worker is asked")


def test_nobody_ticking_is_the_worst(client, working):
    with owner():
        Heartbeat.objects.all().delete()
    assert reasons(client) == ["nobody ticks: neither a worker nor a timer was seen within 180 s"]


def test_a_missing_flag_run_is_told(client, working):
    JobRun.objects.filter(job="flag").update(ended_at=timezone.now() - dt.timedelta(hours=27))
    assert reasons(client) == ["no flag run within 26 h"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (
            {"next_at": timezone.now() - dt.timedelta(minutes=31)},
            "a message has been due for more than 30 min",
        ),
        ({"state": "uncertain"}, "1 messages are uncertain and wait for a person"),
        ({"state": "held"}, "1 messages are held and wait for a person"),
    ],
)
def test_a_message_that_waits_is_told(client, working, fields, reason):
    stored(working.steward, **fields)
    assert reasons(client) == [reason]


def test_one_dead_message_is_no_alarm_and_many_are(client, working):
    for number in range(health.MOST_DEAD + 1):
        assert reasons(client) == []
        stored(working.steward, number, state="dead")
    assert reasons(client) == ["6 messages failed for good within a day"]


def test_a_failed_job_and_a_wrong_clock_are_told(client, working, monkeypatch):
    JobRun.objects.create(job="purge", slot=timezone.localdate() - dt.timedelta(days=2), state="failed")
    monkeypatch.setattr(health, "clock_skew", lambda: dt.timedelta(seconds=-90))
    assert reasons(client) == ["failed jobs: purge", "the clock is -90.0 s off the database's"]


def test_only_this_machine_may_ask_or_who_has_the_token(client, working, settings):
    assert client.get(URL, REMOTE_ADDR="10.0.0.9").status_code == 404
    assert client.get(URL, HTTP_X_FORWARDED_FOR="127.0.0.1").status_code == 404
    settings.HEALTH_TOKEN = "secret-for-the-monitor"
    assert client.get(URL).status_code == 404
    answer = client.get(URL, REMOTE_ADDR="10.0.0.9", HTTP_AUTHORIZATION="Bearer secret-for-the-monitor")
    assert answer.status_code == 200


def test_a_stopped_tick_is_noticed_within_three_minutes(client, working, monkeypatch):
    monkeypatch.setattr(health, "clock_skew", lambda: dt.timedelta(0))  # the database does not travel
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=170)):
        assert reasons(client) == []
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=182)):
        assert any("nobody ticks" in reason for reason in reasons(client))
