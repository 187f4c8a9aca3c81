"""The working-day calendar: single days, the status of years, and a table of days at once."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminFileFieldWidget

from milestones.models import CalendarDay, CalendarYear
from milestones.rules.calendar_csv import load
from projects.access import ACTS, may
from projects.admin.access import RoleAdmin
from projects.admin.filters import ChoicesFilter

from .acts import Act, answer

LARGEST = 1024 * 1024


class CalendarUpload(Act):
    """A table of days in, all of it or nothing."""

    verb, title = "upload", _("Upload calendar days")
    explain = _(
        "A CSV table, as Excel or WPS save it, with the columns 日期, 是否上班 (是 or 否) and 名称. Days that stand already are overwritten; if one row is wrong, nothing is."
    )

    file = forms.FileField(label=_("CSV file"), widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv"}))

    def about(self):
        link = static("tiexi/calendar-sample.csv")
        return [
            format_html(
                '<a href="{}" download="{}">{}</a>',
                link,
                _t("calendar sample.csv"),
                _t("Download a sample table"),
            )
        ]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_t("%(name)s is larger than 1 MB.") % {"name": file.name}, "too_large")
        return file

    def act(self):
        try:
            self.counts = load(self.cleaned_data["file"].read())
        except ValidationError as error:
            raise ValidationError({"file": error.error_list}) from None

    @property
    def done(self):
        return (
            _t("Calendar: %(added)d days added, %(changed)d changed, %(unchanged)d as before.") % self.counts
        )


@admin.register(CalendarDay)
class CalendarDayAdmin(RoleAdmin):
    writers = ACTS["keep"].roles
    list_display = ["day", "name", "is_workday"]
    list_filter = ["is_workday"]
    search_fields = ["name"]
    date_hierarchy = "day"
    ordering = ["-day"]
    actions_list = ["upload"]

    def has_delete_permission(self, request, obj=None):
        return may(request.user, "keep")

    @action(description=CalendarUpload.title, url_path=CalendarUpload.verb, permissions=["add"])
    def upload(self, request):
        return answer(self, request, CalendarUpload, None, reverse("admin:milestones_calendarday_changelist"))


@admin.register(CalendarYear)
class CalendarYearAdmin(RoleAdmin):
    writers = ACTS["keep"].roles
    list_display = ["year", "status", "source"]
    list_filter = [("status", ChoicesFilter)]
    ordering = ["-year"]
