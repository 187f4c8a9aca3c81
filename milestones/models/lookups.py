"""What counted at the end of a day, looked up for many records at once."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from backoffice.clock import end_of_day

from .progress_report import ProgressReport


def latest_figures(on: dt.date) -> QuerySet[Any]:
    """The report with the figure that counts for each quantity; `figure_on()` of standing.sql is the twin."""
    known = ProgressReport.objects.counted(end_of_day(on))
    return known.order_by("target_id", "-at", "-id").distinct("target_id")
