"""What counted on a day, and what had been decided by then."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from backoffice.clock import end_of_day

from .change_request import ChangeRequest
from .claim import Claim
from .progress_report import ProgressReport


def latest_figures(on: dt.date) -> QuerySet[Any]:
    """The report with the figure that counts for each quantity; `figure_on()` of standing.sql is the twin."""
    known = ProgressReport.objects.counted(end_of_day(on))
    return known.order_by("target_id", "-at", "-id").distinct("target_id")


def decision_state_before(asked: Claim | ChangeRequest, bound: dt.datetime) -> str:
    """The state just before an instant: pending until it was decided, and confirmed until it was reopened."""
    if asked.decided_at is None or asked.decided_at >= bound:
        return asked.State.PENDING.value
    return Claim.State.CONFIRMED.value if asked.state == Claim.State.REOPENED else asked.state
