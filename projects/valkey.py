"""How Valkey, the cache and the queue, is asked by whoever does not live from it: shortly, and not while it is lost."""

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

from backoffice.outage import CircuitBreaker

LOST = (RedisError, OperationalError, OSError)
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
