"""Whoever plans dies at any moment: the next tick finishes the slot, once."""

import os
import random
import signal
import time

import pytest
from django.conf import settings

from milestones.models import Delivery, JobRun, OverdueFlag
from tests.cast import owner

from .conftest import KILLS, RECIPIENTS
from .machine import LEASE_OF_A_RUN

pytestmark = pytest.mark.django_db(transaction=True)
PLANNING = 0.4  # seconds, about what two hundred digests take


def begun(slot, job):
    """How often the job's run of this slot was taken up."""
    return JobRun.objects.filter(slot=slot, job=job).values_list("attempts", flat=True).first() or 0


def killed_within(machine, job, delay):
    """Start a tick and kill -9 it so long after it took the job up; answer whether that left the run unfinished."""
    slot = machine.now.date()
    before, child = begun(slot, job), machine.start("tick", [settings.BASE_DIR / "manage.py", "tick"])
    machine.wait(lambda: child.ended() or begun(slot, job) > before)
    time.sleep(delay)
    if not child.ended():
        os.killpg(child.process.pid, signal.SIGKILL)
    child.process.wait()
    machine.set_clock(machine.now + LEASE_OF_A_RUN)
    return JobRun.objects.filter(slot=slot, job=job, state="running").exists()


def test_a_planner_killed_at_many_moments_leaves_one_digest_for_each_and_one_run(machine, crowd):
    machine.environ["EMAIL_URL"] = "smtp://127.0.0.1:1"  # nothing leaves: only planning is looked at
    chance, slot, unfinished = random.Random(7), machine.now.date(), 0
    for number in range(2 * KILLS):
        job = "digest" if number % 4 else "flag"
        unfinished += killed_within(machine, job, chance.uniform(0, PLANNING))
        assert Delivery.objects.count() in (0, RECIPIENTS)  # a plan is stored whole, or not at all
        if Delivery.objects.exists():
            with owner():
                Delivery.objects.all().delete()
                JobRun.objects.filter(slot=slot, job="digest").delete()
    machine.tick_once()
    assert machine.tick_once() == "done=- skipped=0 failed=- sent=0"
    print(f"{unfinished} of {2 * KILLS} kills left a run unfinished")
    assert unfinished >= KILLS // 2
    runs = JobRun.objects.filter(slot=slot).values_list("job", "state")
    assert sorted(runs) == [(name, "done") for name in ("calendar", "digest", "flag", "purge", "verify", "weekly")]
    assert Delivery.objects.count() == RECIPIENTS
    assert Delivery.objects.values("recipient", "slot").distinct().count() == RECIPIENTS
    assert OverdueFlag.objects.count() == 1
