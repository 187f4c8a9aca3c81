"""How often one address may try a door of log-in: counted in the database, so that a lost cache opens none."""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

STAY = dt.timedelta(days=1)


class RateLimit(models.Model):
    """The latest tries of one address at one door."""

    door = models.CharField(max_length=10)
    source = models.CharField(max_length=64)  # the address
    tries = ArrayField(models.DateTimeField(), default=list)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("rate limit")
        verbose_name_plural = _("rate limits")
        constraints = [models.UniqueConstraint(fields=["door", "source"], name="one_limit_a_source")]

    def __str__(self) -> str:
        return f"{self.door} {self.source}"

    @classmethod
    @transaction.atomic
    def wait(cls, door: str, source: str, most: int, seconds: float) -> float:
        """Count a try and answer 0; or, where there were as many as may be within so many seconds, how long to wait."""
        limit, _new = cls.objects.select_for_update().get_or_create(door=door, source=source[:64])
        limit.at = timezone.now()
        since = limit.at - dt.timedelta(seconds=seconds)
        limit.tries = [at for at in limit.tries if at > since]
        if len(limit.tries) >= most:
            return (limit.tries[0] - since).total_seconds()
        limit.tries.append(limit.at)
        limit.save(update_fields=["tries", "at"])
        return 0


def delete_stale_rate_limits(now: dt.datetime) -> int:
    """Delete what limits nobody any longer; answer how many."""
    return RateLimit.objects.filter(at__lt=now - STAY).delete()[0]
