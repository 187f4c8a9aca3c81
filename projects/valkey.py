"""How Valkey, the cache and the queue, is asked by whoever does not live from it: shortly, and not while it is lost."""

import logging
import time
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

LOST = (RedisError, OperationalError, OSError)
REST = 10  # seconds for which one that was lost is left alone
logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")


class CircuitBreaker:
    """Whether a service that the product can do without is lost to this process: after a failure it is left alone for
    ten seconds. Its loss and its return are one line of the log each.
    """

    def __init__(self, name: str, errors: tuple[type[Exception], ...]) -> None:
        self.name, self.errors = name, errors
        self.lost, self.again, self.lock = False, 0.0, Lock()

    def ask(self, action: Callable[[], Answer], otherwise: Answer) -> Answer:
        """Answer what the action answers, or the other value where the service is lost."""
        if self._rests():
            return otherwise
        try:
            found = action()
        except self.errors as error:
            self._lose(error)
            return otherwise
        if self.lost:
            self._find()
        return found

    def _rests(self) -> bool:
        """Whether to leave it alone. Of those who come after a rest one tries it, and nobody waits with that one."""
        with self.lock:
            if not self.lost:
                return False
            rests = time.monotonic() < self.again
            if not rests:
                self.again = time.monotonic() + REST
            return rests

    def _lose(self, error: Exception) -> None:
        with self.lock:
            if not self.lost:
                logger.warning("%s does not answer; it is done without: %s", self.name, error)
            self.lost, self.again = True, time.monotonic() + REST

    def _find(self) -> None:
        with self.lock:
            if self.lost:
                logger.warning("%s answers again.", self.name)
            self.lost = False


valkey = CircuitBreaker("Valkey", LOST)


def ping_valkey() -> bool:
    with Redis.from_url(settings.REDIS_URL, retry=None, **settings.REDIS_PATIENCE) as line:
        return bool(line.ping())


def is_valkey_up() -> bool:
    """Whether it answers now, whatever was found before."""
    try:
        return ping_valkey()
    except LOST:
        return False


def enqueue_task(task: str) -> bool:
    """Send a doorbell; False where no queue takes it, and then whoever ticks next looks by itself."""

    def send() -> bool:
        ping_valkey()  # the queue's own client tries four times before it gives up
        with current_app.connection_for_write(transport_options=settings.REDIS_PATIENCE) as line:
            current_app.send_task(task, connection=line, retry=False, ignore_result=True)
        return True

    return valkey.ask(send, otherwise=False)
