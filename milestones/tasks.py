"""Doorbells: a task carries nothing, means “look in the database now”, and may be lost or rung twice."""

from celery import shared_task

from .digests import outbox, send
from .models import submissions
from .rules import flagging


@shared_task(name="milestones.flag_overdue")
def flag_overdue():
    return str(flagging.flag_overdue())


@shared_task(name="milestones.send_digests")
def send_digests():
    return str(send.send_digests())


@shared_task(name="milestones.drain_outbox")
def drain_outbox():
    return dict(outbox.drain())


@shared_task(name="milestones.tidy_forms")
def tidy_forms():
    return submissions.tidy()
