"""The demonstration: invented schedules over the real register, anchored to the day on which it was loaded."""

import datetime as dt

from milestones.models import JobRun

JOB = "demo"


def demo_anchor_day() -> dt.date | None:
    """The day to which the invented dates are anchored, or None where there is no demonstration."""
    run = JobRun.objects.filter(job=JOB, state=JobRun.State.DONE).first()
    return run.slot if run else None
