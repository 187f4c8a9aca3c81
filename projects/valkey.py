"""The cache and the queue, which are one server: what is told by it may be lost, and nothing waits for it longer than two seconds."""

from typing import Any

from celery import Task, current_app
from django.conf import settings
from kombu.exceptions import OperationalError
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from .outage import Outage

LOST = (RedisError, OperationalError, OSError)
valkey = Outage("Valkey", LOST)


def answers() -> bool:
    """Asked directly, without a rest: a monitor wants to know now."""
    quick: dict[str, Any] = {"socket_timeout": 1, "socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 0)}
    try:
        with Redis.from_url(settings.REDIS_URL, **quick) as line:
            return bool(line.ping())
    except LOST:
        return False


def ring(task: Task) -> bool:
    """Send a doorbell; False where no queue takes it, and then whoever ticks next looks by itself."""

    def send() -> bool:
        # The worker waits for messages longer than a page may wait to send one.
        short = {"socket_timeout": 1, "socket_connect_timeout": 1}
        with current_app.connection_for_write(transport_options=short) as line:
            task.apply_async(connection=line, retry=False, ignore_result=True)
        return True

    return valkey.ask(send, otherwise=False)
