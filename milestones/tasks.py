"""Doorbells: a task carries nothing, means “look in the database now”, and may be lost or rung twice."""

from celery import shared_task

from .digests import outbox, send
from .rules import flagging
from .workbook import work


@shared_task(name="milestones.flag_overdue")
def flag_overdue():
    return str(flagging.flag_overdue())


@shared_task(name="milestones.send_digests")
def send_digests():
    return str(send.send_digests())


@shared_task(name="milestones.drain_outbox")
def drain_outbox():
    return dict(outbox.drain())


@shared_task(name="milestones.work_imports", time_limit=3600)
def work_imports():
    return dict(work.work())
