"""Doorbells: a task carries nothing, means “look in the database now”, and may be lost or rung twice."""

from celery import shared_task

from .rules import flagging


@shared_task(name="milestones.flag_overdue")
def flag_overdue():
    return str(flagging.flag_overdue())
