"""Celery tasks. They carry no data and only make a worker look into the database, so a task may be lost or run twice
without harm.
"""

import multiprocessing
from typing import Any

from celery import shared_task
from celery.signals import before_task_publish, worker_shutting_down
from django.db import close_old_connections

from .imports import importer
from .jobs import doorbell
from .jobs import scheduler as jobs
from .mail import outbox

# Shared with the worker's children, which are forked after this is read: a worker that is asked to stop claims no more.
stopping = multiprocessing.Event()


@worker_shutting_down.connect
def stop_claiming(**_signal: Any) -> None:
    stopping.set()


@before_task_publish.connect(sender="milestones.tick")
def record_beat_heartbeat(**_signal: Any) -> None:
    """Said by beat itself, so that a dead worker is not taken for a dead beat."""
    close_old_connections()
    jobs.record_heartbeat("beat")


@shared_task(name="milestones.tick")
def tick() -> str:
    """Run what is due and hand over what is planned; others are rung to help."""
    ticked = jobs.run_due_jobs(by="worker")
    doorbell.wake_outbox_workers()
    return f"{ticked} {drain_outbox()}"


@shared_task(name="milestones.drain_outbox")
def drain_outbox() -> dict[str, int]:
    jobs.record_heartbeat("worker")
    return dict(outbox.send_due_deliveries(stop=stopping.is_set))


@shared_task(name="milestones.work_imports", time_limit=3600)
def work_imports() -> dict[str, int]:
    return dict(importer.process_waiting_imports(stop=stopping.is_set))
