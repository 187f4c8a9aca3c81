"""Drafts: a schedule from the category's template, and next year's project of an unfinished one."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice import fields
from backoffice.clock import today
from backoffice.numbers import plain_decimal
from milestones.models.carry_over import carry_over, carry_over_refusals, check_carry_over, remaining_targets
from milestones.rules.official_calendar import workday_calendar
from milestones.rules.schedule_templates import MilestoneDraft, propose_schedule, schedule_from_template
from projects.models import Project, User

from .outcome import OutcomeActionForm
from .project_actions import ProjectActionForm


@dataclass(frozen=True)
class DraftMilestoneRow:
    draft: MilestoneDraft
    workdays: int

    @property
    def weight(self) -> str:
        return plain_decimal(self.draft.weight)


@dataclass(frozen=True)
class SchedulePreview:
    """The schedule to look at; `mark` comes back with the confirmation, so that only what was shown is written."""

    rows: list[DraftMilestoneRow]
    mark: str


class DraftScheduleForm(ProjectActionForm):
    """Shows the schedule first, and writes it once it is confirmed as shown."""

    verb, title, submit = "schedule", _("Schedule from the template"), _("Preview")
    explain = _(
        "The milestones of the category's template, spread backwards from the deadline over working days. What is "
        "there already under the same name stays as it is."
    )

    starts_on = fields.date_field(_("starts on"))
    deadline = fields.date_field(_("deadline"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = self.subject.starts_on

    @classmethod
    def fits(cls, user: User, subject: Project) -> bool:
        return subject.cancelled_on is None and super().fits(user, subject)

    def about(self) -> list[str]:
        return [*super().about(), _t("Template: %(name)s") % {"name": self.subject.category}]

    @property
    def done(self) -> str:  # type: ignore[override]
        text = _t("The schedule is drafted from the template “%(name)s”; a supervisor approves it.")
        return text % {"name": self.subject.category}

    def act(self) -> None:
        drafts = propose_schedule(self.subject, by=self.user, **self.cleaned_data)
        mark = sha256(repr(drafts).encode()).hexdigest()[:16]
        if self.data.get("shown") == mark:
            schedule_from_template(self.subject, by=self.user, **self.cleaned_data)
            return
        calendar, start = workday_calendar(), self.cleaned_data["starts_on"]
        self.preview = SchedulePreview(
            [DraftMilestoneRow(row, calendar.between(start, row.due)) for row in drafts], mark
        )


class CarryOverForm(OutcomeActionForm):
    verb, title, solid = "carry-over", _("Carry over to next year"), False
    explain = _(
        "Next year's draft takes the people and what is left of the quantities; milestones, baselines and lateness "
        "stay in this project."
    )

    @classmethod
    def fits(cls, user: User, subject: Project) -> bool:
        return super().fits(user, subject) and not carry_over_refusals([subject], today())

    def unfit(self) -> tuple[str, int]:
        return self.refused_by(lambda: check_carry_over(self.subject, today()))

    def about(self) -> list[str]:
        """To which year, and what is left of each quantity."""
        left = [f"{target.measure}　{target.written}" for target in remaining_targets(self.subject, today())]
        return [*super().about(), carry_over_year(self.subject), *left]

    def act(self) -> None:
        self.draft = carry_over(self.subject, by=self.user)

    @property
    def done(self) -> SafeString:  # type: ignore[override]
        return carried_over_message([self.draft])


def carry_over_year(project: Project) -> str:
    return _t("To the plan of %(year)s.") % {"year": project.plan_year + 1}


def carried_over_message(drafts: Iterable[Project]) -> SafeString:
    """Where the drafts are."""
    return format_html(_t("Carried over to: {}"), project_links(drafts))


def project_links(projects: Iterable[Project]) -> SafeString:
    """Projects by code and name, each with its link."""
    rows = (
        (reverse("admin:projects_project_change", args=[project.pk]), project.code, project.name)
        for project in projects
    )
    return format_html_join(_t(", "), '<a class="tx-name" href="{}">{} {}</a>', rows)
