"""What nobody needs any longer: ended sessions, expired tokens, forms left lying, and the texts (not the ledger) of old messages."""

import datetime as dt

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from knox.models import AuthToken

from milestones.models import Delivery, JobRun
from milestones.models.submissions import tidy
from projects.models import forget_limits

TEXTS = dt.timedelta(days=180)
ATTEMPTS = dt.timedelta(days=180)


def purge(run: JobRun, now: dt.datetime) -> dict:
    """Delete and blank; answer how many of each."""
    old = Delivery.objects.filter(planned_at__lt=now - TEXTS).exclude(text="", html="")
    return {
        "sessions": Session.objects.filter(expire_date__lt=now).delete()[0],
        "tokens": AuthToken.objects.filter(expiry__lt=now).delete()[0],
        "attempts": AccessAttempt.objects.filter(attempt_time__lt=now - ATTEMPTS).delete()[0],
        "limits": forget_limits(now),
        **tidy(now),
        "texts": old.exclude(state__in=["pending", "sending", "held", "uncertain"]).update(text="", html=""),
    }
