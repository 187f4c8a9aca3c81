"""Processes die, are asked to stop, or lose their database in the middle of a run: nothing is lost, every copy is
counted.
"""

import os
import random
import signal
import time

import psycopg
import pytest
from django.db import connection

from milestones.mail import outbox
from milestones.models import Delivery, JobRun

from .conftest import KILLS, RECIPIENTS, SEEDS
from .machine import ENDED, check_counts

pytestmark = pytest.mark.django_db(transaction=True)
QUICK = 0.01  # seconds to accept a message, once nothing is done to anybody any more


def begun(machine):
    return lambda: len(machine.sink.accepted) > RECIPIENTS // 20


def everything_ended(machine):
    """After twelve hours what nobody knows has ended too."""
    outbox.reclaim_stale_deliveries(machine.now + outbox.dt.timedelta(hours=24))
    return set(Delivery.objects.values_list("state", flat=True)) <= ENDED


@pytest.mark.parametrize("seed", range(SEEDS))
def test_killed_workers_lose_nothing_and_every_extra_copy_is_counted(machine, crowd, seed):
    chance, machine.sink.delay = random.Random(seed), 0.1
    worker, _beat = machine.start_worker(), machine.start_beat()
    machine.wait(begun(machine))
    for _number in range(KILLS):
        time.sleep(chance.uniform(0.05, 0.5))
        worker = machine.kill_one_of(worker, chance)
        if machine.drained():
            break
    last, machine.sink.delay = time.monotonic(), QUICK
    machine.wait(machine.drained, 120)
    assert machine.killed >= min(KILLS, 5)
    check_counts(machine, RECIPIENTS, machine.killed)
    print(f"drained {time.monotonic() - last:.1f} s after the last kill")
    assert everything_ended(machine)


def test_asked_to_stop_a_worker_finishes_its_message_and_gives_the_rest_back(machine, crowd):
    machine.sink.delay = 0.2
    worker, _beat = machine.start_worker(), machine.start_beat()
    machine.wait(begun(machine))
    terms = 0
    while not machine.drained() and terms < max(3, KILLS * 2 // 5):
        worker.process.send_signal(signal.SIGTERM)
        assert worker.process.wait(30) == 0
        terms += 1
        worker = machine.start_worker()
        time.sleep(0.5)
    machine.sink.delay = QUICK
    machine.wait(machine.drained, 120)
    assert terms >= 3
    assert machine.states() == {"sent": RECIPIENTS}
    assert set(machine.sink.copies().values()) == {1}
    assert not Delivery.objects.filter(ambiguous__gt=0).exists()


def test_a_tick_that_is_asked_to_stop_finishes_its_message(machine, crowd):
    machine.sink.delay = 0.1
    for _turn in range(4):
        ticking = machine.start_ticking()
        before = len(machine.sink.accepted)
        machine.wait(lambda before=before: len(machine.sink.accepted) > before or machine.drained())
        ticking.process.send_signal(signal.SIGTERM)
        assert ticking.process.wait(30) == 0
    machine.sink.delay = QUICK
    machine.start_ticking()
    machine.wait(machine.drained, 120)
    assert set(machine.sink.copies().values()) == {1}
    assert machine.states() == {"sent": RECIPIENTS}


def test_every_database_connection_is_cut_many_times(machine, crowd):
    machine.sink.delay = 0.1
    machine.start_worker(), machine.start_beat(), machine.start_ticking()
    machine.wait(begun(machine))
    superuser = os.environ["DATABASE_URL"].partition("host=")[2]
    cuts = 0
    while cuts < max(5, KILLS * 2 // 5) and not machine.drained():
        with psycopg.connect(host=superuser, user="postgres", dbname="postgres", autocommit=True) as server:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'tiexi_app' AND datname = %s",
                [connection.settings_dict["NAME"]],
            )
        cuts += 1
        time.sleep(0.6)
    assert cuts >= 3
    machine.sink.delay = QUICK
    machine.wait(machine.drained, 120)
    check_counts(machine, RECIPIENTS, cuts * 5)
    assert everything_ended(machine)


def test_one_poison_row_is_dead_alone_and_nothing_restarts(machine, crowd):
    worker = machine.start_worker()
    poison = "reader7@example.com"
    machine.environ["EMAIL_URL"] = "smtp://127.0.0.1:1"  # the first tick plans, and reaches no relay
    machine.tick_once()
    assert Delivery.objects.filter(to_addr=poison).update(to_addr='evil@x.y, "n" <q@w.e>') == 1
    Delivery.objects.filter(state="pending").update(next_at=machine.now)
    machine.start_beat()
    machine.wait(machine.drained, 60)
    assert machine.states() == {"sent": RECIPIENTS - 1, "dead": 1}
    assert not worker.ended() and JobRun.objects.filter(state="failed").count() == 0
    assert set(machine.sink.copies().values()) == {1}
