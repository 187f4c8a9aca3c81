"""Imports of workbooks: upload, what would change, faults, and the import itself."""

import csv
import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from backoffice.actions import RecordActionAdmin, record_action_url
from backoffice.clock import today
from backoffice.downloads import download_headers
from backoffice.filters import ChoicesFilter
from backoffice.permissions import FactAdmin
from backoffice.pinyin import PinyinKey
from backoffice.requests import PersonRequest
from milestones.imports.exporter import exportable_projects, write_workbook
from milestones.imports.fault_report import write_annotated_workbook
from milestones.imports.importer import is_left_alone
from milestones.imports.upload import process_import_inline, start_import, store_import
from milestones.imports.validate_file import WorkbookRefused
from milestones.models import Import
from milestones.papers.csv import CsvEcho, safe_cell
from projects.models import User
from projects.permissions import may_perform

from .import_counts import changed_row_count, import_count_table, import_summary_lines
from .outcome import OutcomeActionForm
from .workbook_export import download_workbook

PATIENCE = dt.timedelta(seconds=20)  # after which a waiting import is offered to be done here


class WorkbookFileInput(forms.FileInput):
    """A button in our own words, and the name of what was chosen."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        return render_to_string("admin/workbook_file.html", {"widget": self.get_context(name, value, attrs)["widget"]})


class UploadWorkbookForm(OutcomeActionForm):
    verb, title, submit = "upload", _("Upload a workbook"), _("Upload and check")
    done = _("The workbook is uploaded and being checked.")
    line = "import"
    explain = _("It is checked first: every fault is listed, and nothing is written before you say so.")
    made = None
    more = _("Change cells in an export, or fill in the empty template; its last sheet says how.")

    file = forms.FileField(
        label=_("Excel file (.xlsx)"),
        widget=WorkbookFileInput(attrs={"accept": ".xlsx"}),
        help_text=_("At most 10 MB and 50,000 rows."),
        allow_empty_file=True,  # the gate says it in its own words
    )

    def about(self) -> list[str]:
        return [str(self.more)]

    def act(self) -> None:
        self.made = store_import(self.cleaned_data["file"], by=self.user)


class StartImportForm(OutcomeActionForm):
    """The button that has a checked workbook written."""

    verb, title, solid = "start", _("Import"), True
    done = _("The import has begun; how far it is and what came of it stands below.")
    line = "import"
    explain = _("All rows are written in one go, or none of them.")

    def about(self) -> list[str]:
        return [self.subject.name, *import_summary_lines(self.subject)]

    @classmethod
    def fits(cls, user: User, subject: Import) -> bool:
        return subject.by_id == user.pk and subject.state == Import.State.CHECKED

    def act(self) -> None:
        start_import(self.subject, by=self.user)


class RunImportHereForm(OutcomeActionForm):
    """For when no worker is about: do the work of a small file within this request."""

    verb, title = "here", _("Work on it here and now")
    done = _("Done; the outcome is below.")
    line = "import"
    explain = _("Use this when the background worker does not answer.")

    @classmethod
    def fits(cls, user: User, subject: Import) -> bool:
        return subject.by_id == user.pk and is_left_alone(subject, PATIENCE) and subject.is_small

    def act_once(self) -> None:
        """Not in a transaction of its own: the import makes one."""
        process_import_inline(self.subject, by=self.user)


SHOWN = 200  # faults on the page; the file has all that were kept


@admin.register(Import)
class ImportAdmin(RecordActionAdmin, FactAdmin):
    action_forms = (StartImportForm, RunImportHereForm)
    list_display = ["title", "state_word", "outcome", "by", "at"]
    list_display_links = None
    list_filter = [("state", ChoicesFilter)]
    list_select_related = ["by"]
    search_fields = ["name", "by__name"]
    list_before_template = "admin/import_start.html"
    actions_list = ["upload", "empty_template", "export_all"]

    @action(description=_("Upload a workbook"), url_path="upload", icon="upload", permissions=["import"])
    def upload(self, request: PersonRequest) -> HttpResponse:
        """The form; once the file is kept, on to its page."""
        posted = (request.POST, request.FILES) if request.method == "POST" else ()
        form, status = UploadWorkbookForm(*posted, subject=None, user=request.user), 200
        if form.is_bound:
            status = form.perform() if form.is_valid() else 400
            if not form.errors:
                made = form.made or Import.objects.filter(by=request.user).latest("pk")  # pressed twice
                return HttpResponseRedirect(reverse("admin:milestones_import_change", args=[made.pk]))
        context = self.admin_site.each_context(request) | {
            "title": form.title,
            "form": form,
            "opts": self.opts,
            "next": reverse("admin:milestones_import_changelist"),
        }
        return TemplateResponse(request, "admin/action.html", context, status=max(status, 400 if form.errors else 200))

    def has_import_permission(self, request: PersonRequest, obj: Import | None = None) -> bool:
        return may_perform(request.user, "import")

    @action(description=_("Empty template"), url_path="template", icon="description")
    def empty_template(self, request: PersonRequest) -> FileResponse:
        return download_workbook(_t("import-template.xlsx"), write_workbook, request.user)

    @action(description=_("Export everything"), url_path="export", icon="download")
    def export_all(self, request: PersonRequest) -> FileResponse:
        name, rows = _t("projects-%(day)s.xlsx") % {"day": today()}, exportable_projects(request.user)
        return download_workbook(name, write_workbook, request.user, rows)

    def changelist_view(self, request: PersonRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The buttons stand above the list, where a phone shows them too, and not in its head."""
        response = super().changelist_view(request, extra_context)
        if data := getattr(response, "context_data", None):
            data["starts"] = data.pop("actions_list")
        return response

    def change_view(  # type: ignore[override]
        self,
        request: PersonRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        """How far it is, or what came of it; while it is under way the page looks again by itself."""
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        if request.method == "POST":
            raise PermissionDenied
        if "faults" in request.GET:
            return faults_csv_file(record)
        if "marked" in request.GET:
            return marked_workbook_file(record)
        context = self.admin_site.each_context(request) | {
            "title": record.name,
            "opts": self.opts,
            "original": record,
            "record": record,
            "figures": import_count_table(record),
            "faults": record.faults[:SHOWN],
            "may_import": may_perform(request.user, "import"),
            "more": max(0, changed_row_count(record) - len(record.changes)),
            "changes": record.changes,
            "left_alone": is_left_alone(record, PATIENCE),
            "buttons": self._buttons(request.user, record),
        }
        return TemplateResponse(request, "admin/import.html", context)

    def _buttons(self, user: User, record: Import) -> Iterator[dict[str, Any]]:
        for form in self.action_forms:
            if form.fits(user, record):
                link = record_action_url(record, form, record.pk)
                yield {"link": link, "title": form.title, "solid": form.solid, "explain": form.explain}

    @display(description=_("file name"), ordering=PinyinKey("name"))
    def title(self, record: Import) -> SafeString:
        link = reverse("admin:milestones_import_change", args=[record.pk])
        return format_html('<a class="tx-name" href="{}">{}</a>', link, record.name)

    @display(description=_("state"), ordering="state")
    def state_word(self, record: Import) -> str:
        return record.get_state_display()

    @display(description=_("outcome"))
    def outcome(self, record: Import) -> str:
        if record.fault_count:
            return _t("%(count)s faults") % {"count": record.fault_count}
        return "；".join(import_summary_lines(record)) or record.message or "—"


def marked_workbook_file(record: Import) -> FileResponse:
    """The upload with its faults marked."""
    if not record.fault_count:
        raise Http404
    try:
        return download_workbook(
            _t("%(file)s-faults-marked.xlsx") % {"file": record.name.rpartition(".")[0]},
            write_annotated_workbook,
            record,
        )
    except (WorkbookRefused, FileNotFoundError):
        raise Http404 from None


def faults_csv_file(record: Import) -> StreamingHttpResponse:
    """All faults that were kept, as CSV."""
    writer = csv.writer(CsvEcho())
    heads = [_t("Sheet"), _t("Row"), _t("Column"), _t("Reason")]
    rows = (
        "\ufeff" * (not number) + writer.writerow([safe_cell(cell) for cell in row])
        for number, row in enumerate([heads, *record.faults])
    )
    name = _t("%(file)s-faults.csv") % {"file": record.name.rpartition(".")[0]}
    return StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8", headers=download_headers(name))
