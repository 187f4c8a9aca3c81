"""Jobs: when each is due, what ran when, and a button that looks once more."""

from collections.abc import Iterable

from django.contrib import admin
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from backoffice.actions import run_action_form
from backoffice.filters import ChoicesFilter
from backoffice.permissions import FactAdmin, RoleAdmin
from backoffice.requests import PersonRequest
from backoffice.statement_timeout import lift_statement_limit
from milestones.jobs import doorbell
from milestones.jobs.scheduler import ClockIsWrong, run_due_jobs
from milestones.mail import outbox
from milestones.models import Job, JobRun
from milestones.models.delivery import PASSWORD_MAIL
from projects.permissions import ACTIONS, may_perform

from . import dashboard_filters
from .outcome import OutcomeActionForm


def job_kind_label(kind: str) -> str | Promise:
    others = {"demo": _t("Demonstration data"), PASSWORD_MAIL: _t("Link to a password")}
    return dict(Job.Name.choices).get(kind, others.get(kind, kind))


class RunDueJobsForm(OutcomeActionForm):
    """The same tick as beat's, pressed by a person."""

    verb, title, line = "tick", _("Run what is due"), "mails"
    explain = _(
        "Looks whether a job is due, runs it once, and hands over what is planned. Pressed twice it does nothing twice."
    )

    def about(self) -> list[str]:
        return []

    def perform(self) -> int:
        """Not in one transaction: each job ends by itself, and mails leave only after that."""
        try:
            with lift_statement_limit():
                self.ticked = run_due_jobs()
        except ClockIsWrong as error:
            self.add_error(None, str(error))
            return 409
        if not doorbell.wake_outbox_workers():
            outbox.send_due_deliveries(seconds=10)
        return 200

    @property
    def done(self) -> str:  # type: ignore[override]
        if self.ticked.failed:
            return _t("Failed, and tried again in a minute: %(jobs)s.") % {
                "jobs": joined_job_labels(self.ticked.failed)
            }
        if not self.ticked.done:
            return _t("Nothing was due.")
        return _t("Done: %(jobs)s.") % {"jobs": joined_job_labels(self.ticked.done)}


def joined_job_labels(jobs: Iterable[str]) -> str:
    return _t(", ").join(str(job_kind_label(job)) for job in jobs)


COUNTS = {
    "raised": _("raised"),
    "cleared": _("cleared"),
    "escalated": _("escalated"),
    "open": _("open"),
    "planned": _("planned"),
    "sent": _("sent"),
    "held": _("held"),
    "skipped": _("skipped"),
    "failed": _("failed"),
    "flags": _("overdue flags"),
    "overdue": _("overdue"),
    "projects": _("projects"),
    "milestones": _("milestones"),
    "unofficial": _("years without an official calendar"),
    "sessions": _("sessions"),
    "tokens": _("tokens"),
    "attempts": _("log-in attempts"),
    "texts": _("texts"),
    "uploads": _("uploads"),
    "submissions": _("forms left lying"),
    "limits": _("limits of requests"),
}


@admin.register(JobRun)
class JobRunAdmin(FactAdmin):
    """What ran when; the button looks once more whether something is due."""

    readers = ACTIONS["watch"].roles
    list_display = ["job_name", "slot", "state", "started_at", "ended_at", "said", "trouble"]
    list_filter = [dashboard_filters.JobRunTroubleFilter, ("state", ChoicesFilter)]
    fields = [
        "job_name",
        "slot",
        "due_at",
        "state",
        "attempts",
        "started_at",
        "ended_at",
        "said",
        "trouble",
    ]
    readonly_fields = ["job_name", "said", "trouble"]
    actions_list = ["tick_now"]

    def has_tick_permission(self, request: PersonRequest) -> bool:
        return may_perform(request.user, "mails")

    @action(description=RunDueJobsForm.title, url_path=RunDueJobsForm.verb, permissions=["tick"])
    def tick_now(self, request: PersonRequest) -> HttpResponse:
        return run_action_form(self, request, RunDueJobsForm, None, reverse("admin:milestones_jobrun_changelist"))

    @display(description=_("job"), ordering="job")
    def job_name(self, run: JobRun) -> str | Promise:
        return job_kind_label(run.job)

    @display(description=_("last error"), ordering="last_error")
    def trouble(self, run: JobRun) -> str:
        return job_trouble_text(run.last_error)

    @display(description=_("counts"))
    def said(self, run: JobRun) -> str:
        return "　".join(f"{COUNTS.get(name, name)} {run_count_text(count)}" for name, count in run.counts.items())


# What went wrong, by the kind of the error that stopped a run.
TROUBLES: dict[str, str | Promise] = {
    "OperationalError": _("The database did not answer."),
    "InterfaceError": _("The database did not answer."),
    "IntegrityError": _("The database refused what the job wrote."),
    "ConnectionError": _("Another service could not be reached."),
    "ConnectionRefusedError": _("Another service could not be reached."),
    "TimeoutError": _("Another service did not answer in time."),
    "OSError": _("A file or a service could not be reached."),
}


def job_trouble_text(last_error: str) -> str:
    """What stopped a run in the reader's words, and behind it the technical text, for whoever mends it."""
    if not last_error:
        return ""
    kind = last_error.partition(":")[0]
    said = TROUBLES.get(kind, _("The job stopped at an error; the next turn tries again, up to five times."))
    return _t("%(said)s Technical text: %(text)s") % {"said": said, "text": last_error}


def run_count_text(count: list[str] | int) -> str | int:
    return _t(", ").join(map(str, count)) or "0" if isinstance(count, list) else count


@admin.register(Job)
class JobAdmin(RoleAdmin):
    """When each job is due."""

    readers = ACTIONS["watch"].roles
    writers = ACTIONS["keep"].roles
    list_display = ["name", "due_at", "weekday", "workdays_only", "active"]
    fields = ["name", "due_at", "weekday", "workdays_only", "active"]
    readonly_fields = ["name"]

    def has_add_permission(self, request: PersonRequest, obj: Job | None = None) -> bool:
        return False
