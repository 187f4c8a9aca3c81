"""Whoever is stopped past their lease and goes on afterwards: the work is another's by then, and their late marks win
nothing.
"""

import signal
import time

import pytest
from django.conf import settings

from milestones.models import Delivery, JobRun

from .conftest import RECIPIENTS
from .machine import LEASE, LEASE_OF_A_RUN, check_counts

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_sender_frozen_past_its_lease_sends_nothing_that_another_has_taken(machine, crowd):
    """Thawed while the other is among the same twenty rows."""
    machine.sink.delay = 1  # long enough to freeze it with a message in its hands
    frozen = machine.start_ticking()
    machine.wait(lambda: len(machine.sink.accepted) >= 2)
    frozen.process.send_signal(signal.SIGSTOP)
    machine.sink.delay = 0.2
    time.sleep(LEASE)
    machine.start_ticking()
    machine.wait(lambda: len(machine.sink.accepted) >= 8)
    frozen.process.send_signal(signal.SIGCONT)
    machine.wait(lambda: len(machine.sink.accepted) >= 20)
    machine.sink.delay = 0.02
    machine.wait(lambda: machine.drained() and "sent=" in frozen.log.read_text())
    check_counts(machine, RECIPIENTS, 1)
    assert machine.states() == {"sent": RECIPIENTS}
    assert Delivery.objects.filter(ambiguous=1).count() == 1  # what was in its hands when it froze


def test_a_planner_frozen_past_its_lease_plans_nothing_and_ends_no_run(machine, crowd):
    run = JobRun.objects.filter(job="digest", slot=machine.now.date())
    frozen = machine.start("tick", [settings.BASE_DIR / "manage.py", "tick"])
    machine.wait(run.exists)
    frozen.process.send_signal(signal.SIGSTOP)
    assert run.get().state == "running" and not Delivery.objects.exists()
    machine.set_clock(machine.now + LEASE_OF_A_RUN)
    machine.tick_once()
    frozen.process.send_signal(signal.SIGCONT)
    assert frozen.process.wait(60) == 0
    machine.one_of_each(RECIPIENTS)
    assert (run.get().state, run.get().counts["planned"]) == ("done", RECIPIENTS)
