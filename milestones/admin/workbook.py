"""Excel both ways: the filtered list of projects as a workbook, an upload, what it would change, and the import."""

import csv
import tempfile

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from milestones.models import Import
from milestones.papers.csv import Echo, safe
from milestones.workbook.gate import Refused
from milestones.workbook.marked import write_marked
from milestones.workbook.write import rows_of, write_workbook
from projects.access import may
from projects.admin.access import FactAdmin
from projects.admin.filters import ChoicesFilter
from projects.clock import today
from projects.models import Project
from projects.pinyin import Spelt

from .acts import ActAdmin
from .import_acts import PATIENCE, HereForm, StartForm, UploadForm
from .import_figures import changed, figures, summary

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200  # faults on the page; the file has all that were kept


def download(name, write, *about):
    """A workbook as a file to keep; it is written to disk and sent from there."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    try:
        write(file, *about)
    except BaseException:
        file.close()
        raise
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
        return download(
            _t("projects %(day)s.xlsx") % {"day": today()}, write_workbook, request.user, projects
        )

    @action(description=_("Import"), url_path="import", icon="upload")
    def open_imports(self, request):
        return HttpResponseRedirect(reverse("admin:milestones_import_changelist"))


@admin.register(Import)
class ImportAdmin(ActAdmin, FactAdmin):
    acts = (StartForm, HereForm)
    list_display = ["title", "state_word", "outcome", "by", "at"]
    list_display_links = None
    list_filter = [("state", ChoicesFilter)]
    list_select_related = ["by"]
    search_fields = ["name", "by__name"]
    list_before_template = "admin/import_start.html"
    actions_list = ["upload", "empty_template", "export_all"]

    @action(description=_("Upload a workbook"), url_path="upload", icon="upload", permissions=["import"])
    def upload(self, request):
        """The form; once the file is kept, on to its page."""
        posted = (request.POST, request.FILES) if request.method == "POST" else ()
        form, status = UploadForm(*posted, subject=None, user=request.user), 200
        if form.is_bound:
            status = form.perform() if form.is_valid() else 400
            if not form.errors:
                made = form.made or Import.objects.filter(by=request.user).latest("pk")  # pressed twice
                return HttpResponseRedirect(reverse("admin:milestones_import_change", args=[made.pk]))
        context = self.admin_site.each_context(request) | {
            "title": form.title, "form": form, "opts": self.opts, "next": reverse("admin:milestones_import_changelist"),
        }  # fmt: skip
        return TemplateResponse(
            request, "admin/act.html", context, status=max(status, 400 if form.errors else 200)
        )

    def has_import_permission(self, request, obj=None):
        return may(request.user, "import")

    @action(description=_("Empty template"), url_path="template", icon="description")
    def empty_template(self, request):
        return download(_t("template.xlsx"), write_workbook, request.user)

    @action(description=_("Export everything"), url_path="export", icon="download")
    def export_all(self, request):
        name, rows = _t("projects %(day)s.xlsx") % {"day": today()}, rows_of(request.user)
        return download(name, write_workbook, request.user, rows)

    def changelist_view(self, request, extra_context=None):
        """The buttons stand above the list, where a phone shows them too, and not in its head."""
        response = super().changelist_view(request, extra_context)
        if data := getattr(response, "context_data", None):
            data["starts"] = data.pop("actions_list")
        return response

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """How far it is, or what came of it; while it is under way the page looks again by itself."""
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        if request.method == "POST":
            raise PermissionDenied
        if "faults" in request.GET:
            return faults_file(record)
        if "marked" in request.GET:
            return marked_file(record)
        context = self.admin_site.each_context(request) | {
            "title": record.name, "opts": self.opts, "original": record, "record": record,
            "figures": figures(record), "faults": record.faults[:SHOWN], "may_import": may(request.user, "import"),
            "more": max(0, changed(record) - len(record.changes)),
            "changes": record.changes, "left_alone": record.is_left_alone(PATIENCE), "buttons": self._buttons(request.user, record),
        }  # fmt: skip
        return TemplateResponse(request, "admin/import.html", context)

    def _buttons(self, user, record):
        for form in self.acts:
            if form.fits(user, record):
                link = reverse(f"admin:milestones_import_act_{form.verb}", args=[record.pk])
                yield {"link": link, "title": form.title, "solid": form.solid, "explain": form.explain}

    @display(description=_("file name"), ordering=Spelt("name"))
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
        return "；".join(summary(record)) or record.message or "—"


def marked_file(record):
    """The upload with its faults marked."""
    if not record.fault_count:
        raise Http404
    try:
        return download(
            _t("%(file)s with faults marked.xlsx") % {"file": record.name.rpartition(".")[0]},
            write_marked,
            record,
        )
    except (Refused, FileNotFoundError):
        raise Http404 from None


def faults_file(record):
    """All faults that were kept, as CSV."""
    writer = csv.writer(Echo())
    heads = [_t("Sheet"), _t("Row"), _t("Column"), _t("Reason")]
    rows = ("\ufeff" * (not number) + writer.writerow([safe(cell) for cell in row])
            for number, row in enumerate([heads, *record.faults]))  # fmt: skip
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="faults.csv"'
    return response
