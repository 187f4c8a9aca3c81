"""Whether the machine works: what is silent, late or waiting for a person, each against its limit."""

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Min

from backoffice import clock
from backoffice.storage import unwritable_reason
from milestones.models import Delivery, Heartbeat, Job, JobRun
from projects import valkey

from .scheduler import SKEW, clock_skew

SILENCE = dt.timedelta(seconds=180)  # of whatever was ever seen to tick
WAITING = dt.timedelta(minutes=30)  # of the oldest message that is due
UNFLAGGED = dt.timedelta(hours=26)  # since the last flag run
RECENT = dt.timedelta(hours=24)
MOST_DEAD = 5  # within a day
TICKERS = ("worker", "tick")
LEAST_FREE = 50 << 20  # bytes


@dataclass(frozen=True)
class HealthReport:
    """What was found, and in words whatever is over its limit."""

    facts: dict
    reasons: list[str]

    @property
    def well(self) -> bool:
        return not self.reasons


def check_health(now: dt.datetime | None = None) -> HealthReport:
    """Read everything; constant number of queries."""
    now = now or clock.now()
    folders = Path(settings.MEDIA_ROOT), Path(settings.VAR)
    seen = dict(Heartbeat.objects.values_list("component", "at"))
    states, waiting = Delivery.State, Delivery.objects.filter(state=Delivery.State.PENDING, next_at__lte=now)
    facts = {
        "last_flag_run": JobRun.objects.filter(job=Job.Name.FLAG, state=JobRun.State.DONE)
        .order_by("-ended_at")
        .values_list("ended_at", flat=True)
        .first(),
        "oldest_pending": waiting.aggregate(at=Min("next_at"))["at"],
        "heartbeats": seen,
        "dead": Delivery.objects.filter(state=states.DEAD, planned_at__gt=now - RECENT).count(),
        "uncertain": Delivery.objects.filter(state=states.UNCERTAIN).count(),
        "held": Delivery.objects.filter(state=states.HELD).count(),
        "failed_jobs": sorted(
            JobRun.objects.filter(state=JobRun.State.FAILED, slot__gt=now - 7 * RECENT).values_list("job", flat=True)
        ),
        "clock_skew_seconds": round(clock_skew().total_seconds(), 1),
        "queue": valkey.is_valkey_up(),
        "disk": {str(folder): why for folder in folders if (why := disk_problem(folder))},
    }
    return HealthReport(facts, list(limit_violations(facts, now)))


def disk_problem(folder: Path) -> str:
    """What is wrong with the disk below a folder, or nothing: it is written to, and has some room left."""
    return unwritable_reason(folder) or ("nearly full" if shutil.disk_usage(folder).free < LEAST_FREE else "")


def silent_component_messages(seen: dict[str, dt.datetime], now: dt.datetime) -> Iterator[str]:
    """Which part fell silent: a worker that beat no longer asks is not blamed for it."""
    silent = [name for name in ("beat", "worker") if name in seen and now - seen[name] > SILENCE]
    if silent == ["beat", "worker"]:
        yield f"beat was last seen at {seen['beat'].isoformat()}, so that no worker is asked"
    elif silent:
        yield f"{silent[0]} was last seen at {seen[silent[0]].isoformat()}"


def limit_violations(facts: dict[str, Any], now: dt.datetime) -> Iterator[str]:
    """One sentence for each limit that is passed."""
    seen = facts["heartbeats"]
    if not any(now - seen[name] < SILENCE for name in TICKERS if name in seen):
        yield "nobody ticks: neither a worker nor a timer was seen within 180 s"
    yield from silent_component_messages(seen, now)
    if not facts["last_flag_run"] or now - facts["last_flag_run"] > UNFLAGGED:
        yield "no flag run within 26 h"
    if facts["oldest_pending"] and now - facts["oldest_pending"] > WAITING:
        yield "a message has been due for more than 30 min"
    if facts["dead"] > MOST_DEAD:
        yield f"{facts['dead']} messages failed for good within a day"
    for name in ("uncertain", "held"):
        if facts[name]:
            yield f"{facts[name]} messages are {name} and wait for a person"
    if facts["failed_jobs"]:
        yield f"failed jobs: {', '.join(facts['failed_jobs'])}"
    if not facts["queue"]:
        yield "the queue (Valkey) does not answer; pages and mails go on without it"
    for folder, why in facts["disk"].items():
        yield f"the disk of {folder}: {why}"
    if abs(facts["clock_skew_seconds"]) > SKEW.total_seconds():
        yield f"the clock is {facts['clock_skew_seconds']} s off the database's"
