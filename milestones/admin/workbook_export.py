"""The filtered list of projects as a workbook."""

import tempfile
from collections.abc import Callable
from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action

from backoffice.clock import today
from backoffice.requests import PersonRequest
from milestones.imports.exporter import write_workbook
from projects.models import Project

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download_workbook(name: str, write: Callable[..., Any], *about: Any) -> FileResponse:
    """A workbook as a file to keep; it is written to disk and sent from there."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    try:
        write(file, *about)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


class WorkbookExportAdmin(ModelAdmin):
    """Adds to the list of projects: what it shows, as a workbook; and the way to the imports."""

    actions_list = ["export_workbook", "open_imports"]

    def changelist_view(self, request: PersonRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The export carries the filters of the list that is on the screen."""
        response = super().changelist_view(request, extra_context)
        query = request.GET.urlencode()
        for one in (getattr(response, "context_data", None) or {}).get("actions_list", ()):
            if query and one.get("path", "").endswith("/export/"):
                one["path"] += f"?{query}"
        return response

    @action(description=_("Export as Excel"), url_path="export", icon="download")
    def export_workbook(self, request: PersonRequest) -> FileResponse:
        found = self.get_changelist_instance(request).get_queryset(request)
        projects = Project.objects.filter(pk__in=found.order_by().values("pk"))
        return download_workbook(_t("projects-%(day)s.xlsx") % {"day": today()}, write_workbook, request.user, projects)

    @action(description=_("Import"), url_path="import", icon="upload")
    def open_imports(self, request: PersonRequest) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:milestones_import_changelist"))
