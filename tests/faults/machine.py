"""The whole machine as processes of its own, which a test may kill: workers, beat, tick loops, and a relay that
counts.
"""

import contextlib
import datetime as dt
import os
import random
import signal
import sys
import time
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone

from devserver.services.process import ChildProcess, spawn_child
from milestones.models import Delivery, JobRun
from projects.models import Role, Unit, User

WORKER = [
    "-m",
    "celery",
    "-A",
    "tiexi",
    "worker",
    "--concurrency=4",
    "--without-gossip",
    "--without-mingle",
    "-l",
    "INFO",
]
BEAT = ["-m", "celery", "-A", "tiexi", "beat", "--pidfile=", "-l", "INFO"]
ENDED = {"sent", "superseded", "suppressed", "expired", "dead"}
LEASE = 3
LEASE_OF_A_RUN = dt.timedelta(seconds=61)
SHENYANG = ZoneInfo("Asia/Shanghai")


def monday_morning():
    """The next Monday's digests are just due."""
    today = timezone.localdate()
    monday = today + dt.timedelta(days=7 - today.weekday())
    return dt.datetime(monday.year, monday.month, monday.day, 8, 0, 30, tzinfo=SHENYANG)


class Machine:
    """Starts and kills processes that share the test's database and queue, on a clock of their own."""

    def __init__(self, sink, folder: Path, now: dt.datetime):
        self.sink, self.folder, self.killed = sink, folder, 0
        self.children: list[ChildProcess] = []
        self.environ = os.environ | {
            "DATABASE_URL": os.environ["DATABASE_URL"].replace(
                "tiexi_owner@/tiexi?", f"tiexi_app@/{connection.settings_dict['NAME']}?"
            ),
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
            "OUTBOX_LEASE": str(LEASE),
            "TICK_SECONDS": "1",
        }
        self.set_clock(now)

    def set_clock(self, now: dt.datetime) -> None:
        """What processes started from here on take for the present."""
        self.environ["TIEXI_CLOCK_SHIFT"] = str((now - timezone.now()).total_seconds())

    @property
    def now(self) -> dt.datetime:
        return timezone.now() + dt.timedelta(seconds=float(self.environ["TIEXI_CLOCK_SHIFT"]))

    def start(self, name: str, arguments: list) -> ChildProcess:
        log = self.folder / f"{name}-{len(self.children)}.log"
        child = spawn_child(name, [sys.executable, *arguments], log=log, environ=self.environ, cwd=settings.BASE_DIR)
        self.children.append(child)
        return child

    def start_worker(self) -> ChildProcess:
        worker = self.start("worker", WORKER)
        worker.wait_until(lambda: " ready." in worker.log.read_text())
        return worker

    def start_beat(self) -> ChildProcess:
        return self.start("beat", [*BEAT, "--schedule", self.folder / f"beat-{len(self.children)}"])

    def start_ticking(self) -> ChildProcess:
        return self.start("tick", [settings.BASE_DIR / "manage.py", "tick", "--every", "1"])

    def tick_once(self) -> str:
        """One `manage.py tick`, to its end; answers its last line."""
        child = self.start("tick", [settings.BASE_DIR / "manage.py", "tick"])
        assert child.process.wait(120) == 0, child.log.read_text()
        return child.log.read_text().strip().splitlines()[-1]

    def kill_one_of(self, worker: ChildProcess, chance: random.Random) -> ChildProcess:
        """Kill -9 one process of the pool, or now and then the whole worker, which is then started again."""
        pool = children_of(worker.process.pid)
        if chance.random() < 0.2:
            os.killpg(worker.process.pid, signal.SIGKILL)
            worker.process.wait()
            self.killed += len(pool)
            return self.start_worker()
        with contextlib.suppress(ProcessLookupError, IndexError):
            os.kill(chance.choice(pool), signal.SIGKILL)
            self.killed += 1
        return worker

    def wait(self, found, seconds: float = 60):
        until = time.monotonic() + seconds
        while not found():
            assert time.monotonic() < until, (self.states(), [child.last_words() for child in self.children])
            time.sleep(0.05)

    def states(self) -> dict:
        rows = Delivery.objects.values_list("state", flat=True)
        return {state: list(rows).count(state) for state in set(rows)}

    def drained(self) -> bool:
        waiting = Delivery.objects.filter(state__in=["pending", "sending"])
        return Delivery.objects.exists() and not waiting.exists()

    def one_of_each(self, recipients: int) -> None:
        """Every person has one digest of one slot, handed over once."""
        states, copies = self.states(), self.sink.copies()
        assert states == {"sent": recipients}, states
        assert len(copies) == recipients == sum(copies.values()), (len(copies), sum(copies.values()))
        assert not Delivery.objects.filter(ambiguous__gt=0).exists()
        assert Delivery.objects.values("recipient", "slot").distinct().count() == recipients

    def stop(self) -> None:
        """At once: what they leave behind is the test's, and goes with it."""
        for child in self.children:
            child.stop(0)
        self.wait(lambda: self.sessions() == 0)

    def sessions(self) -> int:
        """How many connections of its processes the database has not noticed to be gone."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'tiexi_app' AND datname = current_database()"
            )
            return cursor.fetchone()[0]


def children_of(pid: int) -> list[int]:
    return [int(number) for number in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def fill(cast, count: int) -> None:
    """So many unit heads of the unit whose milestone is overdue, and an earlier run that makes their number usual."""
    Unit.objects.filter(pk=cast.roads.pk).update(head=None)
    group = Group.objects.get(name=Role.UNIT_HEAD)
    people = User.objects.bulk_create(
        User(username=f"reader{n}", name=f"读者{n}", email=f"reader{n}@example.com", unit=cast.roads)
        for n in range(count)
    )
    User.groups.through.objects.bulk_create(User.groups.through(user=user, group=group) for user in people)
    User.objects.exclude(pk__in=[user.pk for user in people]).update(is_active=False)
    for job in ("digest", "weekly"):
        JobRun.objects.create(job=job, slot=dt.date(2024, 1, 2), state="done", counts={"planned": count})


def check_counts(machine: Machine, recipients: int, most_counted: int) -> str:
    """Nothing lost, nobody more than twice, and every extra copy counted; answers the figures."""
    rows = {row.message_id: row for row in Delivery.objects.all()}
    copies = machine.sink.copies()
    extra = sum(copies.values()) - len(copies)
    counted = {key for key, row in rows.items() if row.ambiguous}
    figures = f"{recipients=} killed={machine.killed} {extra=} counted={len(counted)} states={machine.states()}"
    assert len(rows) == recipients, figures
    assert {row.state for row in rows.values()} <= ENDED | {"uncertain"}, figures
    assert all(copies[key] for key, row in rows.items() if row.state == "sent"), figures
    assert all(row.ambiguous for row in rows.values() if row.state == "uncertain"), figures
    unheard = [key for key, row in rows.items() if row.state == "uncertain" and not copies[key]]
    assert 2 * len(unheard) <= len(machine.sink.torn), figures  # torn off before their final dot, twice
    assert max(copies.values(), default=0) <= 2, figures
    assert {key for key, number in copies.items() if number > 1} <= counted, figures
    assert extra <= len(counted) <= most_counted, figures
    print(figures)
    return figures
