"""Run whatever is due, hand over whatever is planned, work on waiting imports; the last line is `done=… skipped=N
failed=… sent=N`.
"""

import signal
import threading
from typing import Any

from django.core.management.base import CommandError, CommandParser

from backoffice.channel import RecordedCommand
from milestones.imports.importer import process_waiting_imports
from milestones.jobs.scheduler import ClockIsWrong, run_due_jobs
from milestones.mail import outbox


class Command(RecordedCommand):
    help = "Run the jobs that are due, once, hand over what is planned and work on imports that wait: for cron or a systemd timer, with Redis and Celery dead."  # noqa: E501

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="go on until stopped, one tick every so often"
        )

    def handle(self, *args: Any, every: float | None, **options: Any) -> None:
        if every is not None and every <= 0:
            raise CommandError("--every: a positive number of seconds, please.", returncode=2)
        stop = stop_event_on_signals()
        while True:
            self.once(stop)
            if every is None or stop.wait(every):
                return

    def once(self, stop: threading.Event) -> None:
        try:
            ticked = run_due_jobs()
        except ClockIsWrong as error:
            raise CommandError(str(error)) from None
        sent = outbox.send_due_deliveries(stop=stop.is_set)
        process_waiting_imports(stop=stop.is_set)
        self.stdout.write(f"{ticked} sent={sent['sent']}")
        if ticked.failed:
            raise CommandError(f"Failed: {', '.join(ticked.failed)}; the log says why.")


def stop_event_on_signals() -> threading.Event:
    """Set by TERM or Ctrl-C: the message under way is finished, no other is begun."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: stop.set())
    return stop
