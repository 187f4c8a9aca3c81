"""Whoever asks, and however many at once: one run of each slot, one digest for each person, and no replays after a
pause.
"""

import contextlib
import datetime as dt
import threading
import time

import pytest
from django.db import connection

from devserver.services import valkey
from milestones.jobs import doorbell
from milestones.jobs.scheduler import run_due_jobs
from milestones.models import Delivery, JobRun, OverdueFlag
from tests.cast import owner

from .conftest import KILLS, RECIPIENTS

pytestmark = pytest.mark.django_db(transaction=True)


def press(machine, times):
    """Somebody presses the button of the admin, several times at once."""

    def once():
        with contextlib.closing(connection):
            run_due_jobs(machine.now)
            doorbell.wake_outbox_workers()

    buttons = [threading.Thread(target=once) for _number in range(times)]
    for button in buttons:
        button.start()
    for button in buttons:
        button.join()


def test_five_beats_five_loops_and_twenty_presses_make_one_run_and_one_digest_each(machine, crowd):
    machine.start_worker()
    for _number in range(5):
        machine.start_beat(), machine.start_ticking()
    press(machine, 20)
    machine.wait(machine.drained, 120)
    time.sleep(3)
    machine.one_of_each(RECIPIENTS)
    runs = JobRun.objects.filter(slot=machine.now.date())
    with owner():  # as a restored table would lack it: planned again, to nobody
        runs.filter(job="digest").delete()
    machine.wait(runs.filter(job="digest", state="done").exists)
    machine.wait(machine.drained)
    machine.one_of_each(RECIPIENTS)
    runs = runs.values_list("job", "state")
    assert sorted(runs) == [(name, "done") for name in ("calendar", "digest", "flag", "purge", "verify", "weekly")]
    assert OverdueFlag.objects.count() == 1


def test_a_broker_stopped_flushed_and_restarted_costs_nothing(machine, crowd, tmp_path):
    sockets = tmp_path.parent.parent / "q"
    sockets.mkdir(mode=0o700, exist_ok=True)
    machine.environ["REDIS_URL"] = valkey.valkey_url(sockets)
    broker = valkey.start_valkey_server(tmp_path / "queue", sockets, tmp_path / "queue.log", throwaway=True)
    machine.sink.delay = 0.05
    machine.start_worker(), machine.start_beat(), machine.start_ticking()
    for stop in range(max(3, KILLS * 3 // 10)):
        machine.wait(lambda stop=stop: len(machine.sink.accepted) >= 10 * (stop + 1) or machine.drained())
        broker.stop()
        time.sleep(0.7)
        broker = valkey.start_valkey_server(tmp_path / "queue", sockets, tmp_path / "queue.log", throwaway=True)
    machine.wait(machine.drained, 120)
    broker.stop()
    machine.one_of_each(RECIPIENTS)


def test_with_broker_and_workers_dead_a_timer_alone_does_everything(machine, crowd):
    machine.environ["REDIS_URL"] = "redis://127.0.0.1:1/0"
    line = machine.tick_once()
    assert line.startswith("done=flag,") and line.endswith(f"failed=- sent={RECIPIENTS}")
    assert machine.tick_once() == "done=- skipped=0 failed=- sent=0"
    machine.one_of_each(RECIPIENTS)


@pytest.mark.parametrize("pause", [dt.timedelta(hours=8), dt.timedelta(days=28)])
def test_after_a_pause_across_the_due_time_only_the_newest_slot_is_run(machine, crowd, pause):
    monday = machine.now
    machine.set_clock(monday - dt.timedelta(hours=4))
    assert f"sent={RECIPIENTS}" not in machine.tick_once()
    machine.set_clock(monday + pause)
    machine.tick_once()
    machine.one_of_each(RECIPIENTS)
    slot = machine.now.date()
    flags = JobRun.objects.filter(job="flag")
    assert flags.filter(state="done").count() == (2 if pause.days else 1)
    assert flags.filter(state="skipped").count() == max(pause.days - 1, 0)
    assert list(
        JobRun.objects.filter(job="digest", state="done", slot__gt=dt.date(2024, 1, 2)).values_list("slot", flat=True)
    ) == [slot]


def test_a_relay_that_says_nothing_for_a_minute_holds_nobody_up(machine, crowd):
    machine.sink.delay = 60
    started = time.monotonic()
    worker = machine.start_ticking()
    machine.wait(lambda: machine.sink.accepted)
    machine.sink.delay = 0  # for all but this one
    machine.wait(lambda: Delivery.objects.filter(ambiguous=1).exists(), 60)
    assert time.monotonic() - started < 45
    Delivery.objects.filter(ambiguous=1).update(next_at=machine.now)  # not to wait another minute here
    machine.wait(machine.drained, 150)
    assert not worker.ended()
