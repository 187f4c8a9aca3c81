"""What nobody needs any longer: ended sessions, expired tokens, forms left lying, and the texts (not the ledger) of old messages."""

import datetime as dt

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from knox.models import AuthToken

from backoffice.models import purge_form_leftovers
from milestones.models import Delivery, JobRun
from projects.models import delete_stale_rate_limits

TEXTS = dt.timedelta(days=180)
ATTEMPTS = dt.timedelta(days=180)


def purge_expired_data(run: JobRun, now: dt.datetime) -> dict:
    """Delete and blank; answer how many of each."""
    old = Delivery.objects.filter(planned_at__lt=now - TEXTS).exclude(text="", html="")
    return {
        "sessions": Session.objects.filter(expire_date__lt=now).delete()[0],
        "tokens": AuthToken.objects.filter(expiry__lt=now).delete()[0],
        "attempts": AccessAttempt.objects.filter(attempt_time__lt=now - ATTEMPTS).delete()[0],
        "limits": delete_stale_rate_limits(now),
        **purge_form_leftovers(now),
        "texts": old.exclude(state__in=["pending", "sending", "held", "uncertain"]).update(text="", html=""),
    }
