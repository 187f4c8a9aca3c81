"""Jobs: when each is due, what became of each slot, and which parts of the machine were seen alive."""

import datetime as dt
import uuid
from typing import Any

import pgtrigger
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.guards import BY_APPLICATION, REFUSE, edit_version_field, edit_version_guard, track_history
from backoffice.triggers import Guard

from .policy import TODAY


@track_history()
class Job(models.Model):
    """A job and its local due time. Changing a row here changes when the job runs; nothing else knows the hour."""

    class Name(models.TextChoices):
        FLAG = "flag", _("Nightly flagging")
        DIGEST = "digest", _("Daily digests")
        WEEKLY = "weekly", _("Weekly digests")
        CALENDAR = "calendar", _("Calendar check")
        PURGE = "purge", _("Purge")
        VERIFY = "verify", _("Verification of spans")

    name = models.CharField(_("job"), max_length=20, primary_key=True, choices=Name)
    due_at = models.TimeField(_("due at"), help_text=_("On the district's clock."))
    weekday = models.PositiveSmallIntegerField(
        _("weekday"),
        null=True,
        blank=True,
        choices=[
            (0, _("Monday")),
            (1, _("Tuesday")),
            (2, _("Wednesday")),
            (3, _("Thursday")),
            (4, _("Friday")),
        ],
        validators=[MaxValueValidator(4)],
        help_text=_("Empty: every day. A day off moves the job to the next working day of that week."),
    )
    workdays_only = models.BooleanField(_("working days only"), default=False)
    active = models.BooleanField(_("active"), default=True)
    version = edit_version_field()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["due_at", "name"]
        triggers = [edit_version_guard()]

    def __str__(self) -> str:
        return self.get_name_display()


TROUBLE_STAYS = dt.timedelta(days=14)


class JobRunQuerySet(models.QuerySet["JobRun"]):
    def under_way(self) -> "JobRunQuerySet":
        """What a process has claimed, or will."""
        return self.filter(state=JobRun.State.RUNNING)

    def recent(self, on: dt.date) -> "JobRunQuerySet":
        """The runs of the last fortnight."""
        return self.filter(slot__range=(on - TROUBLE_STAYS, on))

    def in_trouble(self, on: dt.date) -> "JobRunQuerySet":
        """What failed or waits for a person, of the last fortnight."""
        return self.recent(on).filter(state__in=[JobRun.State.FAILED, JobRun.State.HELD])


class JobRun(models.Model):
    """One run of a job for one slot. The unique slot, never a run id, is what keeps a job from running twice."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        SKIPPED = "skipped", _("Skipped")
        HELD = "held", _("Held")
        FAILED = "failed", _("Failed")

    job = models.CharField(_("job"), max_length=20)
    slot = models.DateField(_("slot"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.RUNNING)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    counts = models.JSONField(_("counts"), default=dict)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = JobRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("job run")
        verbose_name_plural = _("job runs")
        ordering = ["-slot", "job"]
        constraints = [models.UniqueConstraint(fields=["job", "slot"], name="one_run_per_slot")]
        triggers = [
            Guard(
                name="runs_are_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition(BY_APPLICATION),
                func=f"""
                    IF NEW.slot > {TODAY} OR NEW.job = '{Job.Name.FLAG}' AND NEW.slot < {TODAY} AND NEW.state = 'done'
                        AND (TG_OP = 'INSERT' OR OLD.state <> 'done') THEN
                        {REFUSE % "a night is flagged on its day"}
                    END IF;
                    IF TG_OP = 'UPDATE' AND (OLD.state IN ('done', 'skipped') AND NEW.state <> OLD.state
                        OR (NEW.job, NEW.slot) IS DISTINCT FROM (OLD.job, OLD.slot)) THEN
                        {REFUSE % "a run that has ended stays as it ended"}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        known = dict(Job.Name.choices)
        return f"{known.get(self.job, self.job)} {self.slot}"


def end_runs(runs: models.QuerySet[JobRun], state: str, at: dt.datetime, **fields: Any) -> int:
    """The one place where a run ends. Name those under way, lest one that has ended is ended again; answer how many."""
    return runs.update(state=state, ended_at=at, **fields)


class Heartbeat(models.Model):
    """When a part of the machine was last seen at work: `beat`, `worker` or `tick`."""

    component = models.CharField(_("part"), max_length=10, primary_key=True)
    at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.component
