"""How fast a run of digests leaves, beside the bare loop of the standard library on the same relay.

The relay accepts at once. The loop builds and sends the same messages and writes nothing down; the run is the outbox
as it works in production, with as many processes as workers, all its ledger writes included.
"""

import datetime as dt
import multiprocessing
import smtplib
from collections.abc import Callable
from multiprocessing.synchronize import Event, Semaphore
from time import perf_counter

from django.conf import settings
from django.db import connection
from django.utils import timezone

from milestones.digests.letter import build_message
from milestones.mail import outbox
from milestones.models import Delivery
from projects.models import User
from tests import sink as smtp

RECIPIENTS, WORKERS = 2_000, 4


def store_messages(count: int) -> None:
    """So many stored messages of the usual size."""
    now = timezone.now()
    html = "<p>" + "逾期54天（34个工作日），预计12月10日完成。" * 120
    people = User.objects.filter(username__startswith="mail")[:count] or User.objects.bulk_create(
        User(username=f"mail{number}", name=f"读者{number}", email=f"mail{number}@example.com")
        for number in range(count)
    )
    Delivery.objects.bulk_create(
        Delivery(
            dedup_key=f"bench:{person.username}",
            kind="digest",
            slot=now.date(),
            recipient=person,
            to_addr=person.email,
            language="zh-hans",
            subject="逾期2项：新建牛心屯一路等9条道路逾期54天",
            text="逾期54天。\n" * 120,
            html=html,
            message_id=f"<{person.username}@example.com>",
            not_after=now + dt.timedelta(hours=12),
        )
        for person in people
    )


def send_in_loop(port: int) -> float:
    """Build and send one after the other, and nothing else."""
    rows = list(Delivery.objects.select_related("recipient"))
    begun = perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as relay:
        for row in rows:
            message = build_message(row).message()
            relay.sendmail("tiexi@localhost", [row.to_addr], message.as_bytes(linesep="\r\n"))
    return perf_counter() - begun


def drain_in_worker(port: int, ready: Semaphore, go: Event) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "tiexi.mail_backends.RelayBackend",
        "127.0.0.1",
        port,
    )
    connection.ensure_connection()
    ready.release()
    go.wait()
    outbox.send_due_deliveries()


def drain_in_processes(port: int, workers: int) -> float:
    """The outbox in so many processes."""
    fork = multiprocessing.get_context("fork")
    connection.close()
    ready, go = fork.Semaphore(0), fork.Event()
    processes = [fork.Process(target=drain_in_worker, args=(port, ready, go)) for _number in range(workers)]
    for process in processes:
        process.start()
    for _process in processes:
        ready.acquire()
    begun = perf_counter()
    go.set()
    for process in processes:
        process.join()
    return perf_counter() - begun


def send_anew(send: Callable[[int], float]) -> float:
    """Milliseconds in which so many stored messages leave for a relay."""
    store_messages(RECIPIENTS)
    try:
        with smtp.running_apart() as port:
            return send(port) * 1000
    finally:
        Delivery.objects.all().delete()


def send_by_outbox() -> float:
    """Milliseconds of the outbox, which must have sent them all."""

    def send(port: int) -> float:
        seconds = drain_in_processes(port, WORKERS)
        sent = Delivery.objects.filter(state=Delivery.State.SENT).count()
        assert sent == RECIPIENTS, sent
        return seconds

    return send_anew(send)


def send_by_loop() -> float:
    """Milliseconds of the loop."""
    return send_anew(send_in_loop)
