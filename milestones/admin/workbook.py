"""Excel both ways: the filtered list of projects as a workbook, an upload, what it would change, and the import."""

import csv
import tempfile

from django import forms
from django.contrib import admin
from django.http import FileResponse, Http404, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from milestones.models import Import
from milestones.models.imports import IMPORTERS
from milestones.papers.csv import Echo, safe
from milestones.workbook.store import start, store
from milestones.workbook.work import work
from milestones.workbook.write import rows_of, write_workbook
from projects.admin.access import FactAdmin
from projects.admin.filters import ChoicesFilter
from projects.clock import today
from projects.models import Project

from .acts import Act, ActAdmin
from .fields import INPUT

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200  # faults on the page; the file has all that were kept


def download(name, user, projects=None):
    """The workbook as a file to keep; it is written to disk and sent from there."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    write_workbook(file, user, projects)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


class ExportsWorkbook(ModelAdmin):
    """Adds to the list of projects: what it shows, as a workbook; and the way to the imports."""

    actions_list = ["export_workbook", "open_imports"]

    def changelist_view(self, request, extra_context=None):
        """The export carries the filters of the list that is on the screen."""
        response = super().changelist_view(request, extra_context)
        query = request.GET.urlencode()
        for one in (getattr(response, "context_data", None) or {}).get("actions_list", ()):
            if query and one.get("path", "").endswith("/export/"):
                one["path"] += f"?{query}"
        return response

    @action(description=_("Export as Excel"), url_path="export", icon="download")
    def export_workbook(self, request):
        found = self.get_changelist_instance(request).get_queryset(request)
        projects = Project.objects.filter(pk__in=found.order_by().values("pk"))
        return download(_t("projects %(day)s.xlsx") % {"day": today()}, request.user, projects)

    @action(description=_("Import"), url_path="import", icon="upload")
    def open_imports(self, request):
        return HttpResponseRedirect(reverse("admin:milestones_import_changelist"))


class UploadForm(Act):
    verb, title, submit = "upload", _("Upload a workbook"), _("Upload and check")
    done = _("The workbook is uploaded and being checked.")
    roles = IMPORTERS
    explain = _("It is checked first: every fault is listed, and nothing is written before you say so.")

    file = forms.FileField(
        label=_("Excel file (.xlsx)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx", "class": INPUT}),
        help_text=_("At most 10 MB and 50,000 rows."),
        allow_empty_file=True,  # the gate says it in its own words
    )

    def about(self):
        return []

    def act(self):
        self.made = store(self.cleaned_data["file"], by=self.user)


class StartForm(Act):
    """The button that has a checked workbook written."""

    verb, title, solid = "start", _("Import"), True
    done = _("The import has begun.")
    roles = IMPORTERS
    explain = _("All rows are written in one go, or none of them.")

    def about(self):
        return [self.subject.name, *(line for _title, line in summary(self.subject))]

    @classmethod
    def fits(cls, user, subject):
        return subject.by_id == user.pk and subject.state == Import.State.CHECKED

    def act(self):
        start(self.subject, by=self.user)


class HereForm(Act):
    """For when no worker is about: do the work within this request."""

    verb, title = "here", _("Work on it here and now")
    done = _("Done; the outcome is below.")
    roles = IMPORTERS
    explain = _("Use this when the background worker does not answer; a large file takes minutes.")

    @classmethod
    def fits(cls, user, subject):
        return subject.by_id == user.pk and subject.is_under_way and subject.lease_until is None

    def perform(self):
        """Not in a transaction of its own: the import makes one."""
        work()
        return 200


def summary(record):
    """Sheet by sheet, what would be or was done."""
    words = {
        "create": _t("%(count)s new"), "update": _t("%(count)s changed"), "unchanged": _t("%(count)s unchanged"),    }  # fmt: skip
    for title, counted in record.counts.items():
        parts = (text % {"count": counted[kind]} for kind, text in words.items() if counted.get(kind))
        yield title, f"{title}：{'，'.join(parts)}"


@admin.register(Import)
class ImportAdmin(ActAdmin, FactAdmin):
    acts = (StartForm, HereForm)
    list_display = ["title", "state_word", "outcome", "by", "at"]
    list_display_links = None
    list_filter = [("state", ChoicesFilter)]
    list_select_related = ["by"]
    search_fields = ["name", "by__name"]
    actions_list = ["upload", "empty_template", "export_all"]

    @action(description=_("Upload a workbook"), url_path="upload", icon="upload", permissions=["import"])
    def upload(self, request):
        """The form; once the file is kept, on to its page."""
        posted = (request.POST, request.FILES) if request.method == "POST" else ()
        form, status = UploadForm(*posted, subject=None, user=request.user), 200
        if form.is_bound:
            status = form.perform() if form.is_valid() else 400
            if not form.errors:
                return HttpResponseRedirect(reverse("admin:milestones_import_change", args=[form.made.pk]))
        context = self.admin_site.each_context(request) | {
            "title": form.title, "form": form, "opts": self.opts, "next": reverse("admin:milestones_import_changelist"),
        }  # fmt: skip
        return TemplateResponse(
            request, "admin/act.html", context, status=max(status, 400 if form.errors else 200)
        )

    def has_import_permission(self, request, obj=None):
        return request.user.role in IMPORTERS

    @action(description=_("Empty template"), url_path="template", icon="description")
    def empty_template(self, request):
        return download(_t("template.xlsx"), request.user)

    @action(description=_("Export everything"), url_path="export", icon="download")
    def export_all(self, request):
        return download(_t("projects %(day)s.xlsx") % {"day": today()}, request.user, rows_of(request.user))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """How far it is, or what came of it; while it is under way the page looks again by itself."""
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        if "faults" in request.GET:
            return faults_file(record)
        context = self.admin_site.each_context(request) | {
            "title": record.name, "opts": self.opts, "original": record, "record": record,
            "lines": [line for _title, line in summary(record)], "faults": record.faults[:SHOWN],
            "changes": record.changes, "buttons": self._buttons(request.user, record),
        }  # fmt: skip
        return TemplateResponse(request, "admin/import.html", context)

    def _buttons(self, user, record):
        for form in self.acts:
            if form.fits(user, record):
                link = reverse(f"admin:milestones_import_act_{form.verb}", args=[record.pk])
                yield {"link": link, "title": form.title, "solid": form.solid, "explain": form.explain}

    @display(description=_("file name"), ordering="name")
    def title(self, record):
        link = reverse("admin:milestones_import_change", args=[record.pk])
        return format_html('<a class="tx-name" href="{}">{}</a>', link, record.name)

    @display(description=_("state"), ordering="state")
    def state_word(self, record):
        return record.get_state_display()

    @display(description=_("outcome"))
    def outcome(self, record):
        if record.fault_count:
            return _t("%(count)s faults") % {"count": record.fault_count}
        return "；".join(line for _title, line in summary(record)) or record.message or "—"


def faults_file(record):
    """All faults that were kept, as CSV."""
    writer = csv.writer(Echo())
    heads = [_t("Sheet"), _t("Row"), _t("Column"), _t("Reason")]
    rows = ("\ufeff" * (not number) + writer.writerow([safe(cell) for cell in row])
            for number, row in enumerate([heads, *record.faults]))  # fmt: skip
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="faults.csv"'
    return response
