"""The working-day calendar: single days, the status of years, and a table of days at once."""

import datetime as dt
from collections.abc import Callable
from itertools import groupby
from operator import itemgetter

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminFileFieldWidget

from backoffice import fields
from backoffice.actions import RecordActionAdmin, run_action_form
from backoffice.clock import today
from backoffice.day_spans import day_spans, show_span
from backoffice.filters import ChoicesFilter
from backoffice.permissions import FactAdmin, RoleAdmin
from backoffice.requests import PersonRequest
from milestones.imports.calendar_csv import read_calendar_csv, write_calendar_days
from milestones.models import CalendarCorrection, CalendarDay, CalendarYear
from milestones.models.calendar import past_days_refusal
from milestones.models.checks import already_decided_conflict
from projects.models import User
from projects.permissions import ACTIONS, may_perform

from .decision import DeciderAdmin
from .lights import local_time_text
from .outcome import OutcomeActionForm
from .role_grant import undecidable_text

LARGEST = 1024 * 1024
ALONE = _("Decided without a second person: there was nobody yet who could decide")


class UploadCalendarForm(OutcomeActionForm):
    """A table of days in, all of it or nothing."""

    verb, title = "upload", _("Upload calendar days")
    explain = _(
        "A CSV table, as Excel or WPS save it, with the columns 日期, 是否上班 (是 or 否) and 名称. Days to come that "
        "stand already are overwritten; if one row is wrong, nothing is. Today and past days are only asked for, with "
        "a reason."
    )

    file = forms.FileField(label=_("CSV file"), widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv"}))
    text = fields.text_field(
        _("reason of the correction"),
        required=False,
        rows=2,
        help_text=_("Only where the table changes today or past days: a second person decides about those."),
    )

    def about(self) -> list[str]:
        link = static("tiexi/calendar-sample.csv")
        return [
            format_html(
                '<a class="underline" href="{}" download="{}">{}</a>',
                link,
                _t("calendar-sample.csv"),
                _t("Download a sample table"),
            )
        ]

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_t("%(name)s is larger than 1 MB.") % {"name": file.name}, "too_large")
        self.days = read_calendar_csv(file.read())
        return file

    def act(self) -> None:
        try:
            self.counts = write_calendar_days(self.days, by=self.user, text=self.cleaned_data["text"])
        except ValidationError as error:
            raise ValidationError({"file": error.messages}) from None

    @property
    def done(self) -> str:  # type: ignore[override]
        said = _t("Calendar: %(added)d days added, %(changed)d changed, %(unchanged)d as before.")
        if self.counts.get("asked"):
            said += _t(" A correction of %(asked)d days was asked for; a second person decides it.")
        years = CalendarDay.objects.filter(day__in=[day.day for day in self.days]).years_not_entered()
        return format_html("{} {}", said % self.counts, years_to_enter(years)) if years else said % self.counts


def years_to_enter(years: list[int]) -> SafeString:
    """What is left to do after the days of these years are there, with the way."""
    rows = [(calendar_year_address(year), year) for year in years]
    links = format_html_join(_t(", "), '<a class="tx-name" href="{}">{}</a>', rows)
    return format_html(_t("Now enter under “Calendar years” whether the year is official: {}."), links)


def calendar_year_address(year: int) -> str:
    """Where a year is entered once its days are there."""
    return f"{reverse('admin:milestones_calendaryear_add')}?year={year}"


class RequestCorrectionForm(OutcomeActionForm):
    """One day that has come, as it should be."""

    verb, line, title = "correct", "correct-calendar", _("Ask for a correction")
    done = _("The correction was asked for; another administrator or the auditor decides it.")
    explain = _(
        "For today and past days. It works from its decision: reports as of earlier days stay as they were, and say "
        "that the calendar was corrected later."
    )

    day = fields.date_field(_("day"))
    is_workday = fields.choice_field(_("working day"), [("no", _("Day off")), ("yes", _("Worked"))])
    name = fields.line_field(_("name"), 60, required=True)
    text = fields.text_field(_("reason"))

    def about(self) -> list[str]:
        return []

    def act(self) -> None:
        said = self.cleaned_data
        if said["day"] > today():
            text = _t("This day has not come yet; change it in the list of calendar days.")
            raise ValidationError({"day": text})
        asked = CalendarDay(day=said["day"], is_workday=said["is_workday"] == "yes", name=said["name"])
        correction = CalendarCorrection.ask([asked], by=self.user, text=said["text"])
        if correction.alone:
            self.said = ALONE


class CalendarDayForm(forms.ModelForm):
    """One person alone changes days to come."""

    class Meta:
        model = CalendarDay
        fields = ("day", "is_workday", "name")

    def clean_day(self) -> dt.date:
        day = self.cleaned_data["day"]
        if day <= today():
            raise ValidationError(past_days_refusal([CalendarDay(day=day)]), "past")
        return day


@admin.register(CalendarDay)
class CalendarDayAdmin(RoleAdmin):
    form = CalendarDayForm
    writers = ACTIONS["keep"].roles
    list_display = ["day", "name", "is_workday"]
    list_filter = ["is_workday"]
    search_fields = ["name"]
    date_hierarchy = "day"
    ordering = ["-day"]
    actions_list = ["upload", "correct"]

    def may_edit(self, request: PersonRequest, obj: CalendarDay) -> bool:
        """A day that has come is corrected by two people."""
        return obj.day > today()

    def has_delete_permission(self, request: PersonRequest, obj: CalendarDay | None = None) -> bool:
        return may_perform(request.user, "keep") and (obj is None or self.may_edit(request, obj))

    @action(description=UploadCalendarForm.title, url_path=UploadCalendarForm.verb, permissions=["add"])
    def upload(self, request: PersonRequest) -> HttpResponse:
        return run_action_form(
            self, request, UploadCalendarForm, None, reverse("admin:milestones_calendarday_changelist")
        )

    @action(description=RequestCorrectionForm.title, url_path=RequestCorrectionForm.verb, permissions=["add"])
    def correct(self, request: PersonRequest) -> HttpResponse:
        return run_action_form(
            self, request, RequestCorrectionForm, None, reverse("admin:milestones_calendarday_changelist")
        )


@admin.register(CalendarYear)
class CalendarYearAdmin(RoleAdmin):
    writers = ACTIONS["keep"].roles
    list_display = ["year", "status", "source"]
    list_filter = [("status", ChoicesFilter)]
    ordering = ["-year"]


class CorrectionDecisionForm(OutcomeActionForm):
    """While the correction waits."""

    @classmethod
    def fits(cls, user: User, subject: CalendarCorrection) -> bool:
        """Not for who asked."""
        pending = subject.state == CalendarCorrection.State.PENDING
        return super().fits(user, subject) and pending and user.pk != subject.asked_by_id

    def unfit(self) -> tuple[str, int]:
        return (str(already_decided_conflict(self.subject)), 409) if self.subject.decided_by else super().unfit()

    def about(self) -> list[str]:
        asked = self.subject
        who = f"{asked.asked_by}　{local_time_text(asked.at)}"
        barred = undecidable_text(self.user, asked.asked_by)
        return [*corrected_day_lines(asked), asked.text, who, *([barred] if barred else [])]


class ApproveCorrectionForm(CorrectionDecisionForm):
    verb, title, done, solid = (
        "approve-correction",
        _("Approve"),
        _("The calendar is corrected from now on."),
        True,
    )
    explain = _("Lateness as of today and later is counted anew; reports as of earlier days stay as they were.")
    reason = fields.text_field(_("reason"))

    def act(self) -> None:
        self.subject.approve(by=self.user, **self.cleaned_data)


class RefuseCorrectionForm(CorrectionDecisionForm):
    verb, title, done = "refuse-correction", _("Refuse"), _("The correction is refused.")
    reason = fields.text_field(_("reason"))

    def act(self) -> None:
        self.subject.refuse(by=self.user, **self.cleaned_data)


class WithdrawCorrectionForm(CorrectionDecisionForm):
    verb, line = "withdraw-correction", "correct-calendar"
    title, done = _("Withdraw"), _("The request is withdrawn.")

    @classmethod
    def fits(cls, user: User, subject: CalendarCorrection) -> bool:
        pending = subject.state == CalendarCorrection.State.PENDING
        return user.role in cls.roles and pending and subject.asked_by_id == user.pk

    def act(self) -> None:
        self.subject.withdraw(by=self.user)


def corrected_day_lines(correction: CalendarCorrection) -> list[str]:
    """Each span of days: what the calendar says today, and what it is to say."""
    stored = CalendarDay.objects.in_bulk([dt.date.fromisoformat(one["day"]) for one in correction.days])
    words = worked_words()

    def said(day: dt.date, one: dict) -> str:
        was = stored.get(day)
        now = f"{words[was.is_workday]}（{was.name}）" if was else _t("as its weekday says")
        return f"{now} → {words[one['is_workday']]}（{one['name']}）"

    return by_spans(correction, said)


def worked_words() -> dict[bool, str]:
    return {True: _t("Worked"), False: _t("Day off")}


def by_spans(correction: CalendarCorrection, said: Callable[[dt.date, dict], str]) -> list[str]:
    """Days in a row of which the same is said, on one line."""
    rows = [(day, said(day, one)) for one in correction.days for day in [dt.date.fromisoformat(one["day"])]]
    alike = (([day for day, _text in found], text) for text, found in groupby(rows, itemgetter(1)))
    found = ((span, text) for days, text in alike for span in day_spans(days))
    return [f"{show_span(span, today())}　{text}" for span, text in found]


@admin.register(CalendarCorrection)
class CalendarCorrectionAdmin(DeciderAdmin, RecordActionAdmin, FactAdmin):
    # On the record alone, which knows who asked.
    action_forms = (ApproveCorrectionForm, RefuseCorrectionForm, WithdrawCorrectionForm)
    list_display = ["what", "asked_by", "at", "decision", "decided_by", "decided_at"]
    list_filter = [("state", ChoicesFilter)]
    search_fields = ["text", "asked_by__name", "decided_by__name"]
    list_select_related = ["asked_by", "decided_by"]
    fields = ["all_days", "text", "asked_by", "at", "decision", "decider", "decided_at", "reason"]
    readonly_fields = ["all_days", "decision", "decider"]

    @display(description=_("calendar days"))
    def what(self, correction: CalendarCorrection) -> str:
        return str(correction)

    @display(description=_("calendar days"))
    def all_days(self, correction: CalendarCorrection) -> SafeString:
        words = worked_words()
        lines = by_spans(correction, lambda _day, one: f"{words[one['is_workday']]}　{one['name']}")
        return format_html_join(format_html("<br>"), "{}", ([line] for line in lines))

    @display(description=_("state"), ordering="state")
    def decision(self, correction: CalendarCorrection) -> str | Promise:
        return ALONE if correction.alone else correction.get_state_display()
