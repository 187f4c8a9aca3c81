"""Doorbells: a task carries nothing, means “look in the database now”, and may be lost or rung twice."""

import multiprocessing

from celery import shared_task
from celery.signals import before_task_publish, worker_shutting_down
from django.db import close_old_connections

from .digests import outbox
from .jobs import bell
from .jobs import tick as jobs
from .workbook import work

# Shared with the worker's children, which are forked after this is read: a worker that is asked to stop claims no more.
stopping = multiprocessing.Event()


@worker_shutting_down.connect
def stop_claiming(**_signal):
    stopping.set()


@before_task_publish.connect(sender="milestones.tick")
def beat_lives(**_signal):
    """Said by beat itself, so that a dead worker is not taken for a dead beat."""
    close_old_connections()
    jobs.seen("beat")


@shared_task(name="milestones.tick")
def tick():
    """Run what is due and hand over what is planned; others are rung to help."""
    ticked = jobs.tick(by="worker")
    bell.ring()
    return f"{ticked} {drain_outbox()}"


@shared_task(name="milestones.drain_outbox")
def drain_outbox():
    jobs.seen("worker")
    return dict(outbox.drain(stop=stopping.is_set))


@shared_task(name="milestones.work_imports", time_limit=3600)
def work_imports():
    return dict(work.work(stop=stopping.is_set))
