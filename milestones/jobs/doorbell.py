"""Wake Celery workers to send pending mail; a lost message does no harm, because every tick checks the database as
well.
"""

from backoffice import clock
from milestones.models import Delivery
from projects import valkey

HELPERS = 3
FEW = 20  # one process does as many alone


def wake_outbox_workers(helpers: int = HELPERS) -> int:
    """Call helpers where there is work for them; answer how many were called."""
    due = Delivery.objects.filter(state=Delivery.State.PENDING, next_at__lte=clock.now())
    wanted = min(helpers, due[: (helpers + 1) * FEW].count() // FEW)
    return sum(valkey.enqueue_task("milestones.drain_outbox") for _number in range(wanted))
